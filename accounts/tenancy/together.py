"""Migrations that draw Django's picture of the models once for many operations of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation, OperationCategory

# What these do to the database follows from their own model before all of them and after.
_RULES = (
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
)
_KINDS = ((migrations.CreateModel,), (migrations.AddField,), _RULES)


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The same operations in the same order, neighbours of one kind as one."""
    grouped: list[Operation] = []
    for kind, neighbours in groupby(operations, _kind_of):
        found = list(neighbours)
        grouped += [Together(found)] if kind and len(found) > 1 else found
    return grouped


def _kind_of(operation: Operation) -> tuple[type[Operation], ...]:
    return next((kind for kind in _KINDS if type(operation) in kind), ())


class Together(Operation):
    """Several operations after which every model is rendered once, instead of once for each.

    Almost every model has a key of the workspace's, so a change of one renders nearly all.
    """

    category = OperationCategory.MIXED
    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """What is rendered is put aside meanwhile, for Django renews it wherever it finds it."""
        rendered = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if rendered is not None:
            state.apps = rendered
            changed = {(app_label, _model_of(operation)) for operation in self.operations}
            state.reload_models(changed, delay=False)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def _model_of(operation: Any) -> str:
    name = operation.name if isinstance(operation, migrations.CreateModel) else operation.model_name
    return str(name).lower()
