"""A measure's growing days of every source, in the workspace's currency, and its still ones."""
# ruff: noqa: S608  Only names written in these modules are put into the statement.

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import sqrt
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from analytics.metrics import MEASURES
from analytics.models import Settling
from analytics.queries.converting import RATES, join_factor
from analytics.queries.periods import Period
from analytics.queries.question import Filters
from analytics.trust.settling import Estimate, Ladder, Step, settle, settle_sum

# The present sums of the rollups, with the column that holds each.
COLUMNS = {
    "spend": "spend_micros",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversions": "conversions_micros",
    "conversion_value": "conversion_value_micros",
}


@dataclass(frozen=True)
class Present:
    """A source's sum of a day as it stands; `factor` turns it into the workspace's currency."""

    on: date
    source_id: UUID
    currency: str
    value: int
    factor: float


@dataclass(frozen=True)
class Growing:
    """A source's growing days, {day: (value, place)}, in the workspace's currency."""

    source_id: UUID
    currency: str
    ladder: Ladder
    days: dict[date, tuple[int, int]]
    # By place, how far campaigns differ from the whole; empty where nobody can tell.
    apart: tuple[float, ...] = ()

    def has(self, one: Present) -> bool:
        is_its = (one.source_id, one.currency) == (self.source_id, self.currency)
        return is_its and one.on in self.days


@dataclass(frozen=True)
class Growth:
    """All of one measure in a period: what stands, and which of it grows by which ladder."""

    growing: tuple[Growing, ...]
    present: tuple[Present, ...]

    @cached_property
    def days(self) -> tuple[date, ...]:
        """The days of which some source's value grows."""
        return tuple(sorted({on for one in self.growing for on in one.days}))

    @cached_property
    def _still(self) -> tuple[Present, ...]:
        known = (one for one in self.present if not any(part.has(one) for part in self.growing))
        return tuple(known)

    @cached_property
    def _whole(self) -> dict[tuple[UUID, str, date], int]:
        return {
            (one.source_id, one.currency, one.on): round(one.value * one.factor)
            for one in self.present
        }

    def of(self, source_id: UUID, currency: str) -> Growing | None:
        """The growing days of a source in a currency, "" for counts."""
        of = (source_id, currency)
        return next((one for one in self.growing if (one.source_id, one.currency) == of), None)

    def now_of(self, growing: Growing, on: date) -> int:
        """What stands of a source's day, of all campaigns together."""
        return self._whole.get((growing.source_id, growing.currency, on), 0)

    def now(self, until: date) -> int:
        """The sum of the days up to one as it stands."""
        return sum_of(one for one in self.present if one.on <= until)

    def total(self, until: date) -> Estimate:
        """What the days up to one will settle at; errors of sources are independent."""
        parts = [
            settle_sum(one.ladder, [young for on, young in one.days.items() if on <= until])
            for one in self.growing
        ]
        return added([*parts, fixed(sum_of(one for one in self._still if one.on <= until))])

    def day(self, on: date) -> Estimate:
        """What a day will settle at."""
        parts = [
            settle(one.ladder, *one.days[on]) or fixed(one.days[on][0])
            for one in self.growing
            if on in one.days
        ]
        return added([*parts, fixed(sum_of(one for one in self._still if one.on == on))])


def growth_of(
    rows: Sequence[Settling], measure: str, period: Period, filters: Filters, workspace: Workspace
) -> Growth:
    """What was learned of a measure, laid upon what stands of it in a period."""
    present = present_of(measure, period, filters, workspace)
    growing = (_growing(row, present, period) for row in rows if row.steps)
    return Growth(tuple(growing), tuple(present))


def is_in(day: str, period: Period) -> bool:
    return period.first_on.isoformat() <= day <= period.last_on.isoformat()


def _growing(row: Settling, present: list[Present], period: Period) -> Growing:
    factors = {
        one.on: one.factor
        for one in present
        if (one.source_id, one.currency) == (row.source_id, row.currency)
    }
    days = {
        on: (round(value * factors[on]), place)
        for day, (value, place) in row.days.items()
        if (on := date.fromisoformat(day)) in factors and is_in(day, period)
    }
    # Variances and weights are in the unit of the values.
    unit = sum(factors[on] for on in days) / len(days) if days else 1.0
    steps = tuple(Step(factor, var * unit, weight * unit) for factor, var, weight in row.steps)
    return Growing(row.source_id, row.currency, Ladder(steps), days, tuple(row.apart))


def sum_of(rows: Iterable[Present]) -> int:
    return round(sum(one.value * one.factor for one in rows))


def fixed(value: int) -> Estimate:
    return Estimate(value, value, value)


def added(parts: Iterable[Estimate | None]) -> Estimate:
    """Independent estimates as one: the distances to their bounds add up by their squares."""
    known = [one for one in parts if one is not None]
    value = sum(one.value for one in known)
    below = sqrt(sum((one.value - one.low) ** 2 for one in known))
    above = sqrt(sum((one.high - one.value) ** 2 for one in known))
    return Estimate(value, round(value - below), round(value + above))


def present_of(
    measure: str, period: Period, filters: Filters, workspace: Workspace
) -> list[Present]:
    """What has no rate is left out here as it is everywhere."""
    is_money = MEASURES[measure].is_money
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
                    sum(d.{COLUMNS[measure]})::bigint AS value
                FROM analytics_adday d WHERE d.workspace_id = %(workspace)s
                    AND d."on" BETWEEN %(first)s AND %(last)s {only}
                GROUP BY 1, 2, 3
            )
            SELECT r."on", r.source_id, {currency}, sum(r.value)::bigint, min({factor})::float8
            FROM day r {join_factor()} GROUP BY 1, 2, 3""",
            names,
        )
        return [Present(*row) for row in cursor.fetchall() if row[4] is not None]
