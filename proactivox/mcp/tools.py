"""What an assistant can ask: tools by the API's own shapes and services; few change anything."""

import json
from collections.abc import Iterable
from typing import Any

from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError

from accounts.api_keys import KeyHolder
from accounts.audit import Actor, acting_as
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.tenancy import inside
from accounts.unpaid import payment_needed, stops
from analytics.api_shapes import metric_of
from analytics.api_tables import TableAnswerSerializer, TableQuestionSerializer, answered
from analytics.asking import question_of
from analytics.explaining import explain
from analytics.explaining.api import ExplanationSerializer, OneMetricSerializer, explanation_of
from analytics.metrics import CATALOGUE
from integrations.api.shapes import SourcesSerializer, shown_sources
from integrations.models import Source
from proactivox.mcp import automating, boards, watching
from proactivox.mcp.tool import Asked, Said, Tool, plain, takes_nothing

_MOST_SOURCES = 200


def offered(permissions: Iterable[Permission]) -> list[str]:
    """The tools that a key may use."""
    allowed = frozenset(permissions)
    return [name for name, tool in TOOLS.items() if tool.permission in allowed]


def call(holder: KeyHolder, name: str, asked: Asked) -> Said:
    """What the tool answers inside the holder's workspace; what is wrong, in words to mend it."""
    if name not in offered(holder.permissions):
        return _refused({"title": f"There is no tool {name!r} for this key."})
    tool = TOOLS[name]
    if tool.is_change and stops("POST", tool.permission, holder.workspace_id):
        return _refused({"title": str(payment_needed())})
    try:
        with acting_as(Actor("api_key", holder.api_key.pk)), inside(holder.workspace_id):
            data = tool.run(holder, asked)
    except ValidationError as wrong:
        return _refused({"title": "The question cannot be asked so.", "errors": wrong.detail})
    except (Trouble, APIException, Http404) as refused:
        return _refused({"title": str(refused)})
    return Said(data, json.dumps(data, ensure_ascii=False))


def _refused(problem: dict[str, Any]) -> Said:
    return Said(None, json.dumps(problem, default=str, ensure_ascii=False), is_error=True)


def _list_metrics(_holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    takes_nothing(asked)
    return plain({"metrics": [metric_of(metric) for metric in CATALOGUE.values()]})


def _query_metrics(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    shape = TableQuestionSerializer(data=asked)
    shape.is_valid(raise_exception=True)
    return plain(TableAnswerSerializer(answered(shape.validated_data, holder.workspace)).data)


def _explain_number(holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    shape = OneMetricSerializer(data=asked)
    shape.is_valid(raise_exception=True)
    found = explain(question_of(shape.validated_data, holder.workspace), holder.workspace)
    return plain(ExplanationSerializer(explanation_of(found)).data)


def _list_sources(_holder: KeyHolder, asked: Asked) -> dict[str, Any]:
    takes_nothing(asked)
    rows = list(Source.objects.order_by("id")[:_MOST_SOURCES])
    shown = SourcesSerializer({"sources": shown_sources(rows), "next": None}).data
    return plain({"sources": shown["sources"]})


TOOLS = {
    "list_metrics": Tool(
        "Metrics",
        "Every metric with its key, unit, formula in words, version and what it needs.",
        Permission.VIEW_NUMBERS,
        _list_metrics,
    ),
    "query_metrics": Tool(
        "Ask for numbers",
        "Values of metrics over days or a named range: totals, a series by day, week or month, or "
        "rows by campaign, platform, lead source or channel, compared with an earlier period; or, "
        "by up to three dimensions, a table of the first rows and all others as one.",
        Permission.VIEW_NUMBERS,
        _query_metrics,
        "TableQuestion",
    ),
    "explain_number": Tool(
        "Explain a number",
        "How one metric's value came about: formula, sums, calendar, filters, rates, sources and "
        "their freshness, what it was on earlier days, and what young days will settle at.",
        Permission.VIEW_NUMBERS,
        _explain_number,
        "OneMetric",
    ),
    "list_sources": Tool(
        "Sources",
        "The connected systems: whether each is read, and until when its data are complete.",
        Permission.VIEW_SOURCES,
        _list_sources,
    ),
    **watching.TOOLS,
    **boards.TOOLS,
    **automating.TOOLS,
}
