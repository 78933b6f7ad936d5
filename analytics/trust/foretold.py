"""What the young days of a period will settle at, from what was learned of each source's days."""
# ruff: noqa: S608  Only names written in these modules are put into the statement.

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from analytics.metrics import Metric
from analytics.models import Settling
from analytics.queries.converting import RATES, join_factor
from analytics.queries.periods import Period
from analytics.queries.question import Filters
from analytics.trust.settling import Estimate, Ladder, Step, settle, settle_sum
from integrations.selectors import restated_days

# The present sums of the rollups, with the column that holds each.
COLUMNS = {"spend": "spend_micros", "impressions": "impressions", "clicks": "clicks"}


@dataclass(frozen=True)
class Foretold:
    """Days that still grow, each with what it will settle at, and all of them together.

    `until` is the last day that can be told of: younger ones were not seen a whole day yet. `now`
    and `total` are of the period's days up to it, in counts or micros of the workspace's currency.
    `learning` is how many days of readings are still missing; then nothing is told.
    """

    days: dict[date, Estimate]
    until: date | None = None
    now: int = 0
    total: Estimate | None = None
    learning: int = 0


@dataclass(frozen=True)
class _Present:
    """A source's sum of a day as it stands; `factor` turns it into the workspace's currency."""

    on: date
    source_id: UUID
    currency: str
    value: int
    factor: float


@dataclass(frozen=True)
class _Growing:
    """A source's growing days, {day: (value, place)}, in the workspace's currency."""

    source_id: UUID
    currency: str
    ladder: Ladder
    days: dict[date, tuple[int, int]]

    def has(self, one: _Present) -> bool:
        is_its = (one.source_id, one.currency) == (self.source_id, self.currency)
        return is_its and one.on in self.days


def can_be_foretold(metric: Metric, filters: Filters) -> bool:
    """Sums of advertising only; the days of a part are too few to learn from."""
    is_sum = not metric.denominator and metric.numerator in COLUMNS
    is_part = filters.campaigns or filters.channels or filters.lead_sources
    return is_sum and not is_part


def foretell(
    metric: Metric, period: Period, filters: Filters, workspace: Workspace
) -> Foretold | None:
    """What is known of the period's young days; None where none of its days grows any more."""
    if not can_be_foretold(metric, filters):
        return None
    ladders = _ladders(metric.numerator, period)
    if not ladders:
        return None
    if missing := max(one.days_missing for one in ladders):
        return Foretold({}, learning=missing)
    present = _present(metric, period, filters, workspace)
    return _told([one for one in ladders if one.steps], present, period) if present else None


def _ladders(measure: str, period: Period) -> list[Settling]:
    rows = Settling.objects.filter(measure=measure, source__disconnected_at=None)
    known = rows.select_related("source").order_by("source_id", "currency")
    return [row for row in known if _concerns(row, period)]


def _concerns(row: Settling, period: Period) -> bool:
    """Whether days of the period grow; while that is being learned, whether the vendor may."""
    if row.days_missing:
        window = timedelta(days=restated_days(row.source.connector))
        return period.last_on > row.learned_on - window
    return any(_is_in(day, period) for day in row.days)


def _is_in(day: str, period: Period) -> bool:
    return period.first_on.isoformat() <= day <= period.last_on.isoformat()


def _told(rows: list[Settling], present: list[_Present], period: Period) -> Foretold | None:
    """Errors of one source have nothing to do with those of another."""
    growing = [_growing(row, present, period) for row in rows]
    days = sorted({on for one in growing for on in one.days})
    if not days:
        return None
    known = [one for one in present if one.on <= days[-1]]
    still = [one for one in known if not any(part.has(one) for part in growing)]
    sums = [settle_sum(part.ladder, list(part.days.values())) for part in growing if part.days]
    return Foretold(
        days={on: _day(on, growing, still) for on in days},
        until=days[-1],
        now=_sum(known),
        total=_added([*sums, _fixed(_sum(still))]),
    )


def _growing(row: Settling, present: list[_Present], period: Period) -> _Growing:
    factors = {
        one.on: one.factor
        for one in present
        if (one.source_id, one.currency) == (row.source_id, row.currency)
    }
    days = {
        on: (round(value * factors[on]), place)
        for day, (value, place) in row.days.items()
        if (on := date.fromisoformat(day)) in factors and _is_in(day, period)
    }
    # Variances and weights are in the unit of the values.
    unit = sum(factors[on] for on in days) / len(days) if days else 1.0
    steps = tuple(Step(factor, var * unit, weight * unit) for factor, var, weight in row.steps)
    return _Growing(row.source_id, row.currency, Ladder(steps), days)


def _day(on: date, growing: list[_Growing], still: list[_Present]) -> Estimate:
    settled = [
        settle(part.ladder, *part.days[on]) or _fixed(part.days[on][0])
        for part in growing
        if on in part.days
    ]
    return _added([*settled, _fixed(_sum(one for one in still if one.on == on))])


def _sum(rows: Iterable[_Present]) -> int:
    return round(sum(one.value * one.factor for one in rows))


def _fixed(value: int) -> Estimate:
    return Estimate(value, value, value)


def _added(parts: Iterable[Estimate | None]) -> Estimate:
    """Independent estimates as one: the distances to their bounds add up by their squares."""
    known = [one for one in parts if one is not None]
    value = sum(one.value for one in known)
    below = sqrt(sum((one.value - one.low) ** 2 for one in known))
    above = sqrt(sum((one.high - one.value) ** 2 for one in known))
    return Estimate(value, round(value - below), round(value + above))


def _present(
    metric: Metric, period: Period, filters: Filters, workspace: Workspace
) -> list[_Present]:
    """What has no rate is left out here as it is everywhere."""
    is_money = metric.measures[0].is_money
    currency = "r.currency" if is_money else "''"
    factor = "CASE WHEN r.currency = %(currency)s THEN 1 ELSE f.factor END" if is_money else "1"
    only = "AND d.platform = ANY(%(platforms)s::text[])" if filters.platforms else ""
    names: dict[str, Any] = {
        "workspace": workspace.pk,
        "currency": workspace.currency,
        "first": period.first_on,
        "last": period.last_on,
        "platforms": list(filters.platforms),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH {RATES.lstrip()}, day AS (
                SELECT d."on", d.source_id, d.currency,
                    sum(d.{COLUMNS[metric.numerator]})::bigint AS value
                FROM analytics_adday d WHERE d.workspace_id = %(workspace)s
                    AND d."on" BETWEEN %(first)s AND %(last)s {only}
                GROUP BY 1, 2, 3
            )
            SELECT r."on", r.source_id, {currency}, sum(r.value)::bigint, min({factor})::float8
            FROM day r {join_factor()} GROUP BY 1, 2, 3""",
            names,
        )
        return [_Present(*row) for row in cursor.fetchall() if row[4] is not None]
