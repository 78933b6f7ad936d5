"""Tells how the counts of a CRM move, of the days concerned: no other day is read for it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Sum

from analytics.models import CrmDay

COUNTS = ("leads", "mql", "sql", "opportunities", "won", "new_customers", "lost")
AMOUNTS = ("pipeline_micros", "won_micros")
_SUMS = (*COUNTS, *AMOUNTS)
_DELTA = f"""
SELECT "on", currency, {", ".join(f"sum({name})::bigint" for name in _SUMS)}
FROM pg_temp.crm_delta GROUP BY 1, 2
"""  # noqa: S608
Sums = dict[str, dict[str, int]]


@dataclass
class Moves:
    """The days of a CRM that were counted anew while it was watched, and by how much they moved."""

    days: set[date] = field(default_factory=set)
    delta: Counter[tuple[str, str]] = field(default_factory=Counter)

    def sums(self) -> tuple[Sums, Sums]:
        """{measure: {currency, "" for counts: sum}} before and after, over the days concerned.

        Amounts are in micros; an empty currency is the organisation's own. From the rollups that
        the dashboard reads, so that it is what anybody sees there.
        """
        after: Counter[tuple[str, str]] = Counter()
        sums = {name: Sum(name) for name in _SUMS}
        days = CrmDay.objects.filter(on__in=self.days).order_by()
        rows: Iterable[Any] = days.values("currency").annotate(**sums)
        for row in rows:
            for name in _SUMS:
                after[_place(name, row["currency"])] += int(row[name])
        before = Counter({place: count - self.delta[place] for place, count in after.items()})
        for place in self.delta.keys() - after.keys():
            before[place] = -self.delta[place]
        return _said(before), _said(after)


_watched: ContextVar[Moves | None] = ContextVar("moves", default=None)


def added(sums: Sums, more: Sums) -> Sums:
    """Both together: what was done in two steps."""
    return {
        name: {
            currency: sums[name].get(currency, 0) + more[name].get(currency, 0)
            for currency in (sums[name] | more[name])
        }
        for name in _SUMS
    }


@contextmanager
def watching_moves() -> Iterator[Moves]:
    """What is counted within this block is in the Moves that it gives."""
    moves = Moves()
    token = _watched.set(moves)
    try:
        yield moves
    finally:
        _watched.reset(token)


def note_moves() -> None:
    """Remember what pg_temp.crm_delta says, where somebody watches."""
    moves = _watched.get()
    if moves is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_DELTA)
        for day, currency, *sums in cursor.fetchall():
            moves.days.add(day)
            for name, value in zip(_SUMS, sums, strict=True):
                moves.delta[_place(name, currency)] += value


def _place(name: str, currency: str) -> tuple[str, str]:
    return name, "" if name in COUNTS else currency


def _said(sums: Counter[tuple[str, str]]) -> Sums:
    found: Sums = {name: {"": 0} for name in COUNTS} | {name: {} for name in AMOUNTS}
    for (name, currency), value in sums.items():
        if value or name in COUNTS:
            found[name][currency] = value
    return found
