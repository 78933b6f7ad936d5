"""Special days as codes: holidays of a country and what a workspace has written down itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import numpy as np

from analytics.detection.panels import Whole
from analytics.holiday_library import holiday_library

ORDINARY, HOLIDAY = 0, 1
_SATURDAY = 5
# New Year's Eve and Christmas Eve are holidays by custom in many countries, by law in few.
_BY_CUSTOM = ((12, 24), (12, 31))


@cache
def _holidays_of(country: str, year: int) -> frozenset[date]:
    by_law = holiday_library().country_holidays(country, years=[year])
    return frozenset(by_law) | {date(year, month, day) for month, day in _BY_CUSTOM}


def events_of(
    country: str | None, first: date, days: int, known: Mapping[date, str] | None = None
) -> Whole:
    """A code for each day. Events of one name are of one kind; they go before holidays.

    A holiday on Saturday or Sunday is a Saturday or Sunday. What a country's holidays take or bring
    is learned as one kind; the numpy detector judges a kind that it has seen twice.
    """
    known = known or {}
    codes = {name: HOLIDAY + 1 + at for at, name in enumerate(sorted(set(known.values())))}
    return np.array(
        [_code(country, first + timedelta(days=at), known, codes) for at in range(days)],
        dtype=np.int64,
    )


def _code(
    country: str | None, day: date, known: Mapping[date, str], codes: Mapping[str, int]
) -> int:
    if day in known:
        return codes[known[day]]
    off = country is not None and day.weekday() < _SATURDAY
    return HOLIDAY if off and day in _holidays_of(str(country), day.year) else ORDINARY
