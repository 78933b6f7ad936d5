"""What belongs to a workspace, table by table, and what of it is not given out."""

import csv
import io
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from uuid import UUID

import orjson
from django.apps import apps
from django.db import connection
from django.db.models import BinaryField, Field, Model

from accounts.crypto import SealedColumn, decrypt, sealed_columns
from accounts.subjects import Personal
from accounts.tenancy import WorkspaceManager
from privacy import manifest

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LOGO = "logo.png"
# {model: {column that is in the file in another way: which}}
_ELSEWHERE = {"accounts.workspacelogo": {"image": f"It is in {LOGO}."}}
WITHHELD = "A key, or a hash by which something is found again: it says nothing of itself."


def tenant_models() -> list[type[Model]]:
    """Every model whose rows belong to one workspace, by their names."""
    found = (model for model in apps.get_models() if _is_tenants(model))
    return sorted(found, key=lambda model: model._meta.label_lower)


def _is_tenants(model: type[Model]) -> bool:
    return isinstance(model._default_manager, WorkspaceManager)


class Table:
    """One tenant table: its rows with what was sealed opened, where the map calls it personal."""

    def __init__(self, model: type[Model]) -> None:
        self.model, self.name = model, model._meta.label_lower
        entries = manifest.classifications().get(self.name, {})
        sealed = {one.column: one for one in sealed_columns() if one.model_label == self.name}
        self._opened: dict[str, SealedColumn] = {
            name: one for name, one in sealed.items() if isinstance(entries.get(name), Personal)
        }
        self._secret = set(sealed) - set(self._opened)

    @cached_property
    def columns(self) -> list[str]:
        """Those that are given out, in their order."""
        return [str(field.column) for field in self._fields if not self._is_withheld(field)]

    @property
    def schema(self) -> dict[str, Any]:
        """The columns with their types; those that are withheld, and why."""
        return {
            "columns": {
                field.column: field.get_internal_type()
                for field in self._fields
                if not self._is_withheld(field)
            },
            "withheld": {
                field.column: _ELSEWHERE.get(self.name, {}).get(field.name, WITHHELD)
                for field in self._fields
                if self._is_withheld(field)
            },
        }

    def rows(self, workspace_id: UUID) -> Iterator[dict[str, Any]]:
        """All rows of the entered workspace, streamed by COPY."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            # A large table takes longer than a page may; nothing is locked by reading.
            cursor.execute("SET LOCAL statement_timeout = 0")
            query = (
                f"SELECT row_to_json(t)::text FROM {table} t WHERE workspace_id = '{workspace_id}'"  # noqa: S608
            )
            with cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
                copy.set_types(["text"])
                for (text,) in copy.rows():
                    yield self._given(orjson.loads(text))

    @property
    def _fields(self) -> "list[Field[Any, Any]]":
        return list(self.model._meta.concrete_fields)

    def _is_withheld(self, field: "Field[Any, Any]") -> bool:
        if field.name in self._opened:
            return False
        return field.name in self._secret or isinstance(field, BinaryField)

    def _given(self, row: dict[str, Any]) -> dict[str, Any]:
        given = {name: row[name] for name in self.columns}
        for name, sealed in self._opened.items():
            if row[name] is not None:
                given[name] = self._open(sealed, row)
        return given

    def _open(self, sealed: SealedColumn, row: dict[str, Any]) -> Any:
        instance = self.model(**{f.attname: _value(f, row[str(f.column)]) for f in self._fields})
        place = sealed.place_of(instance)
        opened = {key: decrypt(place, one) for key, one in sealed.values(instance).items()}
        return {**row[sealed.column], **opened} if sealed.keys else opened[""]


def _value(field: "Field[Any, Any]", value: Any) -> Any:
    if isinstance(field, BinaryField) and isinstance(value, str):
        return bytes.fromhex(value.removeprefix("\\x"))
    return value if isinstance(value, dict | list) else field.to_python(value)


def as_json_lines(rows: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """One object a line."""
    for row in rows:
        yield orjson.dumps(row) + b"\n"


def as_csv(rows: Iterator[dict[str, Any]], columns: list[str]) -> Iterator[bytes]:
    """With a line of names; no text is taken for a formula by a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in columns])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, dict | list):
        return orjson.dumps(value).decode()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
