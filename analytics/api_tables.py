"""A question of several dimensions as JSON, and its table: first rows, all others, columns, all."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import Workspace
from analytics.api_shapes import AnswerSerializer, QuestionSerializer, ValueSerializer, values_of
from analytics.api_trees import HavingSerializer, WhereSerializer, refuse_deep, refuse_long
from analytics.exploring.answer import Explored, Line
from analytics.exploring.leaves import DIMENSIONS
from analytics.exploring.question import Exploration
from analytics.queries import BadQuery, Breakdown, Granularity, MetricQuery
from analytics.queries.question import MOST_DIMENSIONS

_Shape = serializers.Serializer[Any]
_OF_TABLES = ("having", "top", "sort", "pivot")
_KEYS = [one.value for one in DIMENSIONS]


class TableQuestionSerializer(QuestionSerializer):
    """As the flat question; with `by` the answer has a table of the first rows and all others."""

    by = serializers.ListField(
        child=serializers.ChoiceField(choices=_KEYS),
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
        choices=_KEYS, required=False, help_text="One of `by`, whose parts become columns."
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


class LineSerializer(_Shape):
    """A row: keys and names by dimension, and with a pivot the values of each column."""

    keys = serializers.ListField(child=serializers.CharField(allow_blank=True))
    names = serializers.ListField(child=serializers.CharField())
    values = serializers.DictField(child=ValueSerializer())
    columns = serializers.ListField(child=serializers.DictField(child=ValueSerializer()))


class ColumnSerializer(_Shape):
    """A part of the pivoted dimension; all others have no key."""

    key = serializers.CharField(allow_null=True, allow_blank=True)
    name = serializers.CharField(allow_blank=True)


class TableSerializer(_Shape):
    """The first rows; `rest` and they add up to `total`, which is of all that fit `having`."""

    by = serializers.ListField(child=serializers.CharField())
    columns = ColumnSerializer(many=True)
    rows = LineSerializer(many=True)
    rest = LineSerializer(allow_null=True)
    total = LineSerializer()
    count = serializers.IntegerField(help_text="How many rows have any value and fit.")
    unfit = serializers.IntegerField(help_text="How many are not in the ranges, and in no sum.")


class TableAnswerSerializer(AnswerSerializer):
    """An answer; `values` are of everything that `where` lets through, whatever `having` says."""

    table = TableSerializer(allow_null=True, help_text="Null unless the question has `by`.")


def asked_of(data: dict[str, Any], workspace: Workspace) -> tuple[MetricQuery, Exploration | None]:
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


def table_of(explored: Explored) -> dict[str, Any]:
    """A table as TableSerializer describes it."""
    return {
        "by": [one.value for one in explored.exploration.down],
        "columns": [{"key": one.key, "name": one.name} for one in explored.columns],
        "rows": [_line(line) for line in explored.lines],
        "rest": _line(explored.rest) if explored.rest else None,
        "total": _line(explored.total),
        "count": explored.count,
        "unfit": explored.unfit,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "keys": line.keys,
        "names": line.names,
        "values": values_of(line.cells, line.before),
        "columns": [values_of(cells, None) for cells in line.columns],
    }
