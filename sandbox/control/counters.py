"""How often what was asked, and how much time serving took."""

import re
import threading
import time
from collections import Counter, deque
from typing import Any

from sandbox.web.messages import Request, Response

_ID = re.compile(r"/(750|01g)\w{9,}(-\d+)?")
KEPT = 2000


class Counters:
    """Counts since the start or the last reset. CPU times are in seconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self.by_path: Counter[str] = Counter()
            self.by_status: Counter[int] = Counter()
            self.token_requests: Counter[str] = Counter()
            self.bytes_sent = 0
            self.rendering_cpu = 0.0
            self.recent: deque[dict[str, Any]] = deque(maxlen=KEPT)
            self._wall = time.monotonic()
            self._cpu = time.process_time()

    def note(self, request: Request, response: Response) -> None:
        path = _ID.sub(r"/{\1}", request.path)
        entry = {
            "method": request.method,
            "path": request.path,
            "query": dict(request.query),
            "status": response.status,
            "bytes": response.length,
            "fault": request.fault.kind if request.fault else None,
        }
        with self._lock:
            self.by_path[f"{request.method} {path}"] += 1
            self.by_status[response.status] += 1
            self.bytes_sent += response.length
            self.recent.append(entry)

    def note_token(self, kind: str) -> None:
        with self._lock:
            self.token_requests[kind] += 1

    def note_rendering(self, seconds: float) -> None:
        with self._lock:
            self.rendering_cpu += seconds

    def as_dict(self) -> dict[str, Any]:
        """Counts and times; `*_share` is CPU time per second of wall: of
        the whole process, and of serving without the rendering of bulk results."""
        with self._lock:
            wall = time.monotonic() - self._wall
            cpu = time.process_time() - self._cpu
            serving = max(0.0, cpu - self.rendering_cpu)
            return {
                "requests": dict(self.by_path),
                "statuses": {str(status): n for status, n in self.by_status.items()},
                "token_requests": dict(self.token_requests),
                "bytes_sent": self.bytes_sent,
                "wall_seconds": wall,
                "cpu_seconds": cpu,
                "rendering_cpu_seconds": self.rendering_cpu,
                "serving_cpu_seconds": serving,
                "cpu_share": cpu / wall if wall else 0.0,
                "serving_share": serving / wall if wall else 0.0,
            }
