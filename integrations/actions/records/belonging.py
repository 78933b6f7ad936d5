"""Which records belong to a campaign of the CRM: itself, its open deals, its open leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from integrations.actions.records.values import Target
from integrations.models import Campaign, CampaignMember, Lead, Opportunity, Suppression

# In the order of a list of choices.
BELONG = ("Campaign", "Opportunity", "Lead")


@dataclass(frozen=True)
class Belonging:
    """The newest of them as targets, and how many there are in all."""

    targets: tuple[Target, ...]
    count: int


def records_of(campaign: Target, kind: str, most: int) -> Belonging:
    """Those that may be written to; PostgreSQL leaves out whoever is restricted."""
    rows = _ROWS[kind](campaign).filter(
        source_id=campaign.source_id, deleted_at=None, not_visible_at=None
    )
    ids = rows.order_by("-created_at" if kind != "Campaign" else "-id", "external_id")
    found = [
        Target(campaign.source_id, kind, one)
        for one in ids.values_list("external_id", flat=True)[:most]
    ]
    return Belonging(tuple(found), rows.count())


def _itself(campaign: Target) -> "QuerySet[Any]":
    return Campaign.objects.filter(kind="crm", external_id=campaign.external_id)


def _deals(campaign: Target) -> "QuerySet[Any]":
    return Opportunity.objects.filter(
        campaign_external_id=campaign.external_id, is_closed=False
    ).exclude(campaign_external_id="")


def _leads(campaign: Target) -> "QuerySet[Any]":
    members = CampaignMember.objects.filter(
        source_id=campaign.source_id, campaign_external_id=campaign.external_id, deleted_at=None
    )
    kept_out = Suppression.objects.filter(source_id=campaign.source_id).exclude(external_id="")
    rows = Lead.objects.filter(
        external_id__in=members.exclude(lead_external_id="").values("lead_external_id"),
        is_converted=False,
        merged_into="",
    )
    return rows.exclude(external_id__in=kept_out.values("external_id"))


_ROWS: Mapping[str, Any] = {"Campaign": _itself, "Opportunity": _deals, "Lead": _leads}
