"""How many sources and rows the entered workspace keeps, as its plan counts them."""

from integrations.models import (
    Campaign,
    CampaignDay,
    CampaignMember,
    Company,
    Contact,
    Lead,
    Opportunity,
    Source,
)

_COUNTED = (Company, Contact, Lead, Opportunity, Campaign, CampaignMember, CampaignDay)


def kept_sources() -> int:
    """Those that are connected, paused ones included."""
    return Source.objects.filter(disconnected_at=None).count()


def sources_beyond(allowed: int) -> list[str]:
    """The names of those that stand still where a plan holds only so many, as a sync decides it."""
    kept = Source.objects.filter(disconnected_at=None).order_by("created_at", "id")
    return list(kept.values_list("name", flat=True)[allowed:])


def kept_rows() -> int:
    """Records and days of campaigns of all sources; takes seconds where there are millions."""
    return sum(model.objects.count() for model in _COUNTED)
