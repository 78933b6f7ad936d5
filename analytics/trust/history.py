"""A number as it was read, day by day: what one would have seen then."""
# ruff: noqa: S608  Only names written in these modules are put into the statement.

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.models import Workspace
from analytics.metrics import Metric, Side
from analytics.queries.channels import is_ad_in
from analytics.queries.converting import RATES, join_factor
from analytics.queries.periods import Period
from analytics.queries.question import Filters
from analytics.queries.result import Number
from analytics.trust.readings import COLUMNS, steps

# Beyond a quarter the statement would read more days than a page may wait for.
LONGEST_DAYS = 92
MOST_READINGS = 12


@dataclass(frozen=True)
class Reading:
    """A metric's value as it stood at the end of a day; None while there was nothing to divide by.

    Money is in micros of the workspace's currency.
    """

    read_on: date
    value: Number | None


def has_history(metric: Metric, period: Period, filters: Filters) -> bool:
    """Whether readings of it are kept: of advertising, at most a quarter at once."""
    is_kept = metric.is_simple and all(measure.key in COLUMNS for measure in metric.measures)
    is_ads = metric.sides == {Side.ADS} and not filters.lead_sources
    return is_kept and is_ads and period.days <= LONGEST_DAYS


def readings(
    metric: Metric, period: Period, filters: Filters, workspace: Workspace
) -> tuple[Reading, ...]:
    """The days on which the value changed since the period was over, the oldest first.

    All that was read before the period's last day was over counts as its first reading. The first
    is always there, and of the others the newest. Empty where nothing was read, or no history is
    kept.
    """
    if not has_history(metric, period, filters):
        return ()
    sums = [_by_day(measure.key, period, filters, workspace) for measure in metric.measures]
    days = sorted(set().union(*sums))
    found: list[Reading] = []
    for day in days:
        known = [
            measure.in_ones(sum(v for on, v in one.items() if on <= day))
            for measure, one in zip(metric.measures, sums, strict=True)
        ]
        value = _value(metric, known)
        if not found or found[-1].value != value:
            found.append(Reading(day, value))
    return (*found[:1], *found[1:][-MOST_READINGS + 1 :])


def _value(metric: Metric, sums: list[Number]) -> Number | None:
    if not metric.denominator:
        return sums[0]
    return sums[0] / sums[1] if sums[1] else None


def _by_day(
    measure: str, period: Period, filters: Filters, workspace: Workspace
) -> dict[date, int]:
    """{day of reading: by how much it changed the sum}."""
    conditions = []
    if filters.platforms:
        conditions.append("c.platform = ANY(%(platforms)s::text[])")
    if filters.campaigns:
        conditions.append("c.id = ANY(%(campaigns)s::uuid[])")
    if filters.channels:
        conditions.append(is_ad_in("c.id"))
    value = "r.value"
    if measure.startswith(("spend", "conversion_value")):
        value = "CASE WHEN r.currency = %(currency)s THEN r.value ELSE r.value * f.factor END"
    statement = f"""
    WITH {RATES.lstrip()}, {steps(measure, conditions)},
    read AS (
        SELECT "on", currency, sum(value) AS value,
            greatest((at AT TIME ZONE %(zone)s::text)::date, %(last)s::date) AS read_on
        FROM step GROUP BY 1, 2, 4
    )
    SELECT r.read_on, round(coalesce(sum({value}), 0))::bigint
    FROM read r {join_factor()} GROUP BY 1
    """
    names: dict[str, Any] = {
        "workspace": workspace.pk,
        "currency": workspace.currency,
        "zone": workspace.time_zone,
        "first": period.first_on,
        "last": period.last_on,
        "platforms": list(filters.platforms),
        "campaigns": list(filters.campaigns),
        "channels": list(filters.channels),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, names)
        return dict(cursor.fetchall())
