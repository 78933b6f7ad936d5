"""The sums that a question's statement found, and what of them has no rate."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from accounts.models import Workspace
from analytics.metrics import MEASURES
from analytics.queries.periods import Period
from analytics.queries.question import MetricQuery
from analytics.queries.sides import SUMS_OF, sums_of
from analytics.queries.sql import names_of, statement

Sums = dict[str, int]
# {measure: the currencies of amounts that are in no sum of it}
Lacks = Mapping[str, tuple[str, ...]]
_ALL_RATED: Lacks = {}
# How often amounts were told: what has no rate is in no sum, and told of none.
_AMOUNTS_KNOWN = {f"{one.key}_known" for one in MEASURES.values() if one.is_money}
# The key of a part; of several dimensions one for each.
Part = str | tuple[str, ...]


def no_sums() -> Sums:
    """Sums to be added to."""
    return defaultdict(int)


@dataclass(frozen=True)
class OverTime:
    """Sums by the first days of their spans, and what has no rate there."""

    sums: Mapping[date, Sums]
    lacks: Mapping[date, Lacks]


@dataclass
class Found:
    """Sums by (period, span, part), and amounts by (measure, currency) that were not converted."""

    sums: dict[tuple[str, date, Part], Sums] = field(default_factory=lambda: defaultdict(no_sums))
    left_out: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    _lacks: dict[tuple[str, date | None, Part | None], dict[str, tuple[str, ...]]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def lacks(self, period: str, *, span: date | None = None, part: Part | None = None) -> Lacks:
        """What has no rate in a period, or in a span or a part of it."""
        return self._lacks.get((period, span, part), _ALL_RATED)

    def over_time(self, period: str, part: Part | None = None) -> OverTime:
        """A part's spans, or those of all parts together."""
        sums: dict[date, Sums] = {}
        for (name, span, one), values in self.sums.items():
            if name == period and part in (None, one):
                sums[span] = added([sums[span], values]) if span in sums else values
        lacks = {
            span: found
            for (name, span, one), found in self._lacks.items()
            if name == period and one == part and span is not None
        }
        return OverTime(sums, lacks)

    def add(
        self,
        names: Sequence[str],
        place: tuple[str, date, Part],
        without_rate: str,
        values: Iterable[int | None],
    ) -> None:
        """Add the sums of a row; `without_rate` is the currency of its amounts, unless known."""
        sums = self.sums[place]
        for name, value in zip(names, values, strict=False):
            if not without_rate:
                sums[name] += value or 0
            elif name in MEASURES and MEASURES[name].is_money:
                if value:
                    self.leave_out(name, without_rate, value, place)
            elif name not in _AMOUNTS_KNOWN:
                sums[name] += value or 0

    def leave_out(
        self, measure: str, currency: str, micros: int, place: tuple[str, date, Part]
    ) -> None:
        """Note an amount for which there is no rate; it is added to nothing."""
        period, span, part = place
        if period == "now":
            self.left_out[measure, currency] += micros
        for key in {(period, None, None), (period, span, None), (period, None, part), place}:
            known = self._lacks[key].get(measure, ())
            self._lacks[key][measure] = tuple(sorted({*known, currency}))


class TooMany(Exception):
    """An answer would have more parts than anybody reads."""


def read_sums(
    query: MetricQuery, workspace: Workspace, before: Period | None, most: int | None = None
) -> Found:
    """The sums of a question, by one statement; raises TooMany beyond `most` rows."""
    found = Found()
    limit = f" LIMIT {most + 1}" if most else ""
    names = sums_by_side(query)
    with connection.cursor() as cursor:
        cursor.execute(statement(query) + limit, names_of(query, workspace, before))
        if most and cursor.rowcount > most:
            raise TooMany
        for side, period, span, part, without_rate, *values in cursor.fetchall():
            place = (period, span, part if isinstance(part, str) else tuple(part))
            found.add(names[side], place, without_rate, values)
    return found


def sums_by_side(query: MetricQuery) -> dict[str, tuple[str, ...]]:
    """{side: what the columns of its rows hold}"""
    return {side: sums_of(side, query) for side in SUMS_OF}


def added(many: Iterable[Sums]) -> Sums:
    """Sums of sums."""
    total = no_sums()
    for sums in many:
        for name, value in sums.items():
            total[name] += value
    return total
