"""The deals of the CRM campaign that an ad campaign alone is a part of, day by day."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from accounts.models import Workspace
from analytics.queries.converting import OF_DEAL, ORGANIZATION, RATES, factors, known_factor
from analytics.queries.periods import Period

_MONEY = """CASE WHEN r.currency = %(currency)s OR r.{0} = 0 THEN r.{0}
        ELSE round(r.{0} * f.factor) END::bigint"""
_STATEMENT = f"""
WITH {RATES.lstrip()}, {ORGANIZATION.lstrip()},
matched AS (
    SELECT m.ad_campaign_id, k.source_id, k.external_id,
        count(*) OVER (PARTITION BY m.crm_campaign_id) AS parts
    FROM analytics_campaignmatch m JOIN integrations_campaign k
        ON k.workspace_id = m.workspace_id AND k.id = m.crm_campaign_id
    WHERE m.workspace_id = %(workspace)s
),
own AS (SELECT * FROM matched WHERE parts = 1 AND ad_campaign_id = ANY(%(ids)s::uuid[])),
crm AS (
    SELECT d.source_id, d.campaign_external_id, d."on",
        coalesce(nullif(d.currency, ''), o.currency, %(currency)s) AS currency,
        d.opportunities, d.pipeline_micros AS pipeline, d.won, d.won_micros AS revenue
    FROM analytics_crmday d LEFT JOIN org o ON o.source_id = d.source_id
    WHERE d.workspace_id = %(workspace)s AND d."on" BETWEEN %(first)s AND %(last)s
        AND d.campaign_external_id <> '' AND EXISTS (SELECT FROM own)
), {factors("crm", "crm", OF_DEAL)}
SELECT w.ad_campaign_id::text, r."on", r.opportunities, {_MONEY.format("pipeline")}, r.won,
    {_MONEY.format("revenue")}
FROM own w LEFT JOIN crm r
    ON r.source_id = w.source_id AND r.campaign_external_id = w.external_id
{known_factor("crm", OF_DEAL)}
"""
_NAMES = ("opportunities", "pipeline", "won", "revenue")
DealDays = dict[str, dict[date, dict[str, int | None]]]


def read_deals(ids: Sequence[str], period: Period, workspace: Workspace) -> DealDays:
    """{campaign: {day: sums}}, only of campaigns whose deals are known; none is an empty day."""
    names: dict[str, Any] = {
        "workspace": workspace.pk,
        "currency": workspace.currency,
        "first": period.first_on,
        "last": period.last_on,
        "ids": list(ids),
    }
    found: DealDays = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, names)
        for key, on, *values in cursor.fetchall():
            days = found[key]
            if on is not None:
                days[on] = _added(days.get(on), dict(zip(_NAMES, values, strict=True)))
    return dict(found)


def _added(
    before: dict[str, int | None] | None, sums: dict[str, int | None]
) -> dict[str, int | None]:
    """Several lead sources have rows of one day; what has no rate is in no sum."""
    if before is None:
        return sums
    return {
        name: None if None in (value, before[name]) else (value or 0) + (before[name] or 0)
        for name, value in sums.items()
    }
