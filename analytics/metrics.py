"""The one catalogue of metrics: ours, and those that the workspace one is inside of has made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from accounts.tenancy import current_workspace_id, kept_inside
from analytics.formulas.quotients import Quotient, quotient_of
from analytics.formulas.reading import read_formula
from analytics.formulas.totals import Sum, Total, measure
from analytics.formulas.units import Dimension
from analytics.measures import MEASURES, Measure, Side

__all__ = [
    "CATALOGUE",
    "MEASURES",
    "OWN",
    "Catalogue",
    "Made",
    "Measure",
    "Metric",
    "Side",
    "Unit",
    "dimension_of_total",
]

# The keys of a workspace's own metrics begin so, and no key of ours does.
OWN = "own_"


class Unit(StrEnum):
    """How a value is read: money in micros of a currency, a share of one, a plain ratio, days."""

    COUNT = "count"
    MONEY = "money"
    RATE = "rate"
    RATIO = "ratio"
    DURATION = "duration"


@dataclass(frozen=True)
class Made:
    """Who made a workspace's own metric what it is, since when, and whether it is in use."""

    by: str
    at: datetime
    is_retired: bool = False


@dataclass(frozen=True)
class Metric:
    """A number with a name. A ratio is the ratio of two sums, never a mean of ratios.

    `numerator` and `denominator` are formulas over measures. good: up, down or neither (""). A new
    formula gets a new version. `decimals` is None where the unit decides, `made` of ours.
    """

    key: str
    label: Any
    unit: Unit
    numerator: str
    formula: Any
    denominator: str = ""
    good: str = "up"
    version: int = 1
    decimals: int | None = None
    made: Made | None = None

    @cached_property
    def top(self) -> Total:
        """What stands above the line."""
        return _total(self.numerator)

    @cached_property
    def bottom(self) -> Total | None:
        """What stands below it, where there is a line."""
        return _total(self.denominator) if self.denominator else None

    @cached_property
    def is_simple(self) -> bool:
        """Whether one measure stands above the line, and at most one below."""
        return bool(self.top.single) and (self.bottom is None or bool(self.bottom.single))

    @cached_property
    def is_share(self) -> bool:
        """Whether what is counted above the line is a part of what is counted below."""
        if self.bottom is None or any(one.parts > 1 for one in self.measures):
            # What platforms credit in parts may be more than what it is divided by.
            return False
        if self.made is None:
            return True
        return set(self.top.terms) <= set(self.bottom.terms)

    @cached_property
    def can_be_negative(self) -> bool:
        """Whether something is taken away in it."""
        every = (*self.top.terms, *(self.bottom.terms if self.bottom else ()))
        return any(factor < 0 for _product, factor in every)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The sums that it needs."""
        below = self.bottom.keys if self.bottom else ()
        return tuple(MEASURES[key] for key in dict.fromkeys((*self.top.keys, *below)))

    @cached_property
    def dimension(self) -> Dimension:
        """Its unit, as formulas reckon with it."""
        above = dimension_of_total(self.top)
        return above.times(dimension_of_total(self.bottom), -1) if self.bottom else above

    @cached_property
    def sides(self) -> frozenset[Side]:
        """From which rows it comes."""
        return frozenset(measure.side for measure in self.measures)

    @property
    def needs(self) -> tuple[str, ...]:
        """The streams that have to be there."""
        streams = {
            Side.ADS: ("CampaignDay",),
            Side.LEADS: ("Lead", "LeadStatusChange"),
            Side.DEALS: ("Opportunity",),
            Side.VISITS: ("TrafficDay",),
        }
        return tuple(s for side in Side if side in self.sides for s in streams[side])

    def sums(self, sums: Mapping[str, int]) -> tuple[Sum, Sum]:
        """What stands above and below the line over sums of measures; 1 where there is no line."""
        given: Mapping[str, Sum] = sums
        if self._in_parts:
            given = {**sums} | {k: Fraction(sums.get(k, 0), p) for k, p in self._in_parts.items()}
        return self.top.of(given), self.bottom.of(given) if self.bottom else 1

    @cached_property
    def _in_parts(self) -> dict[str, int]:
        return {one.key: one.parts for one in self.measures if one.parts > 1}


def _total(text: str) -> Total:
    return quotient_of(read_formula(text), lambda name: Quotient(measure(name.key))).top


def dimension_of_total(total: Total) -> Dimension:
    """The unit of a total; all of its products have the same."""
    found = Dimension()
    for key in total.terms[0][0] if total.terms else ():
        found = found.times(MEASURES[key].dimension)
    return found


class Catalogue(Mapping[str, Metric]):
    """Every metric by its key: ours, and inside of a workspace those of its own.

    Ours are found without asking the database; the own ones are read once for as long as one is
    inside. One that is retired is still found by its key, and named in no list.
    """

    def __getitem__(self, key: str) -> Metric:
        if not key.startswith(OWN):
            return _ours()[key]
        return _own()[key]

    def __iter__(self) -> Iterator[str]:
        yield from _ours()
        yield from (key for key, one in _own().items() if not _is_retired(one))

    def __len__(self) -> int:
        return len(_ours()) + sum(1 for one in _own().values() if not _is_retired(one))


CATALOGUE = Catalogue()


def _is_retired(metric: Metric) -> bool:
    return metric.made is not None and metric.made.is_retired


def _ours() -> Mapping[str, Metric]:
    from analytics.built_in import BUILT_IN  # it is made of what stands here

    return BUILT_IN


def _own() -> Mapping[str, Metric]:
    from analytics.formulas.own import own_metrics  # rows need this module to be loaded first

    if current_workspace_id() is None:
        return {}
    kept = kept_inside()
    if OWN not in kept:
        kept[OWN] = own_metrics()
    found: Mapping[str, Metric] = kept[OWN]
    return found
