"""Which rates an answer used: for each other currency the lowest and the highest of its days."""
# ruff: noqa: S608  Only names written in this module are put into the statement.

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.tenancy import require_workspace_id
from analytics.queries.periods import Period
from analytics.queries.sql import FACTOR, ORGANIZATION, RATE_ON, RATES

_IS_DATED = " OR ".join(
    RATE_ON.format(what="x.starts_on IS NOT NULL", currency=currency, on='r."on"')
    for currency in ("%(currency)s", "r.currency")
)
_USED = f"""
WITH {RATES.lstrip()}, {ORGANIZATION.lstrip()},
day AS (
    SELECT DISTINCT "on", currency FROM analytics_adday
    WHERE workspace_id = %(workspace)s AND "on" BETWEEN %(first)s AND %(last)s
    UNION
    SELECT DISTINCT d."on", coalesce(nullif(d.currency, ''), o.currency, %(currency)s)
    FROM analytics_crmday d LEFT JOIN org o ON o.source_id = d.source_id
    WHERE d.workspace_id = %(workspace)s AND d."on" BETWEEN %(first)s AND %(last)s
        AND (d.pipeline_micros <> 0 OR d.won_micros <> 0)
)
SELECT r.currency, round(min(f.factor), 6), round(max(f.factor), 6), bool_or({_IS_DATED}),
    (SELECT name FROM integrations_source
     WHERE workspace_id = %(workspace)s AND id = (SELECT source_id FROM rate_source))
FROM day r {FACTOR}
WHERE r.currency <> %(currency)s AND f.factor IS NOT NULL GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True)
class RateUsed:
    """Units of the workspace's currency for one unit of another, as a CRM has them.

    `is_dated` says that rates of the days themselves were used, not the one that is in force now.
    """

    currency: str
    lowest: Decimal
    highest: Decimal
    is_dated: bool
    source: str


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
