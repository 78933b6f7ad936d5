"""A question of several dimensions as JSON, and its table: first rows, all others, columns, all."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import Workspace
from analytics.api_shapes import AnswerSerializer, QuestionSerializer, answer_of
from analytics.api_trees import (
    DIMENSION_KEYS,
    HavingSerializer,
    WhereSerializer,
    refuse_deep,
    refuse_long,
)
from analytics.asking import refused
from analytics.exploring.answer import explore
from analytics.exploring.question import Exploration
from analytics.programs.explored import ExploredSerializer, explored_shown
from analytics.queries import (
    BadQuery,
    Breakdown,
    Granularity,
    MetricQuery,
    MetricResult,
    run_query,
)
from analytics.queries.found import TooMany
from analytics.queries.question import MOST_DIMENSIONS
from analytics.trust.foretold import foretold_of
from analytics.trust.foretold_parts import foretold_rows

_OF_TABLES = ("having", "top", "sort", "pivot")


class TableQuestionSerializer(QuestionSerializer):
    """As the flat question; with `by` the answer has a table of the first rows and all others."""

    by = serializers.ListField(
        child=serializers.ChoiceField(choices=DIMENSION_KEYS),
        min_length=1,
        max_length=MOST_DIMENSIONS,
        required=False,
        help_text="Dimensions, the widest first; instead of `breakdown`.",
    )
    where = WhereSerializer(required=False)
    having = HavingSerializer(required=False)
    top = serializers.IntegerField(
        min_value=1,
        max_value=250,
        required=False,
        help_text="Rows; 25 unless said. The rest is one.",
    )
    sort = serializers.CharField(
        max_length=60,
        required=False,
        help_text="`name`, or a metric of the question; behind `-` downwards.",
    )
    pivot = serializers.ChoiceField(
        choices=DIMENSION_KEYS, required=False, help_text="One of `by`, whose parts become columns."
    )

    def to_internal_value(self, data: Any) -> Any:
        """As it stands, after a look at how deep its trees are."""
        if isinstance(data, dict):
            for name in ("where", "having"):
                try:
                    refuse_deep(data.get(name))
                except serializers.ValidationError as wrong:
                    raise serializers.ValidationError({name: wrong.detail}) from wrong
        return super().to_internal_value(data)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """What belongs to a table stands beside `by`, which takes the place of a breakdown."""
        data = super().validate(data)
        errors: dict[str, Any] = {}
        for name in ("where", "having"):
            try:
                refuse_long(data.get(name))
            except serializers.ValidationError as wrong:
                errors[name] = wrong.detail
        if "by" not in data:
            lonely = [name for name in _OF_TABLES if name in data]
            errors |= {name: [_("This goes with `by`.")] for name in lonely}
        else:
            errors |= _beside_by(data)
        if errors:
            raise serializers.ValidationError(errors)
        return data


def _beside_by(data: dict[str, Any]) -> dict[str, Any]:
    wrong: dict[str, Any] = {}
    for name, plain in (("breakdown", Breakdown.NONE), ("granularity", Granularity.TOTAL)):
        if data[name] != plain.value:
            wrong[name] = [_("Not together with `by`.")]
    if "pivot" in data and data["pivot"] not in data["by"]:
        wrong["pivot"] = [_("Choose one of `by`.")]
    known = ("name", *data["metrics"])
    if data.get("sort", "name").removeprefix("-") not in known:
        wrong["sort"] = [_("Choose one of these: %(known)s.") % {"known": ", ".join(known)}]
    return wrong


class TableAnswerSerializer(AnswerSerializer):
    """An answer; `values` are of everything that `where` lets through, whatever `having` says."""

    table = ExploredSerializer(allow_null=True, help_text="Null unless the question has `by`.")


def _asked_of(data: dict[str, Any], workspace: Workspace) -> tuple[MetricQuery, Exploration | None]:
    """The whole, and the table that is asked for; inside the workspace. Raises BadQuery."""
    whole = replace(QuestionSerializer.query_of(data, workspace), where=data.get("where"))
    if "by" not in data:
        return whole, None
    by = tuple(map(Breakdown, data["by"]))
    if len(set(by)) != len(by):
        raise BadQuery("by", _("Each dimension can be named once."))
    try:
        split = replace(whole, breakdown=by[0], further=by[1:])
    except BadQuery as bad:
        field = "by" if bad.field in ("breakdown", "further") else bad.field
        raise BadQuery(field, bad.message) from bad
    table = Exploration(
        split,
        having=data.get("having"),
        top=data.get("top", 25),
        sort=data.get("sort", ""),
        pivot=Breakdown(data.get("pivot", "none")),
    )
    return whole, table


def answered(data: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    """The answer to a question that has been validated, as TableAnswerSerializer describes it.

    Raises ValidationError by the name of the field that cannot be asked so.
    """
    try:
        asked, table = _asked_of(data, workspace)
    except BadQuery as bad:
        raise refused(bad) from bad
    return {**_values(run_query(asked, workspace), workspace), "table": _table(table, workspace)}


def _values(result: MetricResult, workspace: Workspace) -> dict[str, Any]:
    if result.query.where is not None:
        # What days will settle at is known of whole sources and campaigns alone.
        return answer_of(result)
    return answer_of(result, foretold_of(result, workspace), foretold_rows(result, workspace))


def _table(asked: Exploration | None, workspace: Workspace) -> dict[str, Any] | None:
    if asked is None:
        return None
    try:
        return dict(ExploredSerializer(explored_shown(explore(asked, workspace))).data)
    except TooMany as many:
        text = _("More than 40,000 parts. Take a dimension away, filter, or ask of fewer days.")
        raise serializers.ValidationError({"by": [text]}) from many
