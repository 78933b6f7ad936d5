"""Campaigns and the rules of channels as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import QuerySerializer
from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import Permission
from analytics.channels.book import saved_rules
from analytics.channels.names import channel_name
from analytics.channels.version import rules_used
from analytics.models import ChannelOf
from analytics.queries.names import platform_name
from integrations.models import Campaign

_Shape = serializers.Serializer[Any]
_TAGS = ["Numbers"]
CAMPAIGN_KINDS = ("ad", "crm")


class CampaignsQuerySerializer(PageQuerySerializer):
    """Which campaigns."""

    kind = serializers.ChoiceField(choices=CAMPAIGN_KINDS, required=False)
    source_id = serializers.UUIDField(required=False)
    platform = serializers.CharField(required=False, max_length=80)


class CampaignSerializer(_Shape):
    """A campaign; money is in micros of its own currency."""

    id = serializers.UUIDField()
    source_id = serializers.UUIDField()
    external_id = serializers.CharField(help_text="Its id at the source.")
    kind = serializers.ChoiceField(
        choices=CAMPAIGN_KINDS, help_text="ad: of an ad platform, it has days; crm: of a CRM."
    )
    name = serializers.CharField(allow_blank=True)
    platform = serializers.CharField(allow_blank=True)
    platform_name = serializers.CharField(allow_blank=True)
    channel = serializers.CharField(
        allow_blank=True, help_text='The key of its channel; "" where no rule fits it.'
    )
    channel_name = serializers.CharField()
    status = serializers.CharField(allow_blank=True)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    budget_micros = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField(allow_blank=True)


class CampaignsSerializer(NextSerializer):
    """Campaigns that are there at their sources, in the order in which they were first read."""

    campaigns = CampaignSerializer(many=True)


class ConditionSerializer(_Shape):
    """What has to be so."""

    field = serializers.CharField()
    operator = serializers.CharField()
    values = serializers.ListField(child=serializers.CharField(allow_blank=True))


class RuleSerializer(_Shape):
    """What fits all conditions, and no rule before, belongs to the channel."""

    position = serializers.IntegerField()
    channel = serializers.CharField()
    channel_name = serializers.CharField()
    conditions = ConditionSerializer(many=True)


class RulesSerializer(_Shape):
    """The workspace's rules as a whole; version 0 while nothing was connected yet."""

    version = serializers.IntegerField(help_text="The newest.")
    assigned_version = serializers.IntegerField(help_text="By which numbers are counted now.")
    assigned_at = serializers.DateTimeField(allow_null=True)
    rules = RuleSerializer(many=True)


class _Numbers(WorkspaceAPIView):
    permission: ClassVar[Permission | None] = Permission.VIEW_NUMBERS


class Campaigns(_Numbers):
    """What money is spent on."""

    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": CampaignsQuerySerializer}

    @extend_schema(responses=CampaignsSerializer, operation_id="campaigns", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Campaigns of ad platforms and CRMs, each with its platform and its channel."""
        names = {"kind": "kind", "source_id": "source_id", "platform": "platform"}
        wanted = {names[name]: said for name, said in self.asked.items() if name in names}
        rows = Campaign.objects.filter(deleted_at=None, **wanted)
        page = page_of(request, self.asked, rows, "id")
        body = {"campaigns": _shown(page.rows), "next": page.next}
        return Response(CampaignsSerializer(body).data, headers=linked(page))


class ChannelRules(_Numbers):
    """How channels are told apart."""

    @extend_schema(responses=RulesSerializer, operation_id="channel_rules", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """The workspace's rules in their order, and the version by which numbers are counted."""
        used = rules_used()
        rules = [
            {
                "position": place,
                "channel": rule.channel,
                "channel_name": channel_name(rule.channel),
                "conditions": rule.as_json()["conditions"],
            }
            for place, rule in enumerate(saved_rules(), 1)
        ]
        body = {
            "version": used.newest if used else 0,
            "assigned_version": used.version if used else 0,
            "assigned_at": used.assigned_at if used else None,
            "rules": rules,
        }
        return Response(RulesSerializer(body).data)


def _shown(campaigns: Sequence[Campaign]) -> list[dict[str, Any]]:
    things = ChannelOf.objects.filter(
        kind__in=CAMPAIGN_KINDS, key__in=[str(campaign.pk) for campaign in campaigns]
    )
    channels = dict(things.values_list("key", "channel"))
    return [_campaign(one, channels.get(str(one.pk), "")) for one in campaigns]


def _campaign(campaign: Campaign, channel: str) -> dict[str, Any]:
    names = ("external_id", "kind", "name", "platform", "status", "starts_on", "ends_on")
    return {
        "id": campaign.pk,
        "source_id": campaign.source_id,
        **{name: getattr(campaign, name) for name in names},
        "platform_name": platform_name(campaign.platform) if campaign.platform else "",
        "channel": channel,
        "channel_name": channel_name(channel),
        "budget_micros": campaign.budget_micros,
        "currency": campaign.currency,
    }
