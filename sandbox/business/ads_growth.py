"""How a day's numbers grow between the click and the day on which nothing moves any more."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from hashlib import sha256
from zoneinfo import ZoneInfo

HOUR = 3600
# After so many hours a platform knows all clicks, and has credited back the invalid ones.
KNOWN_HOURS, CREDITED_HOURS = 18, 72
# After so many hours web analytics has processed all sessions of a day.
PROCESSED_HOURS = 48
PARTS = 1_000_000


@dataclass(frozen=True)
class Growth:
    """Millionths of the settled numbers that a read shows."""

    impressions: int
    clicks: int
    spend: int
    sessions: int


SETTLED = Growth(PARTS, PARTS, PARTS, PARTS)


def read_hour(as_of: datetime) -> int:
    """The hour of a read, in seconds: numbers move once an hour."""
    return int(as_of.timestamp()) // HOUR * HOUR


@lru_cache(maxsize=65_536)
def bounds(day: date, zone: str) -> tuple[int, int]:
    """When a day of that zone begins and ends, in seconds."""
    next_day = date.fromordinal(day.toordinal() + 1)
    first, last = (
        datetime.combine(each, time(), ZoneInfo(zone)).astimezone(UTC) for each in (day, next_day)
    )
    return int(first.timestamp()), int(last.timestamp())


@lru_cache(maxsize=65_536)
def growth(salt: str, day: date, zone: str, hour: int) -> Growth | None:
    """What a read at `hour` shows of a day; None while the day has not begun."""
    start, end = bounds(day, zone)
    if hour >= end + CREDITED_HOURS * HOUR:
        return SETTLED
    if hour < start:
        return None
    passed = min(1.0, (hour - start) / (end - start))
    age = max(0.0, (hour - end) / HOUR)
    known = passed * (0.955 + 0.045 * min(1.0, age / KNOWN_HOURS))
    left = 1.0 - min(1.0, age // 6 * 6 / CREDITED_HOURS)
    invalid = 0.004 + 0.018 * draw(salt, day.isoformat(), "invalid")
    processed = passed * (0.9 + 0.1 * min(1.0, age / PROCESSED_HOURS))
    return Growth(
        impressions=int(PARTS * known * (1 + invalid * left / 4)),
        clicks=int(PARTS * known * (1 + invalid * left)),
        spend=int(PARTS * known * (1 + invalid * left)),
        sessions=int(PARTS * processed),
    )


def grown(settled: int, parts: int) -> int:
    """A settled number as a read shows it, rounded."""
    return settled if parts == PARTS else (settled * parts + PARTS // 2) // PARTS


def draw(*words: str) -> float:
    """Chance that is always the same for the same words: at least 0, less than 1."""
    return int.from_bytes(sha256("|".join(words).encode()).digest()[:4]) / 2**32
