"""Reads the vendor's log of deletes: what left no trace in the recycle bin, or left it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from integrations.connectors.entities import Stream
from integrations.connectors.salesforce.errors import ApiRefused
from integrations.loading import mark_deleted
from integrations.models import StreamState
from integrations.services.syncing.slices import Slice

# The log reaches back fifteen days, and a window may be no longer; a little less, for the clock.
_LOG = timedelta(days=14, hours=23)
_SHORTEST = timedelta(minutes=2)
_TOO_MANY = "EXCEEDED_ID_LIMIT"


@dataclass(frozen=True)
class Removed:
    """What the log says: {id: deleted at}, how far it was read, whether a part was missing."""

    gone: dict[str, datetime]
    until: datetime
    has_gap: bool


def asks_log(stream: Stream) -> bool:
    """Whether the log knows it: histories follow their record, snapshots are read whole."""
    return stream.cursor is not None and stream.has_deleted and not stream.name.endswith("History")


def read_removals(item: Slice) -> bool:
    """Mark what was deleted since the log was last read; whether a part of the log was missed.

    A first run has nothing to mark. How far the log was read is committed with the marks.
    """
    removed = _read_log(item)
    if removed is None:
        return False
    with item.lease.batch():
        _mark(item, removed)
    return removed.has_gap


def look_for_removals(item: Slice) -> None:
    """Read the log now, and mark what it tells with the first page that is kept."""
    if item.before_page is None and (removed := _read_log(item)):
        item.before_page = partial(_mark, item, removed)


def _read_log(item: Slice) -> Removed | None:
    start = item.log_from or item.row.cursor_from
    if start is None or not asks_log(item.stream):
        return None
    return removals_since(item.client, item.stream.name, start)


def _mark(item: Slice, removed: Removed) -> None:
    mark_deleted(item.target, removed.gone)
    states = StreamState.objects.filter(source_id=item.run.source_id, stream=item.stream.name)
    gap = {"has_gap": True} if removed.has_gap else {}
    states.update(removed_until=removed.until, **gap)


def removals_since(client: Any, name: str, start: datetime) -> Removed:
    """All deletes from `start` to the vendor's own now, window by window."""
    now, gone = client.server_time(), dict[str, datetime]()
    begin, has_gap, width = max(start, now - _LOG), start < now - _LOG, _LOG
    while now - begin >= _SHORTEST:
        try:
            body = _window(client, name, begin, min(begin + width, now))
        except ApiRefused as refused:
            # Too many ids for one answer: half the time holds about half of them.
            if refused.error != _TOO_MANY or width <= _SHORTEST:
                raise
            width = max(width / 2, _SHORTEST)
            continue
        has_gap = has_gap or _moment(body["earliestDateAvailable"]) > begin + _SHORTEST
        gone |= {str(one["id"]): _moment(one["deletedDate"]) for one in body["deletedRecords"]}
        begin = max(begin + _SHORTEST, _moment(body["latestDateCovered"]))
    return Removed(gone, begin, has_gap)


def _window(client: Any, name: str, begin: datetime, end: datetime) -> dict[str, Any]:
    query = {
        "start": begin.isoformat(timespec="seconds"),
        "end": end.isoformat(timespec="seconds"),
    }
    body: dict[str, Any] = client.get(f"sobjects/{name}/deleted/", query).json()
    return body


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
