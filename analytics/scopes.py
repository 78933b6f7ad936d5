"""A part of the advertising that a person chooses in a form: a platform, a channel, a campaign."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.channels.book import saved_rules
from analytics.channels.defaults import DEFAULTS
from analytics.channels.names import channel_name
from analytics.queries import Filters
from analytics.queries.names import platform_name, platform_names
from integrations.models import Campaign

_MOST_CAMPAIGNS = 500
EVERYTHING = ""


@dataclass(frozen=True)
class Scope:
    """Everything where nothing is named; at most one of the three is."""

    platform: str = ""
    channel: str = ""
    campaign_id: UUID | None = None

    @property
    def filters(self) -> Filters:
        """As a question about numbers takes it."""
        return Filters(
            platforms=(self.platform,) if self.platform else (),
            channels=(self.channel,) if self.channel else (),
            campaigns=(self.campaign_id,) if self.campaign_id else (),
        )

    @property
    def word(self) -> str:
        """As a form sends it."""
        if self.campaign_id:
            return f"campaign:{self.campaign_id}"
        if self.channel:
            return f"channel:{self.channel}"
        return f"platform:{self.platform}" if self.platform else EVERYTHING


def read_scope(word: str) -> Scope:
    """The scope that a form sent; raises ValueError for a word that is none."""
    kind, _colon, value = word.partition(":")
    if not word:
        return Scope()
    if kind == "campaign":
        return Scope(campaign_id=UUID(value))
    if value and kind == "platform":
        return Scope(platform=value)
    if value and kind == "channel":
        return Scope(channel=value)
    raise ValueError(word)


def scope_choices(now: Scope | None = None) -> list[Any]:
    """What can be chosen, by kind; `now` is among it even where it is gone meanwhile."""
    ads = Campaign.objects.filter(kind="ad", deleted_at=None)
    platforms = set(ads.order_by().values_list("platform", flat=True).distinct())
    campaigns = dict(ads.order_by("name", "id").values_list("id", "name")[:_MOST_CAMPAIGNS])
    rules = saved_rules() or DEFAULTS
    channels = list(dict.fromkeys(rule.channel for rule in rules))
    if now and now.platform:
        platforms.add(now.platform)
    if now and now.channel and now.channel not in channels:
        channels.append(now.channel)
    if now and now.campaign_id and now.campaign_id not in campaigns:
        campaigns |= campaign_names({now.campaign_id})
    named = sorted((name, one) for one, name in platform_names(filter(None, platforms)).items())
    groups = {
        _("Platform"): [(f"platform:{one}", name) for name, one in named],
        _("Channel"): [(f"channel:{one}", channel_name(one)) for one in channels],
        _("Campaign"): [(f"campaign:{key}", name) for key, name in campaigns.items()],
    }
    every = (EVERYTHING, _("Everything"))
    return [every, *((label, rows) for label, rows in groups.items() if rows)]


def campaign_names(ids: set[UUID]) -> dict[UUID, str]:
    """{campaign: its name}."""
    return dict(Campaign.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}


def scope_name(scope: Scope, campaigns: dict[UUID, str]) -> str:
    """What people call it."""
    if scope.campaign_id:
        return campaigns.get(scope.campaign_id) or _("A campaign that is gone")
    if scope.channel:
        return channel_name(scope.channel)
    return platform_name(scope.platform) if scope.platform else _("Everything")
