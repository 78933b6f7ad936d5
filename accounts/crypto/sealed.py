"""The registry of sealed columns, by which rotation and verification find every sealed value.

Each app that seals has a module `sealed` that calls register_sealed; it is imported on demand.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import BinaryField, F, QuerySet
from django.db.models.functions import Substr
from django.utils.module_loading import autodiscover_modules

from accounts.crypto.envelope import Place


@dataclass(frozen=True)
class SealedColumn:
    """One column of sealed values and the place to which each of its rows is bound.

    A binary column holds one value; a JSON column holds base64 text under `keys`. `home` is the
    workspace whose key seals a table of the control plane, None for tenant tables.
    """

    model_label: str
    column: str
    place_of: Callable[[Any], Place]
    keys: tuple[str, ...] = ()
    home: UUID | None = None

    @property
    def name(self) -> str:
        return f"{self.model_label}.{self.column}"

    def rows(self) -> "QuerySet[Any]":
        """All rows with a value, in the order of their keys, of the workspace that is entered."""
        model = apps.get_model(self.model_label)
        filled = {f"{self.column}__isnull": False}
        rows: QuerySet[Any] = model._default_manager.filter(**filled).order_by("pk")
        return rows

    def rows_not_under(self, key_id: UUID) -> "QuerySet[Any]":
        """Rows whose value another key sealed; for JSON all rows, because SQL cannot tell."""
        if self.keys:
            return self.rows()
        sealed_by = Substr(F(self.column), 4, 16, output_field=BinaryField())
        rows: QuerySet[Any] = self.rows().annotate(sealed_by=sealed_by)
        return rows.exclude(sealed_by=key_id.bytes)

    def values(self, row: Any) -> dict[str, bytes]:
        """The sealed values of a row; the name is empty where the column is the value."""
        stored = getattr(row, self.column)
        if not self.keys:
            return {"": bytes(stored)}
        return {key: base64.b64decode(stored[key]) for key in self.keys if stored.get(key)}

    def stored(self, row: Any, values: dict[str, bytes]) -> Any:
        """What the column holds with these values in it."""
        if not self.keys:
            return values[""]
        texts = {key: base64.b64encode(value).decode() for key, value in values.items()}
        return {**getattr(row, self.column), **texts}


_registered: dict[tuple[str, str], SealedColumn] = {}


def register_sealed(
    model_label: str,
    column: str,
    place_of: Callable[[Any], Place],
    *,
    keys: tuple[str, ...] = (),
    home: UUID | None = None,
) -> None:
    """Say that a column is sealed: "app.model", its name, and row -> Place."""
    label = model_label.lower()
    _registered[(label, column)] = SealedColumn(label, column, place_of, keys, home)


def sealed_columns(workspace_id: UUID | None = None) -> tuple[SealedColumn, ...]:
    """All sealed columns, or those in which this workspace's keys are used."""
    autodiscover_modules("sealed")
    every = tuple(_registered.values())
    if workspace_id is None:
        return every
    return tuple(column for column in every if column.home in (None, workspace_id))
