"""Days from one to another, both included; presets and comparisons in the workspace's calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from accounts.models import WeekStart

DAY = timedelta(days=1)
WEEK_DAYS = 7


class Comparison(StrEnum):
    """With what a period is compared."""

    NONE = "none"
    PREVIOUS = "previous"
    WEEKDAYS = "weekdays"
    YEAR = "year"


@dataclass(frozen=True)
class Period:
    """From first_on to last_on, both included."""

    first_on: date
    last_on: date

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on).days + 1


def compared(period: Period, comparison: Comparison) -> Period | None:
    """As many days before, or whole weeks earlier, or the same dates a year earlier.

    By weekdays it is the fewest weeks after which no day is in both: each day is set beside one of
    its own weekday. 29 February becomes 28 February.
    """
    if comparison is Comparison.NONE:
        return None
    if comparison is Comparison.PREVIOUS:
        return Period(period.first_on - DAY * period.days, period.first_on - DAY)
    if comparison is Comparison.WEEKDAYS:
        back = DAY * 7 * -(-period.days // 7)
        return Period(period.first_on - back, period.last_on - back)
    return Period(a_year_before(period.first_on), a_year_before(period.last_on))


def a_year_before(day: date) -> date:
    """The same date one year earlier."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def _last_days(count: int) -> Callable[[date], Period]:
    return lambda today: Period(today - DAY * count, today - DAY)


def _last_month(today: date) -> Period:
    last = today.replace(day=1) - DAY
    return Period(last.replace(day=1), last)


# {word in the URL: today -> period}; "last n days" ends yesterday, because today is not over.
PRESETS: dict[str, Callable[[date], Period]] = {
    "7d": _last_days(7),
    "30d": _last_days(30),
    "90d": _last_days(90),
    "month": lambda today: Period(today.replace(day=1), today),
    "last_month": _last_month,
    "year": lambda today: Period(today.replace(month=1, day=1), today),
    "365d": _last_days(365),
}
# {word in the URL: (the first day of the week that today lies in, today) -> period}
WEEKS: dict[str, Callable[[date, date], Period]] = {
    "week": Period,
    "last_week": lambda first, today: Period(first - DAY * WEEK_DAYS, first - DAY),
}
DEFAULT_PRESET = "30d"


class Calendar(Protocol):
    """Something that has quarters and years of its own; KeyError for days it knows none for."""

    def year_of(self, day: date) -> Period: ...

    def quarter_of(self, day: date) -> Period: ...

    def name_of(self, period: Period) -> str: ...


# {word in the URL: (calendar, today) -> period}; the present one ends today, as a month does.
FISCAL: dict[str, Callable[[Calendar, date], Period]] = {
    "fiscal_quarter": lambda fiscal, today: Period(fiscal.quarter_of(today).first_on, today),
    "last_fiscal_quarter": lambda fiscal, today: fiscal.quarter_of(
        fiscal.quarter_of(today).first_on - DAY
    ),
    "fiscal_year": lambda fiscal, today: Period(fiscal.year_of(today).first_on, today),
    "last_fiscal_year": lambda fiscal, today: fiscal.year_of(fiscal.year_of(today).first_on - DAY),
}


def quarters_of(period: Period, calendar: Calendar | None) -> tuple[date, ...]:
    """The first days of the quarters of a period; where nobody drew a fiscal one, the year's."""
    found: list[date] = []
    day = period.first_on
    while day <= period.last_on:
        try:
            quarter = calendar.quarter_of(day) if calendar else _quarter_of(day)
        except KeyError:
            quarter = _quarter_of(day)
        found.append(max(quarter.first_on, found[-1] + DAY) if found else quarter.first_on)
        day = quarter.last_on + DAY
    return tuple(found)


def _quarter_of(day: date) -> Period:
    first = date(day.year, day.month - (day.month - 1) % 3, 1)
    return Period(first, (first + DAY * 93).replace(day=1) - DAY)


def week_begin(day: date, week_start: str) -> date:
    """The first day of the week that a day lies in."""
    before = WeekStart(week_start).days_before_monday
    return day - DAY * ((day.weekday() + before) % WEEK_DAYS)


def preset_period(
    word: str,
    today: date,
    fiscal: Calendar | None = None,
    week_start: str = WeekStart.MONDAY,
) -> Period:
    """The period of a preset; raises KeyError for a word that is none, or without a calendar."""
    if word in WEEKS:
        return WEEKS[word](week_begin(today, week_start), today)
    if fiscal is not None and word in FISCAL:
        return FISCAL[word](fiscal, today)
    return PRESETS[word](today)
