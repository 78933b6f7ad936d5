"""What people call the parts of a breakdown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.channels.names import channel_name
from analytics.queries.dimensions import Breakdown
from analytics.queries.found import Part
from integrations.models import Campaign, Source

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


def platform_of_name(name: str) -> str:
    """The word of the platform that a person means by a name, else the name itself."""
    known = {shown.casefold(): key for key, shown in _PLATFORMS.items()}
    return known.get(name.strip().casefold(), name)


def platform_names(platforms: Iterable[str]) -> dict[str, str]:
    """{platform: its name}, each another: files often call one as we call it ourselves."""
    names = {one: platform_name(one) for one in platforms}
    ours = {name.casefold() for one, name in names.items() if one in _PLATFORMS}
    return {
        one: _("%(platform)s, from a file") % {"platform": name}
        if one not in _PLATFORMS and name.casefold() in ours
        else name
        for one, name in names.items()
    }


def part_names(breakdown: Breakdown, keys: Sequence[str]) -> dict[str, str]:
    """{key: name} of the parts, by one statement at most."""
    if breakdown is Breakdown.PLATFORM:
        return platform_names(keys)
    if breakdown is Breakdown.LEAD_SOURCE:
        return {key: key or _("No lead source") for key in keys}
    if breakdown is Breakdown.CHANNEL:
        return {key: channel_name(key) for key in keys}
    if breakdown is Breakdown.CAMPAIGN:
        rows = Campaign.objects.filter(id__in=keys)
        return dict(told_apart(rows.values_list("id", "name", "source__name")))
    if breakdown is Breakdown.SOURCE:
        of_sources = Source.objects.filter(id__in=keys).values_list("id", "name")
        return {str(key): name for key, name in of_sources}
    crm = Campaign.objects.filter(kind="crm", external_id__in=[key for key in keys if key])
    return {"": _("No campaign"), **dict(crm.values_list("external_id", "name"))}


def keys_of(part: Part) -> tuple[str, ...]:
    """The keys of a part, one for each dimension."""
    return (part,) if isinstance(part, str) else part


def names_of_parts(
    dimensions: Sequence[Breakdown], parts: Sequence[Part]
) -> dict[Part, tuple[str, ...]]:
    """{part: its name in each dimension}, by one statement a dimension at most."""
    columns = list(zip(*map(keys_of, parts), strict=True))
    known = [
        part_names(dimension, sorted(set(column)))
        for dimension, column in zip(dimensions, columns, strict=False)
    ]
    return {
        part: tuple(names.get(key, key) for names, key in zip(known, keys_of(part), strict=True))
        for part in parts
    }


def told_apart(campaigns: Iterable[tuple[UUID, str, str]]) -> list[tuple[str, str]]:
    """Campaigns of several sources that are called alike, with their source."""
    rows = list(campaigns)
    counts = Counter(name for _key, name, _source in rows)
    return [
        (str(key), f"{name} · {source}" if counts[name] > 1 else name) for key, name, source in rows
    ]
