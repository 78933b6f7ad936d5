"""Which rates an answer used: of each other currency and source the lowest and the highest."""
# ruff: noqa: S608  Only names written in this module are put into the statement.

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.tenancy import require_workspace_id
from analytics.queries.converting import OF_DEAL, ORGANIZATION, RATES, join_factor
from analytics.queries.periods import Period

_USED = f"""
WITH {RATES.lstrip()}, {ORGANIZATION.lstrip()},
day AS (
    SELECT DISTINCT "on", currency, NULL::uuid AS source_id FROM analytics_adday
    WHERE workspace_id = %(workspace)s AND "on" BETWEEN %(first)s AND %(last)s
    UNION
    SELECT DISTINCT d."on", coalesce(nullif(d.currency, ''), o.currency, %(currency)s), d.source_id
    FROM analytics_crmday d LEFT JOIN org o ON o.source_id = d.source_id
    WHERE d.workspace_id = %(workspace)s AND d."on" BETWEEN %(first)s AND %(last)s
        AND (d.pipeline_micros <> 0 OR d.won_micros <> 0)
)
SELECT r.currency, round(min(f.factor), 6), round(max(f.factor), 6), bool_or(f.is_dated), s.name,
    bool_and(coalesce(f.source_id = r.source_id, false))
FROM day r {join_factor(OF_DEAL)}
JOIN rate_source k ON k.source_id = f.source_id
JOIN integrations_source s ON s.workspace_id = %(workspace)s AND s.id = f.source_id
GROUP BY r.currency, k.place, s.name ORDER BY r.currency, k.place
"""


@dataclass(frozen=True)
class RateUsed:
    """Units of the workspace's currency for one unit of another, as a CRM has them.

    `is_dated` says that rates of the days themselves were used, not the one that is in force now;
    `is_own` that they converted nothing but deals of the same source.
    """

    currency: str
    lowest: Decimal
    highest: Decimal
    is_dated: bool
    source: str
    is_own: bool


def rates_used(period: Period, currency: str) -> list[RateUsed]:
    """The rates by which amounts of these days are converted; empty where none is needed."""
    names: dict[str, Any] = {
        "workspace": require_workspace_id(),
        "currency": currency,
        "first": period.first_on,
        "last": period.last_on,
    }
    with connection.cursor() as cursor:
        cursor.execute(_USED, names)
        return [RateUsed(*row) for row in cursor.fetchall()]
