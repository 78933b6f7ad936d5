"""The annotations of some days, and those of them that make a day a special one for monitors."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from analytics.models import Annotation, ChannelOf, ThingKind
from analytics.queries import Filters, Period
from integrations.models import Campaign


def annotations() -> QuerySet[Annotation]:
    """All that are not deleted, the newest first."""
    rows = Annotation.objects.filter(deleted_at=None).select_related("made_by", "campaign")
    return rows.order_by("-first_on", "-made_at", "id")


def annotations_in(period: Period, filters: Filters | None = None) -> list[Annotation]:
    """Those of a period's days that concern what the filters let through, in their order.

    An annotation of a platform, channel or campaign is shown where that, or something that it is a
    part of or that is a part of it, is looked at; one of everything always.
    """
    during = Q(first_on__lte=period.last_on) & (
        Q(last_on__gte=period.first_on) | Q(last_on=None, first_on__gte=period.first_on)
    )
    found = list(annotations().filter(during).order_by("first_on", "made_at", "id"))
    if filters is None or not (filters.platforms or filters.channels or filters.campaigns):
        return found
    places = places_of({*filters.campaigns, *(one.campaign_id for one in found if one.campaign_id)})
    return [one for one in found if _concerns(one, filters, places)]


def special_days(
    first_on: date, last_on: date, filters: Filters | None = None
) -> Mapping[date, str]:
    """{day: kind} of the days that were said to be special; of several on a day, the first made.

    Equal kinds are one regressor for monitors.
    """
    period = Period(first_on, last_on)
    found: dict[date, str] = {}
    chosen = [one for one in annotations_in(period, filters) if one.is_special]
    for one in sorted(chosen, key=lambda one: one.made_at):
        day = max(one.first_on, first_on)
        while day <= min(one.ends_on, last_on):
            found.setdefault(day, one.kind)
            day += timedelta(days=1)
    return dict(sorted(found.items()))


def places_of(campaigns: set[UUID]) -> dict[UUID, tuple[str, str]]:
    """{campaign: (platform, channel)}."""
    if not campaigns:
        return {}
    keys = [str(key) for key in campaigns]
    channels = dict(
        ChannelOf.objects.filter(kind=ThingKind.AD, key__in=keys).values_list("key", "channel")
    )
    rows = Campaign.objects.filter(id__in=campaigns).values_list("id", "platform")
    return {key: (platform, channels.get(str(key), "")) for key, platform in rows}


def _concerns(one: Annotation, filters: Filters, places: Mapping[UUID, tuple[str, str]]) -> bool:
    if one.campaign_id:
        platform, channel = places.get(one.campaign_id, ("", ""))
        return (
            one.campaign_id in (filters.campaigns or [one.campaign_id])
            and platform in (filters.platforms or [platform])
            and channel in (filters.channels or [channel])
        )
    own = [places[key] for key in filters.campaigns if key in places]
    if one.platform:
        wanted = filters.platforms or [platform for platform, _channel in own]
        return not wanted or one.platform in wanted
    if one.channel:
        wanted = filters.channels or [channel for _platform, channel in own]
        return not wanted or one.channel in wanted
    return True
