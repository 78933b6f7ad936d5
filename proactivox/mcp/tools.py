"""What an assistant can ask: four tools that read, each by the API's own shapes and services."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404
from drf_spectacular.generators import SchemaGenerator
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.renderers import JSONRenderer

from accounts.api_keys import KeyHolder
from accounts.audit import Actor, acting_as
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.api_shapes import AnswerSerializer, QuestionSerializer, answer_of, metric_of
from analytics.asking import question_of
from analytics.explaining import explain
from analytics.explaining.api import ExplanationSerializer, OneMetricSerializer, explanation_of
from analytics.metrics import CATALOGUE
from analytics.queries import run_query
from analytics.trust.foretold import foretold_of
from integrations.api.shapes import SourcesSerializer, shown_sources
from integrations.models import Source

_Asked = dict[str, Any]
_NOTHING = {"type": "object", "properties": {}, "additionalProperties": False}
_MOST_SOURCES = 200


@dataclass(frozen=True)
class Said:
    """What a tool answers: as data, as the same text for those who read no data, or why not."""

    data: dict[str, Any] | None
    text: str
    is_error: bool = False


@dataclass(frozen=True)
class Tool:
    """A tool: its scope, what it takes (a component of the OpenAPI document) and what it does."""

    title: str
    description: str
    permission: Permission
    run: Callable[[KeyHolder, _Asked], dict[str, Any]]
    component: str = ""

    def schema(self) -> dict[str, Any]:
        """JSON Schema of its arguments: that of the address of the API that does the same."""
        return _schema(self.component) if self.component else _NOTHING


def offered(permissions: Iterable[Permission]) -> list[str]:
    """The tools that a key may use."""
    allowed = frozenset(permissions)
    return [name for name, tool in TOOLS.items() if tool.permission in allowed]


def call(holder: KeyHolder, name: str, asked: _Asked) -> Said:
    """What the tool answers inside the holder's workspace; what is wrong, in words to mend it."""
    if name not in offered(holder.permissions):
        return _refused({"title": f"There is no tool {name!r} for this key."})
    try:
        with acting_as(Actor("api_key", holder.api_key.pk)), inside(holder.workspace_id):
            data = TOOLS[name].run(holder, asked)
    except ValidationError as wrong:
        return _refused({"title": "The question cannot be asked so.", "errors": wrong.detail})
    except (Trouble, APIException, Http404) as refused:
        return _refused({"title": str(refused)})
    return Said(data, json.dumps(data, ensure_ascii=False))


def _refused(problem: dict[str, Any]) -> Said:
    return Said(None, json.dumps(problem, default=str, ensure_ascii=False), is_error=True)


def _list_metrics(_holder: KeyHolder, asked: _Asked) -> dict[str, Any]:
    _takes_nothing(asked)
    return _plain({"metrics": [metric_of(metric) for metric in CATALOGUE.values()]})


def _query_metrics(holder: KeyHolder, asked: _Asked) -> dict[str, Any]:
    shape = QuestionSerializer(data=asked)
    shape.is_valid(raise_exception=True)
    result = run_query(question_of(shape.validated_data, holder.workspace), holder.workspace)
    answer = answer_of(result, foretold_of(result, holder.workspace))
    return _plain(AnswerSerializer(answer).data)


def _explain_number(holder: KeyHolder, asked: _Asked) -> dict[str, Any]:
    shape = OneMetricSerializer(data=asked)
    shape.is_valid(raise_exception=True)
    found = explain(question_of(shape.validated_data, holder.workspace), holder.workspace)
    return _plain(ExplanationSerializer(explanation_of(found)).data)


def _list_sources(_holder: KeyHolder, asked: _Asked) -> dict[str, Any]:
    _takes_nothing(asked)
    rows = list(Source.objects.order_by("id")[:_MOST_SOURCES])
    shown = SourcesSerializer({"sources": shown_sources(rows), "next": None}).data
    return _plain({"sources": shown["sources"]})


def _takes_nothing(asked: _Asked) -> None:
    if asked:
        raise ValidationError({name: ["There is no such argument."] for name in asked})


def _plain(said: Any) -> dict[str, Any]:
    """As JSON has it: days, moments and ids are texts."""
    plain: dict[str, Any] = json.loads(JSONRenderer().render(said))
    return plain


@cache
def _components() -> dict[str, Any]:
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found: dict[str, Any] = document["components"]["schemas"]
    return found


@cache
def _schema(component: str) -> dict[str, Any]:
    found = _whole(_components()[component])
    return {**found, "additionalProperties": False}


def _whole(part: Any) -> Any:
    """A schema without references, for clients that follow none."""
    if isinstance(part, list):
        return [_whole(one) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _whole(_components()[part["$ref"].rpartition("/")[2]])
    return {name: _whole(one) for name, one in part.items()}


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
        "rows by campaign, platform, lead source or channel, compared with an earlier period.",
        Permission.VIEW_NUMBERS,
        _query_metrics,
        "Question",
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
}
