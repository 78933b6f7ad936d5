"""Failures that tests ask for: which request is hit, how often, and what happens to it."""

import re
import threading
from dataclasses import dataclass, field, fields
from typing import Any

import orjson

from sandbox.web.messages import Request, Response, json_response

# kind -> (status, errorCode, message) of answers that replace the real one
ANSWERS: dict[str, tuple[int, str, str]] = {
    "expired_session": (401, "INVALID_SESSION_ID", "Session expired or invalid"),
    "request_limit": (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    "concurrency": (
        403,
        "REQUEST_LIMIT_EXCEEDED",
        "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
    ),
    "throttle": (429, "TOO_MANY_REQUESTS", "Too many requests. Try again later."),
    "server_error": (500, "UNKNOWN_EXCEPTION", "An unexpected error occurred."),
    "unavailable": (503, "SERVER_UNAVAILABLE", "The server is temporarily unavailable."),
    "row_locked": (
        400,
        "UNABLE_TO_LOCK_ROW",
        "unable to obtain exclusive access to this record or 1 records",
    ),
    "forbidden": (403, "INSUFFICIENT_ACCESS", "insufficient access rights on object"),
}
# kinds that the endpoints themselves carry out
MARKS = {"duplicate_page", "wrong_count", "fail_job", "bad_locator"}
KINDS = {"status", "cut", "delay", *ANSWERS, *MARKS}


@dataclass
class Fault:
    """One planned failure.

    `path` is searched as a regular expression in "METHOD /path?query"; `skip` requests pass
    first, then `times` are hit (-1: all). `after_bytes` belongs to cut, `seconds` to delay,
    `status`, `body` and `headers` to status, `delta` to wrong_count, `message` to fail_job.
    """

    kind: str
    path: str = r" /services/data/"
    times: int = 1
    skip: int = 0
    after_bytes: int = 0
    seconds: float = 0.0
    status: int = 500
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delta: int = -1
    message: str = "InternalServerError: Query not completed"
    id: int = 0
    hits: int = 0

    def replacement(self) -> Response | None:
        """The answer given instead of the real one, if this kind gives one."""
        if self.kind == "status":
            body = self.body if isinstance(self.body, str) else orjson.dumps(self.body).decode()
            kind = "text/html" if isinstance(self.body, str) else "application/json;charset=UTF-8"
            return Response(self.status, {"Content-Type": kind} | self.headers, [body.encode()])
        if self.kind not in ANSWERS:
            return None
        status, code, message = ANSWERS[self.kind]
        response = json_response([{"message": message, "errorCode": code}], status)
        if self.kind == "throttle":
            response.headers["Retry-After"] = "1"
        response.headers |= self.headers
        return response


class FaultList:
    """Planned failures in the order in which they were asked for."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._count = 0

    def add(self, values: dict[str, Any]) -> Fault:
        """Plan a failure; raises ValueError on an unknown kind, name or pattern."""
        known = {f.name for f in fields(Fault)} - {"id", "hits"}
        if unknown := set(values) - known:
            raise ValueError(f"no such part of a fault: {', '.join(sorted(unknown))}")
        fault = Fault(**values)
        if fault.kind not in KINDS:
            raise ValueError(f"no fault {fault.kind!r}; there are {', '.join(sorted(KINDS))}")
        re.compile(fault.path)
        with self._lock:
            self._count += 1
            fault.id = self._count
            self._faults.append(fault)
        return fault

    def take(self, request: Request) -> Fault | None:
        """The failure that hits this request, counted down."""
        query = "&".join(f"{name}={value}" for name, value in request.query.items())
        line = f"{request.method} {request.path}" + (f"?{query}" if query else "")
        with self._lock:
            for fault in self._faults:
                if fault.times == 0 or not re.search(fault.path, line):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1 if fault.times > 0 else 0
                fault.hits += 1
                return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def all(self) -> list[Fault]:
        with self._lock:
            return list(self._faults)
