"""The one signal of this app: a sync is over and what it brought is committed."""

from django.dispatch import Signal

# sender: SyncRun; workspace_id, source_id, run_id: UUIDs; state: a SyncRun.State. Sent once, on
# commit, outside of every workspace.
sync_finished = Signal()
