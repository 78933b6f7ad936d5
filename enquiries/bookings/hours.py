"""When demos can be given, as values and as staff writes it: "09:00-12:00, 13:00-16:00"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from accounts.zones import HOME

_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-\u2013]\s*(\d{1,2})[:.](\d{2})")
Weekly = tuple[tuple["Span", ...], ...]


@dataclass(frozen=True, order=True)
class Span:
    """From one time of the day to a later one."""

    opens: time
    closes: time

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


@cache
def _holidays_of(year: int) -> frozenset[date]:
    # The package does not list 24 and 31 December and 5 June: they are days off by hand.
    import holidays  # 3 MB that most processes never need

    return frozenset(holidays.country_holidays("DK", years=[year]))


def is_danish_holiday(day: date) -> bool:
    """Whether it is a public holiday in Denmark."""
    return day in _holidays_of(day.year)


_OFFICE = (Span(time(9), time(12)), Span(time(13), time(16)))


@dataclass(frozen=True)
class Hours:
    """When demos start and how long they last; the defaults count until staff sets its own."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(HOME))
    weekly: Weekly = (*[_OFFICE] * 5, (), ())
    length: timedelta = timedelta(minutes=30)
    buffer: timedelta = timedelta(minutes=15)
    notice: timedelta = timedelta(hours=24)
    horizon_days: int = 28
    days_off: frozenset[date] = field(default_factory=frozenset)
    is_holiday: Callable[[date], bool] = is_danish_holiday

    def spans(self, day: date) -> tuple[Span, ...]:
        """The hours of one day; none on days off and on public holidays."""
        if day in self.days_off or self.is_holiday(day):
            return ()
        return self.weekly[day.weekday()]


def read_spans(text: str) -> tuple[Span, ...]:
    """The hours of a weekday as they are written; raises ValueError with no words of its own."""
    spans = tuple(_span(part) for part in text.split(",") if part.strip())
    for before, after in pairwise(spans):
        if after.opens < before.closes:
            raise ValueError(text)
    return spans


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    hour, minute, to_hour, to_minute = map(int, found.groups())
    span = Span(time(hour, minute), time(to_hour, to_minute))
    if span.closes <= span.opens:
        raise ValueError(text)
    return span


def write_spans(spans: Sequence[Span]) -> str:
    """What `read_spans` reads."""
    return ", ".join(map(str, spans))
