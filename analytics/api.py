"""Numbers for programs: the catalogue of metrics, and answers to questions about them."""

from typing import ClassVar, cast

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import KeyHolder
from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import Permission
from analytics.api_shapes import (
    AnswerSerializer,
    MetricSerializer,
    QuestionSerializer,
    answer_of,
    metric_of,
)
from analytics.asking import question_of
from analytics.metrics import CATALOGUE
from analytics.queries import run_query
from analytics.trust.foretold import foretold_of
from analytics.trust.foretold_parts import foretold_rows

_QUESTION = OpenApiExample(
    "October against the year before",
    request_only=True,
    value={
        "metrics": ["spend", "won_revenue", "roas"],
        "from": "2026-10-01",
        "to": "2026-10-31",
        "comparison": "year",
        "granularity": "month",
    },
)
_ANSWER = OpenApiExample(
    "Its answer",
    response_only=True,
    status_codes=["200"],
    value={
        "currency": "EUR",
        "period": {"from": "2026-10-01", "to": "2026-10-31"},
        "compared_with": {"from": "2025-10-01", "to": "2025-10-31"},
        "values": {
            "roas": {
                "value": 4.2,
                "reason": "",
                "before": 3.9,
                "version": 1,
                "without_rate": [],
                "settled": None,
            },
        },
        "series": {},
        "rows": [],
        "left_out": [{"measure": "spend", "currency": "SEK", "micros": 1200000000}],
        "as_of": "2026-11-01T04:00:00Z",
        "unsettled_from": "2026-11-01",
        "stages_since": None,
        "sources": [],
        "channel_rules": None,
        "data_version": 812,
    },
)


_CHANNELS = OpenApiExample(
    "What each channel cost and earned",
    request_only=True,
    value={
        "metrics": ["spend", "leads", "won_revenue", "roas"],
        "from": "2026-10-01",
        "to": "2026-10-31",
        "breakdown": "channel",
    },
)


class Metrics(WorkspaceAPIView):
    """What can be asked for."""

    permission: ClassVar[Permission | None] = Permission.VIEW_NUMBERS

    @extend_schema(responses=MetricSerializer(many=True), operation_id="metrics", tags=["Numbers"])
    def get(self, request: Request) -> Response:
        """Every metric with its unit, formula, version and the streams that it needs."""
        return Response([metric_of(metric) for metric in CATALOGUE.values()])


class Query(WorkspaceAPIView):
    """One question, one answer."""

    permission: ClassVar[Permission | None] = Permission.VIEW_NUMBERS
    only_reads: ClassVar[bool] = True

    @extend_schema(
        request=QuestionSerializer,
        responses={200: AnswerSerializer},
        examples=[_QUESTION, _CHANNELS, _ANSWER],
        operation_id="query_metrics",
        tags=["Numbers"],
    )
    def post(self, request: Request) -> Response:
        """Values of metrics over a period; money in micros, rates as shares of one.

        Channels are told apart by the workspace's own rules; a deal's channel is that of its
        campaign in the CRM, else that of its lead source. What no rule fits has the key "".

        Days are named by `from` and `to`, or by a `range`. A value that does not exist is null and
        its reason says why. At most 1,100 days.
        """
        question = QuestionSerializer(data=request.data)
        question.is_valid(raise_exception=True)
        holder = cast(KeyHolder, request.auth)
        asked = question_of(question.validated_data, holder.workspace)
        result = run_query(asked, holder.workspace)
        foretold = foretold_of(result, holder.workspace)
        return Response(answer_of(result, foretold, foretold_rows(result, holder.workspace)))
