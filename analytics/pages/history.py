"""A number's history in words: on which day it was read as what, and by how much that moved it."""

from dataclasses import dataclass

from django.utils.formats import date_format

from analytics.figures import Change, change_of, exact_of
from analytics.metrics import Metric
from analytics.queries import Cell
from analytics.trust.history import Reading


@dataclass(frozen=True)
class ReadingRow:
    """The value as it was read on a day, and its change since the reading before."""

    on: str
    value: str
    change: Change | None


def history(metric: Metric, found: tuple[Reading, ...], currency: str) -> list[ReadingRow]:
    """The readings, the newest first."""
    # One longer than the readings: nothing before the first, and nothing after the last.
    before = [None, *found]
    rows = [_row(metric, now, then, currency) for now, then in zip(found, before, strict=False)]
    return rows[::-1]


def _row(metric: Metric, now: Reading, then: Reading | None, currency: str) -> ReadingRow:
    value = exact_of(metric, now.value, currency) if now.value is not None else "–"
    by = change_of(metric, Cell(now.value), Cell(then.value)) if then else None
    return ReadingRow(date_format(now.read_on, "DATE_FORMAT"), value, by)
