"""What belongs together, for programs: ad campaigns and those of the CRM, statuses and stages."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys.pages import NextSerializer, PageQuerySerializer, linked, page_of
from accounts.api_keys.said import BodySerializer, QuerySerializer
from analytics.models import CampaignMatch, LeadStage, Stage
from analytics.programs.common import NumbersView, Shape, read, several
from analytics.services.decisions import set_matches, set_stages

_TAGS = ["Mappings"]
_Queries = Mapping[str, type[QuerySerializer]]
LEAD_STAGES = [str(one) for one in Stage.values if one]
_MOST = 500


class CampaignMatchSerializer(BodySerializer):
    """Of which campaign of the CRM an ad campaign is a part; null of none."""

    campaign_id = serializers.UUIDField()
    crm_campaign_id = serializers.UUIDField(allow_null=True)


class CampaignMatchesSerializer(NextSerializer):
    """Ad campaigns that are mapped."""

    matches = CampaignMatchSerializer(many=True)


class SetMatchesSerializer(BodySerializer):
    """What is to be another; what is not named stays."""

    matches = several(CampaignMatchSerializer, _MOST)


class LeadStageSerializer(Shape):
    """What a status of the CRM's leads counts as."""

    id = serializers.UUIDField()
    source_id = serializers.UUIDField()
    status = serializers.CharField(allow_blank=True)
    stage = serializers.ChoiceField(choices=LEAD_STAGES, allow_blank=True)
    is_guess = serializers.BooleanField(help_text="Nobody has decided it.")


class LeadStagesSerializer(NextSerializer):
    """Statuses, those that were seen first first."""

    stages = LeadStageSerializer(many=True)


class StageChoiceSerializer(BodySerializer):
    """A status, and what it counts as; empty: nothing."""

    id = serializers.UUIDField()
    stage = serializers.ChoiceField(choices=LEAD_STAGES, allow_blank=True)


class SetStagesSerializer(BodySerializer):
    """What is to be another; a job then counts anew."""

    stages = several(StageChoiceSerializer, _MOST)


class ChangedSerializer(Shape):
    """How many were another before."""

    changed = serializers.IntegerField()


class CampaignMatches(NumbersView):
    """Ad campaigns and those of the CRM."""

    queries: ClassVar[_Queries] = {"GET": PageQuerySerializer}

    @extend_schema(responses=CampaignMatchesSerializer, operation_id="campaign_matches", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Which ad campaigns are a part of which campaign of the CRM."""
        page = page_of(request, self.asked, CampaignMatch.objects.all(), "id")
        found = [
            {"campaign_id": one.ad_campaign_id, "crm_campaign_id": one.crm_campaign_id}
            for one in page.rows
        ]
        body = {"matches": found, "next": page.next}
        return Response(CampaignMatchesSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=SetMatchesSerializer,
        responses=ChangedSerializer,
        examples=[OpenApiExample("Nothing", request_only=True, value={"matches": []})],
        operation_id="set_campaign_matches",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Map some of them, or take a mapping away; numbers follow at once."""
        said = read(SetMatchesSerializer, request)["matches"]
        choices = {one["campaign_id"]: one["crm_campaign_id"] for one in said}
        return Response(_changed(set_matches(choices=choices)))


class LeadStages(NumbersView):
    """What statuses of leads mean."""

    queries: ClassVar[_Queries] = {"GET": PageQuerySerializer}

    @extend_schema(responses=LeadStagesSerializer, operation_id="lead_stages", tags=_TAGS)
    def get(self, request: Request) -> Response:
        """Each status that the CRMs have, and as which stage it counts."""
        page = page_of(request, self.asked, LeadStage.objects.all(), "id")
        body = {"stages": page.rows, "next": page.next}
        return Response(LeadStagesSerializer(body).data, headers=linked(page))

    @extend_schema(
        request=SetStagesSerializer,
        responses=ChangedSerializer,
        examples=[OpenApiExample("Nothing", request_only=True, value={"stages": []})],
        operation_id="set_lead_stages",
        tags=_TAGS,
    )
    def post(self, request: Request) -> Response:
        """Say what statuses count as; a job then counts all leads of these sources anew."""
        said = read(SetStagesSerializer, request)["stages"]
        return Response(_changed(set_stages(choices={one["id"]: one["stage"] for one in said})))


def _changed(count: int) -> Any:
    return ChangedSerializer({"changed": count}).data
