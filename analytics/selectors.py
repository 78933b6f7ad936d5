"""What can be read about a workspace's decisions on its numbers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Min, Q, QuerySet

from accounts.tenancy import require_workspace_id
from analytics.models import (
    CampaignMatch,
    CrmDay,
    Incident,
    IncidentStatus,
    LeadStage,
    Monitor,
)
from integrations.models import Campaign

# Ad campaigns without a match whose name is that of exactly one campaign of a CRM.
SUGGESTED = """
SELECT a.id, a.name, k.id FROM integrations_campaign a
JOIN (
    SELECT lower(name) AS name, (array_agg(id))[1] AS id FROM integrations_campaign
    WHERE workspace_id = %(workspace)s AND kind = 'crm' AND deleted_at IS NULL
    GROUP BY lower(name) HAVING count(*) = 1
) k ON k.name = lower(a.name)
WHERE a.workspace_id = %(workspace)s AND a.kind = 'ad' AND a.deleted_at IS NULL
    AND NOT EXISTS (SELECT FROM analytics_campaignmatch m
        WHERE m.workspace_id = a.workspace_id AND m.ad_campaign_id = a.id)
ORDER BY a.name, a.id
"""
_MOST_NAMES = 1_000
# As it is written, for each look of a workspace begins with it.
_WITHIN = """
SELECT * FROM analytics_monitor WHERE workspace_id = %s AND deleted_at IS NULL
ORDER BY made_at, id LIMIT %s
"""


@dataclass(frozen=True)
class Suggestion:
    """An ad campaign and the CRM campaign of the same name."""

    ad_campaign_id: UUID
    name: str
    crm_campaign_id: UUID


def lead_stages() -> QuerySet[LeadStage]:
    """Every status of every source with what it means, in the sources' order."""
    rows = LeadStage.objects.select_related("source")
    return rows.order_by("source__created_at", "source_id", "status")


def first_entries() -> dict[UUID, date]:
    """{source: the first day on which somebody entered a stage that counts}; from the rollups."""
    rows = CrmDay.objects.filter(Q(mql__gt=0) | Q(sql__gt=0)).order_by()
    return dict(rows.values_list("source_id").annotate(first=Min("on")))


def suggestions() -> list[Suggestion]:
    """Matches that one would make by name."""
    with connection.cursor() as cursor:
        cursor.execute(SUGGESTED, {"workspace": require_workspace_id()})
        return [Suggestion(*row) for row in cursor.fetchall()]


def ad_campaigns(text: str = "") -> QuerySet[Campaign]:
    """Ad campaigns by name."""
    rows = Campaign.objects.filter(kind="ad", deleted_at=None)
    return (rows.filter(name__icontains=text) if text else rows).order_by("name", "id")


def crm_campaign_names() -> dict[str, UUID]:
    """{name: id} of the CRM's campaigns; of equal names the newest."""
    rows = Campaign.objects.filter(kind="crm", deleted_at=None).order_by("name", "id")
    return dict(rows.values_list("name", "id")[:_MOST_NAMES])


def matched_names(ids: list[UUID]) -> dict[UUID, str]:
    """{ad campaign's id: name of the CRM campaign that it is a part of}."""
    rows = CampaignMatch.objects.filter(ad_campaign_id__in=ids)
    return dict(rows.values_list("ad_campaign_id", "crm_campaign__name"))


def monitors() -> QuerySet[Monitor]:
    """Those that are not deleted, the oldest first: the newest stand still under a smaller plan."""
    return Monitor.objects.filter(deleted_at=None).order_by("made_at", "id")


def monitors_within(allowed: int | None) -> list[Monitor]:
    """Those that the plan has room for; None for no end."""
    return list(Monitor.objects.raw(_WITHIN, [require_workspace_id(), allowed]))


def monitor_names_beyond(allowed: int) -> list[str]:
    """What a smaller plan would let stand still."""
    return list(monitors().values_list("name", flat=True)[allowed:])


def open_incidents() -> QuerySet[Incident]:
    """Those that are not over, severe ones first, then the newest."""
    rows = Incident.objects.exclude(status=IncidentStatus.RESOLVED).select_related("monitor")
    return rows.order_by("-is_severe", "-opened_on", "id")
