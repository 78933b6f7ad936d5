"""A question of the explorer: what is asked of the rollups, and which of its rows are shown."""

from dataclasses import dataclass, replace

from analytics.metrics import CATALOGUE, Metric, Side
from analytics.queries.dimensions import SPLITS, Breakdown, Granularity
from analytics.queries.question import MetricQuery
from analytics.queries.where import Clause, Range, leaves_of

MOST_SERIES = 6
MOST_COLUMNS = 6
TOPS = (5, 10, 25, 50, 100, 250)


@dataclass(frozen=True)
class Exploration:
    """The `top` rows of a question by `sort` ("-" before a metric for the largest first).

    Rows have to fit `having`. With `pivot`, one of the dimensions, its parts are columns. `drawn`
    is the metric of the chart, and `step` the spans of its series.
    """

    query: MetricQuery
    having: Clause | None = None
    top: int = 25
    sort: str = ""
    pivot: Breakdown = Breakdown.NONE
    drawn: str = ""
    step: Granularity = Granularity.DAY

    @property
    def down(self) -> tuple[Breakdown, ...]:
        """The dimensions whose parts are rows."""
        return tuple(one for one in self.query.dimensions if one is not self.pivot)

    @property
    def order(self) -> tuple[str, bool]:
        """By which metric or name, and whether downwards; unless asked the first metric, so."""
        key = self.sort.lstrip("-")
        if key in ("name", *self.query.metrics):
            return key, self.sort.startswith("-")
        return self.query.metrics[0], True

    @property
    def read(self) -> MetricQuery:
        """The query with the metrics by which its rows are chosen: their sums are needed, too."""
        chosen = (one.metric for one in leaves_of(self.having) if isinstance(one, Range))
        metrics = tuple(dict.fromkeys((*self.query.metrics, *chosen)))
        return self.query if metrics == self.query.metrics else replace(self.query, metrics=metrics)

    @property
    def metric(self) -> Metric:
        """The metric that is drawn."""
        found = {one.key: one for one in self.query.catalogue}
        return found.get(self.drawn) or self.query.catalogue[0]


def fitting(metric: Metric) -> frozenset[Breakdown]:
    """By what a metric can be split: all that each of its sides holds."""
    return frozenset.intersection(*(SPLITS[side] for side in metric.sides))


def unfit(query: MetricQuery) -> tuple[Metric, ...]:
    """The metrics that have no values when split so."""
    return tuple(m for m in query.catalogue if not fitting(m).issuperset(query.dimensions))


def fits(dimensions: tuple[Breakdown, ...]) -> tuple[Metric, ...]:
    """The metrics that can be split by all of these."""
    return tuple(m for m in CATALOGUE.values() if fitting(m).issuperset(dimensions))


def untested(query: MetricQuery) -> tuple[Metric, ...]:
    """The metrics that have no values when filtered so."""
    sides = {side for side in Side if not query.can_test(side)}
    return tuple(m for m in query.catalogue if m.sides & sides)
