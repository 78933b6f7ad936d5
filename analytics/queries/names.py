"""What people call the parts of a breakdown."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from analytics.channels.names import channel_name
from analytics.queries.question import Breakdown
from integrations.models import Campaign

_PLATFORMS = {
    "google_ads": "Google Ads",
    "meta_ads": "Meta Ads",
    "facebook": "Facebook",
    "linkedin_ads": "LinkedIn Ads",
    "microsoft_ads": "Microsoft Ads",
    "tiktok_ads": "TikTok Ads",
}


def platform_name(platform: str) -> str:
    """A platform's own name where we know it, else the word that its source uses."""
    return _PLATFORMS.get(platform, platform) or _("No platform")


def part_names(breakdown: Breakdown, keys: Sequence[str]) -> dict[str, str]:
    """{key: name} of the parts, by one statement at most."""
    if breakdown is Breakdown.PLATFORM:
        return {key: platform_name(key) for key in keys}
    if breakdown is Breakdown.LEAD_SOURCE:
        return {key: key or _("No lead source") for key in keys}
    if breakdown is Breakdown.CHANNEL:
        return {key: channel_name(key) for key in keys}
    if breakdown is Breakdown.CAMPAIGN:
        rows = Campaign.objects.filter(id__in=keys).values_list("id", "name")
        return {str(key): name for key, name in rows}
    crm = Campaign.objects.filter(kind="crm", external_id__in=[key for key in keys if key])
    return {"": _("No campaign"), **dict(crm.values_list("external_id", "name"))}
