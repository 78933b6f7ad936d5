"""The pipeline for programs, at the end of any day: what stood there, what came of it, how fast."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.said import QuerySerializer
from analytics.api_shapes import PeriodSerializer
from analytics.metrics import Unit
from analytics.pipeline.numbers import DEFINITIONS, Numbers, numbers_of
from analytics.pipeline.question import DealFilters, PipelineQuery
from analytics.pipeline.standing import Standing
from analytics.programs.budgets import today_of
from analytics.programs.common import DayField, NumbersView, Shape, period_shown

_DAYS = ("30", "90", "180", "365")


class PipelineQuerySerializer(QuerySerializer):
    """Which day, how many days before it, and of which deals."""

    on = DayField(required=False, help_text="Its end; today unless said, and at the latest.")
    days = serializers.ChoiceField(
        choices=_DAYS, default="90", help_text="Of what was decided, up to that day."
    )
    lead_source = serializers.CharField(required=False, max_length=255)
    channel = serializers.CharField(required=False, max_length=80)
    crm_campaign = serializers.UUIDField(required=False)
    source_id = serializers.UUIDField(required=False)


class DealsSerializer(Shape):
    """Open deals together; money in micros of `currency`, each deal at the day's rate."""

    deals = serializers.IntegerField()
    amount = serializers.IntegerField(help_text="Of those with an amount and a rate.")
    weighted = serializers.IntegerField(help_text="Amount × probability.")
    valued = serializers.IntegerField(help_text="How many have an amount and a rate.")
    amountless = serializers.IntegerField()
    unweighted = serializers.IntegerField(help_text="Of the valued: without a probability.")
    without_rate = serializers.ListField(child=serializers.CharField())
    median = serializers.FloatField(allow_null=True, help_text="Days in the stage.")
    now = serializers.IntegerField(help_text="Of no known history: as they are today.")
    unknown = serializers.IntegerField(help_text="In a stage that nobody knows.")


class StageSerializer(DealsSerializer):
    """The open deals in a stage of a source; the stage is "" where nobody knows it."""

    source_id = serializers.UUIDField()
    stage = serializers.CharField(allow_blank=True)
    place = serializers.IntegerField(allow_null=True, help_text="In the source's own order.")


class LeadSourceSerializer(DealsSerializer):
    """The open deals of a lead source."""

    lead_source = serializers.CharField(allow_blank=True)


class PipelineNumberSerializer(Shape):
    """One number of the pipeline; null with a reason where there is none."""

    value = serializers.FloatField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    unit = serializers.ChoiceField(choices=[one.value for one in Unit])
    without_rate = serializers.ListField(child=serializers.CharField())


class PipelineSerializer(Shape):
    """The pipeline at the end of a day."""

    on = serializers.DateField()
    period = PeriodSerializer(help_text="The days of which it is told what was decided.")
    currency = serializers.CharField()
    numbers = serializers.DictField(
        child=PipelineNumberSerializer(),
        help_text="Open and weighted pipeline, win rate, average deal, sales cycle, velocity, …",
    )
    total = DealsSerializer()
    stages = StageSerializer(many=True)
    lead_sources = LeadSourceSerializer(many=True)


class Pipeline(NumbersView):
    """Open deals."""

    write_permission = None
    queries: ClassVar[Mapping[str, type[QuerySerializer]]] = {"GET": PipelineQuerySerializer}

    @extend_schema(responses=PipelineSerializer, operation_id="pipeline", tags=["Pipeline"])
    def get(self, request: Request) -> Response:
        """What was open at the end of a day, rebuilt from the CRM's history, and its numbers."""
        workspace = key_holder(request).workspace
        today = today_of(workspace)
        on = min(self.asked.get("on", today), today)
        query = PipelineQuery(on, int(self.asked["days"]), _filters(self.asked))
        found = numbers_of(query, workspace)
        body = {"currency": workspace.currency, "period": period_shown(query.period)}
        return Response(PipelineSerializer({**body, **_shown(found)}).data)


def _filters(asked: Mapping[str, Any]) -> DealFilters:
    names = {
        "lead_source": "lead_sources",
        "channel": "channels",
        "crm_campaign": "campaigns",
        "source_id": "sources",
    }
    return DealFilters(**{names[one]: (value,) for one, value in asked.items() if one in names})


def _shown(found: Numbers) -> dict[str, Any]:
    pipeline = found.pipeline
    return {
        "on": pipeline.on,
        "numbers": {key: _number(key, found) for key in DEFINITIONS},
        "total": _deals(pipeline.total),
        "stages": [
            {
                **_deals(one.standing),
                "source_id": one.source_id,
                "stage": one.stage,
                "place": one.place,
            }
            for one in pipeline.stages
        ],
        "lead_sources": [
            {**_deals(standing), "lead_source": name} for name, standing in pipeline.lead_sources
        ],
    }


def _number(key: str, found: Numbers) -> dict[str, Any]:
    cell = found.cell(key)
    return {
        "value": cell.value,
        "reason": cell.reason,
        "unit": DEFINITIONS[key].unit.value,
        "without_rate": cell.without_rate,
    }


def _deals(standing: Standing) -> dict[str, Any]:
    return asdict(standing)
