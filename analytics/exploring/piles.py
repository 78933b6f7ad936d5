"""Sums of some parts together, in both periods, with the currencies that no rate is known for."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from analytics.metrics import Metric
from analytics.queries.cells import cell_of
from analytics.queries.found import Found, Lacks, Part, Sums, added
from analytics.queries.judging import Judge
from analytics.queries.periods import Period
from analytics.queries.result import Cell

NOW, BEFORE = "now", "before"


@dataclass(frozen=True)
class Pile:
    """Sums by period, and what of them has no rate; piles of piles are exact."""

    sums: dict[str, Sums] = field(default_factory=dict)
    lacks: dict[str, Lacks] = field(default_factory=dict)

    def cell(self, metric: Metric, name: str, period: Period, judge: Judge) -> Cell:
        """The value of a metric in one of the periods."""
        return cell_of(metric, self.sums.get(name, {}), period, judge, self.lacks.get(name, {}))

    def has_any(self, measures: Collection[str]) -> bool:
        """Whether one of these is more than nothing, in either period."""
        return any(
            by_measure.get(measure)
            for found in (self.sums, self.lacks)
            for by_measure in found.values()
            for measure in measures
        )


def piles_of(found: Found) -> dict[Part, Pile]:
    """A pile for each part."""
    piles: dict[Part, Pile] = defaultdict(Pile)
    for (name, _span, part), sums in found.sums.items():
        pile = piles[part]
        pile.sums[name] = sums
        if lacks := found.lacks(name, part=part):
            pile.lacks[name] = lacks
    return dict(piles)


def piled(piles: Iterable[Pile]) -> Pile:
    """All of them as one."""
    sums: dict[str, list[Sums]] = defaultdict(list)
    lacks: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for pile in piles:
        for name, values in pile.sums.items():
            sums[name].append(values)
        for name, lacking in pile.lacks.items():
            for measure, currencies in lacking.items():
                lacks[name][measure].update(currencies)
    return Pile(
        {name: added(many) for name, many in sums.items()},
        {
            name: {measure: tuple(sorted(codes)) for measure, codes in lacking.items()}
            for name, lacking in lacks.items()
        },
    )
