"""What every tenant's row has: a workspace, and a manager that refuses to look past it."""

import uuid
from typing import Any, TypeVar

import uuid_utils.compat
from django.db import models

from accounts.tenancy.context import WorkspaceClash, require_workspace_id

M = TypeVar("M", bound=models.Model)


def new_id() -> uuid.UUID:
    """A UUIDv7: grows with time, made here so that encryption can name the row before it exists."""
    return uuid_utils.compat.uuid7()


class WorkspaceQuerySet(models.QuerySet[M]):
    """A queryset of one workspace's rows; new rows are stamped with that workspace."""

    def create(self, **values: Any) -> M:
        values.setdefault("workspace_id", require_workspace_id())
        return super().create(**values)


class WorkspaceManager(models.Manager[M]):
    """Filters by the entered workspace and raises NoWorkspace when none is entered."""

    def get_queryset(self) -> WorkspaceQuerySet[M]:
        workspace_id = require_workspace_id()
        rows: WorkspaceQuerySet[M] = WorkspaceQuerySet(self.model, using=self._db)
        return rows.filter(workspace_id=workspace_id)

    def create(self, **values: Any) -> M:
        return self.get_queryset().create(**values)


class WorkspaceForeignKey(models.ForeignKey[Any, Any]):
    """A link between two rows of one workspace; TenantTable makes it (workspace_id, id) in SQL."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("db_constraint", False)
        kwargs.setdefault("db_index", False)
        super().__init__(*args, **kwargs)


class WorkspaceModel(models.Model):
    """A row of one workspace, with a UUIDv7 of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )

    objects = WorkspaceManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        stamp_workspace(self)
        super().save(*args, **kwargs)


def stamp_workspace(row: Any) -> None:
    """Give a new row the entered workspace; raise WorkspaceClash for a row of another."""
    entered = require_workspace_id()
    if row.workspace_id is None:
        row.workspace_id = entered
    elif row.workspace_id != entered:
        raise WorkspaceClash(f"A row of {row.workspace_id} was to be saved inside {entered}.")
