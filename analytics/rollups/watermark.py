"""Do the rollups lag behind their rows? Rules, and counts of recent days, never all the rows."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.tenancy import require_workspace_id
from analytics.models import LeadStage, RollupBasis
from analytics.rollups import people
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
_VISITS = """
SELECT EXISTS (
    SELECT FROM (
        SELECT source_id, "on", count(*) AS n, coalesce(sum(sessions), 0) AS sessions
        FROM integrations_trafficday WHERE workspace_id = %(workspace)s AND "on" >= %(since)s
        GROUP BY source_id, "on") d
    FULL JOIN (
        SELECT source_id, "on", rows AS n, sessions
        FROM analytics_visitday WHERE workspace_id = %(workspace)s AND "on" >= %(since)s
        ) r USING (source_id, "on")
    WHERE (d.n, d.sessions) IS DISTINCT FROM (r.n, r.sessions))
"""
_DEALS = """
SELECT o.source_id, count(*) AS deals, coalesce(sum(o.amount_micros), 0) AS pipeline
FROM integrations_opportunity o LEFT JOIN basis b USING (source_id)
WHERE o.workspace_id = %(workspace)s AND o.deleted_at IS NULL
    AND o.created_at >= %(since)s::date - 1
    AND (o.created_at AT TIME ZONE coalesce(b.zone, 'UTC'))::date >= %(since)s
GROUP BY 1
"""
_COUNTED = """
SELECT source_id, -sum(opportunities), -sum(pipeline_micros)
FROM analytics_crmday WHERE workspace_id = %(workspace)s AND "on" >= %(since)s GROUP BY 1
"""
_CRM = f"""
WITH basis AS (SELECT source_id, zone FROM analytics_rollupbasis WHERE workspace_id = %(workspace)s)
SELECT source_id FROM ({_DEALS} UNION ALL {_COUNTED}) every
GROUP BY source_id HAVING (sum(deals), sum(pipeline)) <> (0, 0)
"""  # noqa: S608  put together from the texts above alone
# Each person with a lead is in one cohort, of the day that counts the lead.
_COHORTS = """
SELECT source_id FROM (
    SELECT source_id, leads AS n FROM analytics_crmday
    WHERE workspace_id = %(workspace)s AND "on" >= %(since)s AND leads <> 0
    UNION ALL
    SELECT source_id, -people FROM analytics_leadcohortday
    WHERE workspace_id = %(workspace)s AND "on" >= %(since)s AND step = 'mql'
) every GROUP BY source_id HAVING sum(n) <> 0
"""

# A person counts once, with the first of their leads; the day is that of the source's zone.
_LEADS = f"""
{people.firsts(people.leads_of_touched(0))}
SELECT (SELECT count(*) FROM counted WHERE kind = 'leads' AND at >= %(start)s)
    <> (SELECT coalesce(sum(leads), 0) FROM analytics_crmday
        WHERE workspace_id = %(workspace)s AND source_id = %(source)s AND "on" >= %(from)s)
"""  # noqa: S608  put together from our own texts


_WITHOUT = """NOT EXISTS (SELECT FROM analytics_channelof h
    WHERE h.workspace_id = %(workspace)s AND h.kind = {} AND h.key = {})"""
_CHANNELS = f"""
SELECT EXISTS (SELECT FROM analytics_channelbook
        WHERE workspace_id = %(workspace)s AND version <> assigned_version)
    OR EXISTS (SELECT FROM integrations_campaign t WHERE t.workspace_id = %(workspace)s
        AND {_WITHOUT.format("t.kind", "t.id::text")})
    OR EXISTS (SELECT FROM integrations_trafficorigin t WHERE t.workspace_id = %(workspace)s
        AND {_WITHOUT.format("'origin'", "t.id::text")})
    OR EXISTS (SELECT FROM analytics_crmday t WHERE t.workspace_id = %(workspace)s
        AND t."on" >= %(since)s AND t.lead_source <> ''
        AND {_WITHOUT.format("'lead_source'", "t.lead_source")})
"""  # noqa: S608  put together from the texts above alone


def lagging_sources() -> list[UUID]:
    """Sources whose CRM rows are counted by old rules, or otherwise than their recent days say."""
    counted = RollupBasis.objects.values_list("source_id", flat=True)
    by_rules = {source_id for source_id in counted if are_rules_old(source_id)}
    undecided = LeadStage.objects.exclude(stage=F("counted_as"))
    by_stages = set(undecided.values_list("source_id", flat=True))
    by_leads = {rules.source_id for rules in RollupBasis.objects.all() if _are_leads_off(rules)}
    return sorted(by_rules | by_stages | by_leads | set(_by_counts()))


def are_ads_lagging() -> bool:
    """Whether the sums of campaign days, or of visits, miss or keep a row of recent days."""
    with connection.cursor() as cursor:
        for statement in (_ADS, _VISITS):
            cursor.execute(statement, _names())
            if cursor.fetchone()[0]:
                return True
    return False


def are_channels_lagging() -> bool:
    """Whether anything has no channel yet, or all is assigned by older rules."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANNELS, _names())
        return bool(cursor.fetchone()[0])


def _by_counts() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_CRM, _names())
        found = cursor.fetchall()
        cursor.execute(_COHORTS, _names())
        return [row[0] for row in (*found, *cursor.fetchall())]


def _are_leads_off(rules: RollupBasis) -> bool:
    """Whether the people of recent days are others than those that were counted."""
    zone, names = ZoneInfo(rules.zone), _names()
    since = names["since"]
    here = {
        **names,
        "source": rules.source_id,
        "zone": rules.zone,
        "since": rules.snapshots_since,
        "kind": "leads",
        "start": datetime.combine(since, time(), zone),
        "end": timezone.now() + timedelta(days=3650),
        "met": 0,
        "merged": True,
    }
    with connection.cursor() as cursor:
        for statement in people.MAKE_TOUCHED:
            cursor.execute(statement)
        cursor.execute(people.touch(people.CANDIDATES), here)
        cursor.execute(_LEADS, {**here, "from": since})
        return bool(cursor.fetchone()[0])


def _names() -> dict[str, Any]:
    since = (timezone.now() - RECENT).date()
    return {"workspace": require_workspace_id(), "since": since}
