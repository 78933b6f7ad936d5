"""HubSpot's two ways of writing a moment: ISO 8601 with milliseconds, and milliseconds."""

from datetime import UTC, datetime


def iso(value: int) -> str:
    """Milliseconds since 1970 as 2026-01-01T00:00:00.123Z."""
    moment = datetime.fromtimestamp(value // 1000, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value % 1000:03d}Z"


def milliseconds(value: str | float) -> int:
    """A moment from milliseconds or ISO text; raises ValueError."""
    text = str(value)
    if text.lstrip("-").isdigit():
        return int(text)
    return round(datetime.fromisoformat(text).timestamp() * 1000)
