"""Do the rollups lag behind their rows? Rules, and counts of recent days, never all the rows."""

from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.tenancy import require_workspace_id
from analytics.models import LeadStage, RollupBasis
from analytics.rollups.basis import are_rules_old

# As far back as platforms restate; each statement reads this much of an index, whatever is stored.
RECENT = timedelta(days=35)

# Rows and rollups in one statement, so in one snapshot: they are committed together.
_ADS = """
SELECT EXISTS (
    SELECT FROM (
        SELECT source_id, "on", count(*) AS n, coalesce(sum(spend_micros), 0) AS spend
        FROM integrations_campaignday WHERE workspace_id = %(workspace)s AND "on" >= %(since)s
        GROUP BY source_id, "on") d
    FULL JOIN (
        SELECT source_id, "on", sum(rows) AS n, sum(spend_micros) AS spend
        FROM analytics_adday WHERE workspace_id = %(workspace)s AND "on" >= %(since)s
        GROUP BY source_id, "on") r USING (source_id, "on")
    WHERE (d.n, d.spend) IS DISTINCT FROM (r.n, r.spend))
"""
# A person counts once, with the first of their leads; the day is that of the source's zone.
_LEADS = """
SELECT l.source_id, count(*) AS leads, 0 AS deals, 0 AS pipeline
FROM integrations_lead l LEFT JOIN basis b USING (source_id)
WHERE l.workspace_id = %(workspace)s AND l.deleted_at IS NULL
    AND l.created_at >= %(since)s::date - 1
    AND (l.created_at AT TIME ZONE coalesce(b.zone, 'UTC'))::date >= %(since)s
    AND NOT EXISTS (
        SELECT FROM integrations_lead e WHERE e.workspace_id = l.workspace_id
            AND e.email_hash = l.email_hash AND e.source_id = l.source_id
            AND e.deleted_at IS NULL
            AND (e.created_at, e.external_id) < (l.created_at, l.external_id))
GROUP BY 1
"""
_DEALS = """
SELECT o.source_id, 0, count(*), coalesce(sum(o.amount_micros), 0)
FROM integrations_opportunity o LEFT JOIN basis b USING (source_id)
WHERE o.workspace_id = %(workspace)s AND o.deleted_at IS NULL
    AND o.created_at >= %(since)s::date - 1
    AND (o.created_at AT TIME ZONE coalesce(b.zone, 'UTC'))::date >= %(since)s
GROUP BY 1
"""
_COUNTED = """
SELECT source_id, -sum(leads), -sum(opportunities), -sum(pipeline_micros)
FROM analytics_crmday WHERE workspace_id = %(workspace)s AND "on" >= %(since)s GROUP BY 1
"""
_CRM = f"""
WITH basis AS (SELECT source_id, zone FROM analytics_rollupbasis WHERE workspace_id = %(workspace)s)
SELECT source_id FROM ({_LEADS} UNION ALL {_DEALS} UNION ALL {_COUNTED}) every
GROUP BY source_id HAVING (sum(leads), sum(deals), sum(pipeline)) <> (0, 0, 0)
"""  # noqa: S608  put together from the texts above alone


def lagging_sources() -> list[UUID]:
    """Sources whose CRM rows are counted by old rules, or otherwise than their recent days say."""
    counted = RollupBasis.objects.values_list("source_id", flat=True)
    by_rules = {source_id for source_id in counted if are_rules_old(source_id)}
    undecided = LeadStage.objects.exclude(stage=F("counted_as"))
    by_stages = set(undecided.values_list("source_id", flat=True))
    return sorted(by_rules | by_stages | set(_by_counts()))


def are_ads_lagging() -> bool:
    """Whether the sums of campaign days miss, or keep, a row of recent days."""
    with connection.cursor() as cursor:
        cursor.execute(_ADS, _names())
        return bool(cursor.fetchone()[0])


def _by_counts() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_CRM, _names())
        return [row[0] for row in cursor.fetchall()]


def _names() -> dict[str, UUID | date]:
    since = (timezone.now() - RECENT).date()
    return {"workspace": require_workspace_id(), "since": since}
