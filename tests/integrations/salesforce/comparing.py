"""Our tables beside the sandbox's own records, value by value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps

from integrations.connectors.salesforce.mapping import Column, Kind
from integrations.connectors.salesforce.streams import STREAMS, Stream
from integrations.models import Source
from sandbox.control.client import Control

_READ: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: lambda value: str(value).replace("\x00", ""),
    Kind.FLAG: bool,
    Kind.WHOLE: int,
    Kind.MICROS: lambda value: int(Decimal(str(value)) * 1_000_000),
    Kind.DECIMAL: lambda value: Decimal(str(value)).normalize(),
    Kind.DAY: date.fromisoformat,
    Kind.MOMENT: lambda value: datetime.fromisoformat(value).astimezone(UTC),
}
# Which rows of a model that two streams fill are whose.
_OWN: dict[str, dict[str, Any]] = {
    "CurrencyType": {"starts_on": None},
    "DatedConversionRate": {"starts_on__isnull": False},
    "FiscalYearSettings": {"kind": "year"},
    "Period": {"kind": "quarter"},
}
_EMPTY = {Kind.TEXT: "", Kind.FLAG: False}


def differences(source: Source, control: Control) -> dict[str, dict[str, Any]]:
    """{stream: {id: (ours, theirs)}} of every row that is not the same; inside the workspace."""
    found = {stream.name: stream_differences(source, control, stream) for stream in STREAMS}
    return {name: rows for name, rows in found.items() if rows}


def stream_differences(source: Source, control: Control, stream: Stream) -> dict[str, Any]:
    """The rows of one stream that differ; one deleted or out of sight is not there."""
    theirs = {
        row["Id"]: {column.target: _theirs(column, row) for column in stream.columns}
        for row in control.records(stream.name)
        if _is_asked_for(stream, row)
    }
    ours = {row["external_id"]: _ours(stream, row) for row in _rows(source, stream)}
    return {
        key: (ours.get(key), theirs.get(key))
        for key in ours.keys() | theirs.keys()
        if ours.get(key) != theirs.get(key)
    }


def _rows(source: Source, stream: Stream) -> Any:
    model = apps.get_model("integrations", stream.model)
    rows = model.objects.filter(source_id=source.pk, deleted_at=None, not_visible_at=None)
    if stream.own_rows:
        rows = rows.filter(**_OWN[stream.name])
    if stream.name == "LeadHistory":
        rows = rows.filter(basis="history")
    return rows.values()


def _is_asked_for(stream: Stream, row: dict[str, Any]) -> bool:
    name, _, value = stream.where.partition(" = ")
    return not stream.where or row[name] == value.strip("'")


def _theirs(column: Column, row: dict[str, Any]) -> Any:
    # An organisation's own currency stands where a record has none.
    value = row.get(column.field, "USD" if column.is_multicurrency else None)
    return _EMPTY.get(column.kind) if value is None else _READ[column.kind](value)


def _ours(stream: Stream, row: dict[str, Any]) -> dict[str, Any]:
    values = {column.target: row[column.target] for column in stream.columns}
    return {
        name: value.normalize() if isinstance(value, Decimal) else value
        for name, value in values.items()
    }
