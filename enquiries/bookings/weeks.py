"""Free starts as a calendar: the days of one week as the visitor's clock has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.zones import is_shown_twice, offset

_WEEK = timedelta(days=7)
_WORKING_DAYS = 5
_VALUE = "%Y%m%dT%H%MZ"


@dataclass(frozen=True)
class Start:
    """A free start; `offset` says which of two, where the clock shows the time twice."""

    at: datetime
    offset: str

    @property
    def value(self) -> str:
        """As it stands in addresses and forms."""
        return value_of(self.at)


@dataclass(frozen=True)
class Day:
    """A day and its starts; none where all is taken or nobody works."""

    on: date
    starts: tuple[Start, ...]


@dataclass(frozen=True)
class Week:
    """Working days between the first and the last free time, and a weekend with one."""

    days: tuple[Day, ...]
    before: date | None
    after: date | None


def week_of(free: Sequence[datetime], zone: ZoneInfo, asked: date | None) -> Week | None:
    """The week that was asked for, else the first with something free; None while nothing is."""
    if not free:
        return None
    days: dict[date, list[Start]] = {}
    for at in free:
        days.setdefault(at.astimezone(zone).date(), []).append(start_of(at, zone))
    monday = min(max(_monday(asked or min(days)), _monday(min(days))), _monday(max(days)))
    shown = [monday + timedelta(days=number) for number in range(7)]
    return Week(
        tuple(
            Day(day, tuple(days.get(day, ())))
            for day in shown
            if day in days or (day.weekday() < _WORKING_DAYS and min(days) < day < max(days))
        ),
        before=monday - _WEEK if min(days) < monday else None,
        after=monday + _WEEK if max(days) >= monday + _WEEK else None,
    )


def start_of(at: datetime, zone: ZoneInfo) -> Start:
    """A start as it is shown in a zone."""
    return Start(at, offset(at, zone) if is_shown_twice(at, zone) else "")


def value_of(at: datetime) -> str:
    """A moment in UTC as it stands in addresses and forms."""
    return at.strftime(_VALUE)


def read_value(text: str | None) -> datetime | None:
    """What `value_of` wrote; None for what is none."""
    try:
        return datetime.strptime(text or "", _VALUE).replace(tzinfo=UTC)
    except ValueError:
        return None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
