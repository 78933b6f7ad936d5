"""What the young days of a period will settle at, from what was learned of each source's days."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from accounts.models import Workspace
from analytics.metrics import CATALOGUE, Metric, Unit
from analytics.models import Settling
from analytics.queries import MetricQuery, MetricResult, run_query
from analytics.queries.periods import Period
from analytics.queries.question import Filters
from analytics.queries.result import Cell, Number
from analytics.trust.growing import COLUMNS, Growth, fixed, growth_of, is_in
from analytics.trust.settling import Estimate, quotient
from integrations.selectors import restated_days


@dataclass(frozen=True)
class Foretold:
    """Days that still grow, each with what it will settle at, and all of them together.

    `until` is the last day that can be told of: younger ones were not seen a whole day yet. `now`
    and `total` are of the period's days up to it; money is in micros of the workspace's currency.
    `stands` are parts of a ratio that are not foretold, but taken as they stand. `learning` is how
    many days of readings are still missing; then nothing is told.
    """

    days: dict[date, Estimate]
    until: date | None = None
    now: Number = 0
    total: Estimate | None = None
    learning: int = 0
    stands: tuple[str, ...] = ()


def can_be_foretold(metric: Metric, filters: Filters) -> bool:
    """Whatever advertising is a part of; the days of a part of it are too few to learn from."""
    is_part = filters.campaigns or filters.channels or filters.lead_sources
    is_known = any(measure.key in COLUMNS for measure in metric.measures)
    return metric.is_simple and is_known and not is_part


def foretell(
    metric: Metric, period: Period, filters: Filters, workspace: Workspace
) -> Foretold | None:
    """What is known of the period's young days; None where none of its days grows any more."""
    return Teller(period, filters, workspace).tell(metric)


def foretold_of(result: MetricResult, workspace: Workspace) -> dict[str, Foretold]:
    """{metric: what its whole value will settle at} of an answer, where that can be told."""
    teller = Teller(result.query.period, result.query.filters, workspace, result.query.metrics)
    told = {metric.key: teller.tell(metric) for metric in result.query.catalogue}
    return {key: one for key, one in told.items() if one is not None}


@dataclass
class Teller:
    """Foretells several metrics of one period, and reads what they share once.

    `metrics` are those that will be asked about: their ratios are read together.
    """

    period: Period
    filters: Filters
    workspace: Workspace
    metrics: Sequence[str] = ()
    _known: dict[str, Growth] = field(default_factory=dict)
    _sums: dict[date, MetricResult] = field(default_factory=dict)

    @cached_property
    def ladders(self) -> dict[str, list[Settling]]:
        """{measure: what was learned of it by each source}, where that concerns the period."""
        found = defaultdict(list)
        rows = Settling.objects.filter(source__disconnected_at=None).select_related("source")
        for row in rows.order_by("source_id", "currency"):
            if _concerns(row, self.period):
                found[row.measure].append(row)
        return dict(found)

    @property
    def is_learning(self) -> bool:
        """Whether some source is still to be seen for some days."""
        return any(row.days_missing for rows in self.ladders.values() for row in rows)

    def tell(self, metric: Metric) -> Foretold | None:
        """What a metric will settle at."""
        if not can_be_foretold(metric, self.filters):
            return None
        keys = [measure.key for measure in metric.measures if measure.key in COLUMNS]
        rows = [row for key in keys for row in self.ladders.get(key, ())]
        if not rows:
            return None
        if missing := max(one.days_missing for one in rows):
            return Foretold({}, learning=missing)
        growths = {key: self.growth(key) for key in keys}
        if not any(one.days for one in growths.values()):
            return None
        if metric.denominator:
            return self._ratio(metric, growths)
        (growth,) = growths.values()
        days = {on: in_ones(metric, growth.day(on)) for on in growth.days}
        until = growth.days[-1]
        now, total = growth.now(until), growth.total(until)
        return Foretold(days, until, metric.measures[0].in_ones(now), in_ones(metric, total))

    def growth(self, measure: str) -> Growth:
        """The growing days of a measure."""
        if measure not in self._known:
            rows = self.ladders.get(measure, [])
            found = growth_of(rows, measure, self.period, self.filters, self.workspace)
            self._known[measure] = found
        return self._known[measure]

    def _cell(self, metric: Metric, until: date) -> Cell:
        """A ratio of the days up to one; the others that are asked about come along."""
        known = self._sums.get(until)
        if known is None or metric.key not in known.values:
            every = (key for key in (metric.key, *self.metrics) if self._is_ratio(key))
            days = Period(self.period.first_on, until)
            query = MetricQuery(tuple(dict.fromkeys(every)), days, filters=self.filters)
            known = self._sums[until] = run_query(query, self.workspace)
        return known.values[metric.key]

    def _is_ratio(self, key: str) -> bool:
        metric = CATALOGUE[key]
        return bool(metric.denominator) and can_be_foretold(metric, self.filters)

    def _ratio(self, metric: Metric, growths: dict[str, Growth]) -> Foretold | None:
        """Both sums up to the last day that can be told of either."""
        until = min(one.days[-1] for one in growths.values() if one.days)
        cell = self._cell(metric, until)
        if cell.value is None or cell.numerator is None or not cell.denominator:
            return None
        read = zip(metric.measures, (cell.numerator, cell.denominator), strict=True)
        sums = (int(one * measure.parts) for measure, one in read)
        top, bottom = (
            growths[measure.key].total(until) if measure.key in growths else fixed(stands)
            for measure, stands in zip(metric.measures, sums, strict=True)
        )
        total = in_unit(metric, quotient(top, bottom))
        stands = tuple(one.key for one in metric.measures if one.key not in growths)
        told = {} if stands else _days(metric, growths)
        return Foretold(told, until, cell.value, total, stands=stands) if total else None


def _days(metric: Metric, growths: dict[str, Growth]) -> dict[date, Estimate]:
    """Of days on which both parts grow: where one stands, a day has too little of it."""
    top, bottom = growths[metric.numerator], growths[metric.denominator]
    found = {
        on: in_unit(metric, quotient(top.day(on), bottom.day(on)))
        for on in sorted({*top.days} & {*bottom.days})
    }
    return {on: one for on, one in found.items() if one is not None}


def in_unit(metric: Metric, one: Estimate | None) -> Estimate | None:
    """A quotient of sums as it is read; money in whole micros."""
    if one is None:
        return None
    top, bottom = (measure.parts for measure in metric.measures)
    if top != bottom:
        by = bottom / top
        one = Estimate(one.value * by, one.low * by, one.high * by)
    if metric.unit is not Unit.MONEY:
        return one
    return Estimate(round(one.value), round(one.low), round(one.high))


def in_ones(metric: Metric, one: Estimate) -> Estimate:
    """A sum as it is read."""
    (measure,) = metric.measures
    value, low, high = (measure.in_ones(x) for x in (one.value, one.low, one.high))
    return Estimate(value, low, high)


def _concerns(row: Settling, period: Period) -> bool:
    """Whether days of the period grow; while that is being learned, whether the vendor may."""
    if row.days_missing:
        window = timedelta(days=restated_days(row.source.connector))
        return period.last_on > row.learned_on - window
    return any(is_in(day, period) for day in row.days)
