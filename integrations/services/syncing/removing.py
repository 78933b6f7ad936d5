"""Asks the delete log about records whose deletes never reach the recycle bin."""

from datetime import UTC, datetime, timedelta

from integrations.loading import mark_deleted
from integrations.services.syncing.slices import Slice

# The log reaches back fifteen days.
_LOG = timedelta(days=14, hours=23)


def read_removals(item: Slice) -> None:
    """Mark what was deleted since the last run; a first run has nothing to mark."""
    if item.stream.is_undeletable or item.row.cursor_from is None:
        return
    now = item.client.server_time()
    start = max(item.row.cursor_from, now - _LOG)
    query = {"start": start.isoformat(timespec="seconds"), "end": now.isoformat(timespec="seconds")}
    answer = item.client.get(f"sobjects/{item.stream.name}/deleted/", query).json()
    gone = {
        str(entry["id"]): datetime.fromisoformat(entry["deletedDate"]).astimezone(UTC)
        for entry in answer["deletedRecords"]
    }
    if gone:
        with item.lease.batch():
            mark_deleted(item.target, gone)
