"""The sums of a part of the business day by day, in one currency, as the queries make them."""

import copy
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import Workspace
from analytics.built_in import SIMPLE
from analytics.metrics import MEASURES, Metric, Side
from analytics.queries import Granularity, MetricQuery, Period
from analytics.queries.found import Found, Sums, read_sums
from analytics.queries.freshness import SourceState, unsettled_from
from analytics.queries.judging import KNOWN, Judge
from analytics.queries.periods import DAY
from analytics.queries.question import Filters


@dataclass(frozen=True)
class Daily:
    """Sums of measures by day; `missing` says why there can be none of a measure at all.

    A day of which a measure was not told is a gap, and no zero.
    """

    period: Period
    found: Found
    judge: Judge

    def value(self, measure: str, on: date) -> int | None:
        """A day's sum, in millionths where the measure comes in parts; None where it is a gap."""
        sums: Sums = self.found.sums.get(("now", on, ""), {})
        counted = sums.get(KNOWN[measure]) if measure in KNOWN else self._is_told(measure, on)
        lacks = measure in self.found.lacks("now", span=on) and not sums.get(measure)
        return sums.get(measure, 0) if counted and not lacks else None

    def values(self, measure: str, period: Period) -> list[int | None]:
        """Those of each day of a period."""
        return [self.value(measure, period.first_on + DAY * at) for at in range(period.days)]

    def missing(self, metric: Metric) -> str:
        """Why there is no value of a metric whatever the days; empty where there may be one."""
        return missing(self.judge, metric)

    def without_rate(self, metric: Metric, period: Period) -> tuple[str, ...]:
        """Currencies of amounts of the period that are in no sum."""
        days = (period.first_on + DAY * at for at in range(period.days))
        keys = [one.key for one in metric.measures]
        lacks = (self.found.lacks("now", span=on) for on in days)
        return tuple(sorted({code for one in lacks for key in keys for code in one.get(key, ())}))

    def _is_told(self, measure: str, on: date) -> bool:
        return self.judge.is_told(measure, Period(on, on))


def read_daily(
    metrics: Collection[str],
    period: Period,
    filters: Filters,
    workspace: Workspace,
    sources: tuple[SourceState, ...],
) -> Daily:
    """All that several metrics of one part need, by one statement."""
    judge = judge_of(metrics, period, filters, workspace, sources)
    return Daily(period, read_sums(judge.query, workspace, None), judge)


def judge_of(
    metrics: Collection[str],
    period: Period,
    filters: Filters,
    workspace: Workspace,
    sources: tuple[SourceState, ...],
) -> Judge:
    """What says why a sum is missing; without a look at the days."""
    keys = tuple(key for key in SIMPLE if key in metrics)
    query = MetricQuery(keys, period, filters=filters, granularity=Granularity.DAY)
    return Judge(query, sources, timezone.now().astimezone(workspace.zone).date())


def missing(judge: Judge, metric: Metric) -> str:
    """Why there is no value of a metric whatever the days; empty where there may be one."""
    reasons = (judge.always_missing(one.key) for one in metric.measures)
    return next(filter(None, reasons), "")


def counted_in(workspace: Workspace, currency: str) -> Workspace:
    """The workspace as if it counted in another currency: its queries then convert into that."""
    if currency in ("", workspace.currency):
        return workspace
    other = copy.copy(workspace)
    other.currency = currency
    return other


def complete_until(
    metric: Metric, sources: tuple[SourceState, ...], today: date, workspace: Workspace
) -> date:
    """The last day that is over and wholly read by every source that a metric comes from."""
    own = tuple(one for one in sources if any(_has(one, side) for side in metric.sides))
    return unsettled_from(own, today, workspace.zone) - DAY


def gaps(values: list[int | None], first_on: date) -> tuple[Period, ...]:
    """The spans of missing days."""
    found: list[Period] = []
    for at, value in enumerate(values):
        if value is not None:
            continue
        on = first_on + DAY * at
        if found and found[-1].last_on == on - DAY:
            found[-1] = Period(found[-1].first_on, on)
        else:
            found.append(Period(on, on))
    return tuple(found)


def scale_of(measure: str) -> int:
    """So many of the units in which its sums are kept are one; a money's are always millionths."""
    one = MEASURES[measure]
    return 1_000_000 if one.is_money else one.parts


def _has(source: SourceState, side: Side) -> bool:
    if side is Side.ADS:
        return source.last_ad_on is not None
    return source.has_visits if side is Side.VISITS else source.has_crm
