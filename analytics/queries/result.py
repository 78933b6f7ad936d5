"""An answer: values, comparison, series, rows; why a value is missing; how fresh it is."""

from dataclasses import dataclass
from datetime import date, datetime

from analytics.channels.version import RulesUsed
from analytics.formulas.totals import Sum
from analytics.metrics import Metric, Unit
from analytics.queries.freshness import SourceState
from analytics.queries.periods import Period
from analytics.queries.question import MetricQuery

Number = int | float


@dataclass(frozen=True)
class Cell:
    """One value: money in micros of the workspace's currency, a rate as a share of one.

    `value` is None where there is none, and `reason` says why. `numerator` and `denominator` are
    what stands above and below the line of a ratio. `without_rate` are currencies of amounts that
    are not in the value.
    """

    value: Number | None
    reason: str = ""
    numerator: Sum | None = None
    denominator: Sum | None = None
    without_rate: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """An amount in another currency for which there is no rate, in micros of that currency."""

    measure: str
    currency: str
    micros: int


@dataclass(frozen=True)
class Series:
    """Values by the days at which their spans begin; `before` is of the comparison, by position."""

    days: tuple[date, ...]
    values: tuple[Number | None, ...]
    before: tuple[Number | None, ...] | None = None


@dataclass(frozen=True)
class Row:
    """One part of a breakdown; `key` is its id, `name` what people call it.

    `keys` and `names` hold one for each dimension; of several there is no one key.
    """

    key: str
    name: str
    cells: dict[str, Cell]
    before: dict[str, Cell] | None = None
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class MetricResult:
    """The whole answer to a question, and all one needs to trust it."""

    query: MetricQuery
    currency: str
    before_period: Period | None
    values: dict[str, Cell]
    before: dict[str, Cell] | None
    series: dict[str, Series]
    rows: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    sources: tuple[SourceState, ...]
    as_of: datetime | None
    unsettled_from: date | None
    snapshots_since: datetime | None
    version: int
    # By which version of the workspace's rules channels were told apart, where any were asked for.
    channel_rules: RulesUsed | None = None

    def change(self, metric: Metric) -> float | None:
        """How a value differs from its comparison: a share of it, for rates in points."""
        if self.before is None:
            return None
        return change(metric, self.values[metric.key].value, self.before[metric.key].value)


def change(metric: Metric, now: Number | None, before: Number | None) -> float | None:
    """Relative change, or the difference of rates in points; None where there is none."""
    if now is None or before is None:
        return None
    if metric.unit is Unit.RATE:
        return (now - before) * 100
    return (now - before) / abs(before) if before else None
