"""Numbers for programs: the catalogue of metrics, and answers to questions about them."""

from typing import ClassVar, cast

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_keys import KeyHolder
from accounts.api_keys.view import WorkspaceAPIView
from accounts.permissions import Permission
from analytics.api_shapes import MetricSerializer, metric_of
from analytics.api_tables import TableAnswerSerializer, TableQuestionSerializer, answered
from analytics.metrics import CATALOGUE

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


_TABLE = OpenApiExample(
    "The ten dearest campaigns of two channels, and all others together",
    request_only=True,
    value={
        "metrics": ["spend", "clicks", "ctr"],
        "range": "30d",
        "comparison": "previous",
        "by": ["channel", "campaign"],
        "where": {
            "and": [
                {"dimension": "channel", "is": ["Paid search", "Paid social"]},
                {"not": {"dimension": "campaign", "contains": ["brand"]}},
            ]
        },
        "having": {"metric": "spend", "compare": ">=", "number": 1000000000},
        "top": 10,
        "sort": "-spend",
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
        request=TableQuestionSerializer,
        responses={200: TableAnswerSerializer},
        examples=[_QUESTION, _CHANNELS, _TABLE, _ANSWER],
        operation_id="query_metrics",
        tags=["Numbers"],
    )
    def post(self, request: Request) -> Response:
        """Values of metrics over a period; money in micros, rates as shares of one.

        Channels are told apart by the workspace's own rules; a deal's channel is that of its
        campaign in the CRM, else that of its lead source. What no rule fits has the key "".

        Days are named by `from` and `to`, or by a `range`. A value that does not exist is null and
        its reason says why. At most 1,100 days.

        `where` is a tree of tests of rows, and holds for every part of the answer. With `by`, up to
        three dimensions, the answer has a `table`: the `top` rows by `sort` that fit `having`, all
        others as one `rest`, and the parts of the `pivot` as columns.
        """
        question = TableQuestionSerializer(data=request.data)
        question.is_valid(raise_exception=True)
        workspace = cast(KeyHolder, request.auth).workspace
        return Response(answered(question.validated_data, workspace))
