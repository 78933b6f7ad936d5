"""The calendar of billing: periods that begin at an anchor and end a month or a year later."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta

from sandbox.stripe.state import Obj

DAY = 86_400
HOUR = 3_600


def later(anchor: int, interval: str, count: int) -> int:
    """`count` intervals after an anchor; the 31st becomes the last day of shorter months."""
    start = datetime.fromtimestamp(anchor, UTC)
    if interval in ("day", "week"):
        return int((start + timedelta(days=count * (7 if interval == "week" else 1))).timestamp())
    months = start.month - 1 + count * (12 if interval == "year" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    day = min(start.day, monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def end_of_period(start: int, anchor: int, recurring: Obj) -> int:
    """The first return of the anchor's day that lies after `start`."""
    if anchor > start:
        return anchor
    count, step = 0, int(recurring["interval_count"])
    while (end := later(anchor, recurring["interval"], count)) <= start:
        count += step
    return end


def day_text(moment: int) -> str:
    """26 Nov 2026, as Stripe's descriptions write it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%d %b %Y")


def pace(price: Obj) -> tuple[str, int]:
    return price["recurring"]["interval"], int(price["recurring"]["interval_count"])
