"""The one signal of this app: a sync is over and what it brought is committed."""

from contextvars import Context
from functools import partial
from typing import Any
from uuid import UUID

from django.dispatch import Signal

# sender: SyncRun; workspace_id, source_id, run_id: UUIDs; state: a SyncRun.State. Sent once, on
# commit, outside of every workspace.
sync_finished = Signal()


def send_finished(
    sender: Any, workspace_id: UUID, source_id: UUID, run_id: UUID, state: str
) -> None:
    """Tell whoever listens, on commit.

    A hook of a commit runs while the block around it still names its workspace, of which
    PostgreSQL knows nothing any more: a context of its own is outside of all. What a listener
    cannot do is logged, and costs the sync nothing.
    """
    facts = {"workspace_id": workspace_id, "source_id": source_id, "run_id": run_id, "state": state}
    Context().run(partial(sync_finished.send_robust, sender=sender, **facts))
