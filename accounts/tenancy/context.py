"""Which workspace this thread of work is in, told to Python and to PostgreSQL alike."""

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connections, transaction

from accounts.tenancy.purposes import Purpose, for_purpose

log = logging.getLogger(__name__)
_current: ContextVar[uuid.UUID | None] = ContextVar("workspace", default=None)
_kept: ContextVar[dict[str, Any] | None] = ContextVar("kept_inside", default=None)


class NoWorkspace(RuntimeError):
    """A tenant's rows were asked for outside of `inside(workspace)`."""


class WorkspaceClash(RuntimeError):
    """A second workspace was entered before the first was left."""


def current_workspace_id() -> uuid.UUID | None:
    """The workspace that is entered, or None."""
    return _current.get()


def require_workspace_id() -> uuid.UUID:
    """The workspace that is entered; raises NoWorkspace when there is none."""
    workspace_id = _current.get()
    if workspace_id is None:
        raise NoWorkspace("No workspace is entered; wrap this in inside(workspace).")
    return workspace_id


def kept_inside() -> dict[str, Any]:
    """What is read once for as long as one is inside of the workspace; empty as one enters."""
    require_workspace_id()
    kept = _kept.get()
    if kept is None:
        raise NoWorkspace("Nothing is kept outside of a workspace.")
    return kept


@contextmanager
def inside(
    workspace: Any, *, using: str = "default", purpose: Purpose | str | None = None
) -> Iterator[uuid.UUID]:
    """Enter a workspace (row, UUID or text) for one short outermost transaction.

    Entering the same workspace again inside it is allowed and opens a savepoint. Never call the
    outside world while inside: the transaction would wait for it. People who are restricted are
    seen only with one of the purposes that allow it.
    """
    with _entered(workspace, using) as workspace_id:
        if purpose is None:
            yield workspace_id
            return
        with for_purpose(purpose, using=using):
            yield workspace_id


@contextmanager
def read_inside(workspace_id: uuid.UUID) -> Iterator[None]:
    """The same for reading alone: without a savepoint where one is inside of it already."""
    if _current.get() == workspace_id:
        yield
        return
    with inside(workspace_id):
        yield


@contextmanager
def _entered(workspace: Any, using: str) -> Iterator[uuid.UUID]:
    workspace_id = uuid.UUID(str(getattr(workspace, "pk", workspace)))
    entered = _current.get()
    if entered is not None:
        if entered != workspace_id:
            raise WorkspaceClash(f"{entered} is entered; leave it before entering {workspace_id}.")
        with transaction.atomic(using=using):
            yield workspace_id
        return
    token, keeping = _current.set(workspace_id), _kept.set({})
    try:
        # durable: after a savepoint's release SET LOCAL would outlive us in the outer transaction.
        with transaction.atomic(using=using, durable=True):
            _tell_postgres(str(workspace_id), using)
            yield workspace_id
    finally:
        _current.reset(token)
        _kept.reset(keeping)
        if connections[using].in_atomic_block and not connections[using].needs_rollback:
            # Only within a test's own transaction: what SET LOCAL said must not outlive us there.
            _tell_postgres("", using)


def _tell_postgres(value: str, using: str) -> None:
    # SET LOCAL and not set_config(): a sharded PostgreSQL forwards only the former. The value is
    # a UUID's canonical text or empty, so it can stand in the statement.
    with connections[using].cursor() as cursor:
        cursor.execute(f"SET LOCAL app.workspace_id = '{value}'")


def across_workspaces(*, using: str = "default") -> Iterator[uuid.UUID]:
    """Enter each open workspace in turn, oldest first, each in a transaction of its own.

    The ids come from the control plane; no statement ever spans two workspaces.
    """
    from accounts.models import Workspace  # rows need this module to be loaded first

    ids = list(Workspace.objects.using(using).order_by("id").values_list("id", flat=True))
    for workspace_id in ids:
        with inside(workspace_id, using=using):
            yield workspace_id


def in_each_workspace(step: Callable[[], int]) -> int:
    """Do `step` inside each workspace and add up what it returns.

    A workspace in which it fails is logged and keeps nothing of it; the others have their turn.
    """
    total = 0
    for workspace_id in across_workspaces():
        try:
            with transaction.atomic():
                total += step()
        except Exception:
            log.exception("%s failed in workspace %s", step.__qualname__, workspace_id)
    return total
