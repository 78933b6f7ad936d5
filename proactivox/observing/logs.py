"""Log lines: JSON for programs or plain for people; each with its request, none with a person."""

import json
import logging
from datetime import UTC, datetime

from accounts.redaction import redact
from accounts.request_ids import current_request_id


class AddRequest(logging.Filter):
    """Says to which request a line belongs."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id() or "-"
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line; a traceback is text without the values of variables."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
            "request_id": getattr(record, "request_id", "-"),
            "process": record.process,
        }
        if record.exc_info and not record.exc_text:
            record.exc_text = self.formatException(record.exc_info)
        if record.exc_text:
            said["exception"] = redact(record.exc_text)
        return json.dumps(said, ensure_ascii=False)
