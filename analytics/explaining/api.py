"""The passport of a number as JSON."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import key_holder
from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import Permission
from analytics.api_shapes import (
    MetricField,
    MetricSerializer,
    PeriodSerializer,
    QuestionSerializer,
    SourceSerializer,
    ValueSerializer,
    answer_of,
    metric_of,
)
from analytics.asking import question_of
from analytics.explaining import Explanation, explain

_Shape = serializers.Serializer[Any]
_ASKED = OpenApiExample(
    "What October's ROAS is made of",
    request_only=True,
    value={"metric": "roas", "from": "2026-10-01", "to": "2026-10-31"},
)


class OneMetricSerializer(QuestionSerializer):
    """Which metric, of which days, compared with what, of what part."""

    metric = MetricField()

    def get_fields(self) -> dict[str, Any]:
        """As of a question, but with one metric and without any split."""
        split = ("metrics", "breakdown", "granularity")
        return {name: one for name, one in super().get_fields().items() if name not in split}

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """As a question about this metric alone."""
        whole = {"metrics": [data["metric"]], "breakdown": "none", "granularity": "total"}
        return {**super().validate(data), **whole}


class FactSerializer(_Shape):
    """One line of the passport, in the reader's language."""

    name = serializers.CharField()
    value = serializers.CharField(allow_blank=True)
    hint = serializers.CharField(allow_blank=True)


class ReadingSerializer(_Shape):
    """What one would have seen at the end of a day."""

    read_on = serializers.DateField()
    value = serializers.FloatField(allow_null=True)


class ControlSerializer(_Shape):
    """Days that were compared with the sources' own sums."""

    checked = serializers.ListField(child=serializers.DateField())
    differing = serializers.ListField(child=serializers.DateField())


class ExplanationSerializer(_Shape):
    """A number with all one needs to trust it; money in micros, rates as shares of one."""

    metric = MetricSerializer()
    currency = serializers.CharField()
    period = PeriodSerializer()
    compared_with = PeriodSerializer(allow_null=True)
    value = ValueSerializer()
    numerator = serializers.IntegerField(
        allow_null=True, help_text="The sum above the line of a ratio."
    )
    denominator = serializers.IntegerField(allow_null=True)
    facts = FactSerializer(many=True)
    sources = SourceSerializer(many=True)
    as_of = serializers.DateTimeField(allow_null=True)
    control = ControlSerializer()
    history = ReadingSerializer(many=True)


class Explain(WorkspaceAPIView):
    """One number's passport."""

    permission: ClassVar[Permission | None] = Permission.VIEW_NUMBERS
    only_reads: ClassVar[bool] = True

    @extend_schema(
        request=OneMetricSerializer,
        responses={200: ExplanationSerializer},
        examples=[_ASKED],
        operation_id="explain_number",
        tags=["Numbers"],
    )
    def post(self, request: Request) -> Response:
        """How a number was made: formula, sums, calendar, filters, rates, sources, readings."""
        shape = OneMetricSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        workspace = key_holder(request).workspace
        found = explain(question_of(shape.validated_data, workspace), workspace)
        return Response(ExplanationSerializer(explanation_of(found)).data)


def explanation_of(found: Explanation) -> dict[str, Any]:
    """As ExplanationSerializer describes it."""
    key = found.metric.key
    answer = answer_of(found.result, {key: found.foretold} if found.foretold else {})
    same = ("currency", "period", "compared_with", "sources", "as_of")
    return {
        "metric": metric_of(found.metric),
        **{name: answer[name] for name in same},
        "value": answer["values"][key],
        "numerator": found.cell.numerator,
        "denominator": found.cell.denominator,
        "facts": [{"name": one.label, "value": one.value, "hint": one.hint} for one in found.facts],
        "control": {"checked": found.checked, "differing": found.differing},
        "history": [{"read_on": one.read_on, "value": one.value} for one in found.history],
    }
