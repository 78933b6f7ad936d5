"""What leaves for error reports and traces: shapes and names, no address, value or person."""

from typing import Any

from accounts.redaction import redact

# Of an error report these alone stay; request, user, server, breadcrumbs and modules do not.
_EVENT = (
    *("event_id", "timestamp", "level", "logger", "platform", "release", "environment"),
    *("exception", "logentry", "transaction", "tags", "sdk"),
)
_FRAME = ("filename", "function", "module", "lineno", "in_app")
REQUEST_ID = "proactivox.request_id"
# Of a span's attributes these alone.
ATTRIBUTES = frozenset(
    {
        REQUEST_ID,
        *("http.method", "http.request.method", "http.route", "http.status_code"),
        *("http.response.status_code", "db.system", "db.system.name", "db.operation.name"),
        *("celery.action", "celery.task_name", "celery.state", "messaging.destination"),
        *("messaging.destination.name", "error.type"),
    }
)


def scrub_event(event: Any, hint: Any) -> Any:
    """Sentry's before_send: a new event of what is allowed, every text redacted."""
    kept = {name: _clean(event[name]) for name in _EVENT if name in event}
    for error in (kept.get("exception") or {}).get("values", []):
        # What an exception says may hold what a person typed.
        error["value"] = ""
        stack = error.get("stacktrace") or {}
        stack["frames"] = [
            {name: frame[name] for name in _FRAME if name in frame}
            for frame in stack.get("frames", [])
        ]
        error["stacktrace"] = stack
    if "logentry" in kept:
        # Where it was written; the message itself has been filled in by then.
        kept["logentry"] = {"message": _place(hint.get("log_record"))}
    return kept


def _place(record: Any) -> str:
    return f"{record.name}:{record.funcName}:{record.lineno}" if record else ""


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, dict):
        return {name: _clean(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    return value
