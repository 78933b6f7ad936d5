"""An answer of the explorer as JSON: its rows, all others as one, all together, and the columns."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from analytics.api_shapes import LeftOutSerializer, PeriodSerializer, SourceSerializer
from analytics.exploring.answer import Cells, Explored, Line
from analytics.programs.common import Shape, period_shown


class CellSerializer(Shape):
    """One value; null with a reason where there is none."""

    value = serializers.FloatField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    before = serializers.FloatField(allow_null=True)


class LineSerializer(Shape):
    """One row: keys and names by dimension, values by metric, and by column where there are any."""

    keys = serializers.ListField(child=serializers.CharField(allow_blank=True))
    names = serializers.ListField(child=serializers.CharField(allow_blank=True))
    values = serializers.DictField(child=CellSerializer())
    columns = serializers.ListField(child=serializers.DictField(child=CellSerializer()))


class ColumnSerializer(Shape):
    """One part of the dimension that stands across; without a key all the others."""

    key = serializers.CharField(allow_null=True, allow_blank=True)
    name = serializers.CharField(allow_blank=True)


class ExploredSerializer(Shape):
    """Money in micros of `currency`, rates as shares of one; `rest` is all that is not shown."""

    currency = serializers.CharField()
    period = PeriodSerializer()
    compared_with = PeriodSerializer(allow_null=True)
    metrics = serializers.ListField(child=serializers.CharField())
    dimensions = serializers.ListField(
        child=serializers.CharField(), help_text="Of the keys of each row, in their order."
    )
    columns = ColumnSerializer(many=True)
    lines = LineSerializer(many=True)
    rest = LineSerializer(allow_null=True)
    total = LineSerializer()
    count = serializers.IntegerField(help_text="Rows with any value, shown or not.")
    unfit = serializers.IntegerField(help_text="Rows outside of the ranges, and in no sum.")
    left_out = LeftOutSerializer(many=True)
    sources = SourceSerializer(many=True)
    as_of = serializers.DateTimeField(allow_null=True)
    unsettled_from = serializers.DateField()


def explored_shown(found: Explored) -> dict[str, Any]:
    """As ExploredSerializer describes it."""
    asked = found.exploration
    return {
        "currency": found.currency,
        "period": period_shown(asked.query.period),
        "compared_with": period_shown(found.before_period) if found.before_period else None,
        "metrics": asked.query.metrics,
        "dimensions": [one.value for one in asked.down],
        "columns": found.columns,
        "lines": [_line(one) for one in found.lines],
        "rest": _line(found.rest) if found.rest else None,
        "total": _line(found.total),
        "count": found.count,
        "unfit": found.unfit,
        "left_out": found.left_out,
        "sources": [_source(one) for one in found.sources],
        "as_of": found.as_of,
        "unsettled_from": found.unsettled_from,
    }


def _source(one: Any) -> dict[str, Any]:
    names = ("id", "name", "fresh_until", "is_late")
    return {name: getattr(one, name) for name in names}


def _line(line: Line) -> dict[str, Any]:
    return {
        "keys": line.keys,
        "names": line.names,
        "values": cells_shown(line.cells, line.before),
        "columns": [cells_shown(cells, None) for cells in line.columns],
    }


def cells_shown(cells: Cells, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Values by metric, as CellSerializer describes each."""
    return {
        key: {
            "value": cell.value,
            "reason": cell.reason,
            "before": before[key].value if before else None,
        }
        for key, cell in cells.items()
    }
