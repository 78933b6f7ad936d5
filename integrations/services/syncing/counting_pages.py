"""Counts the records of a vendor that lists them by page: what the list lacks is asked by name."""

import tempfile
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from integrations.connectors.contract import Entities, PageQuery
from integrations.loading.counting import Counted, look_up_ids
from integrations.models import StreamState, SyncSlice
from integrations.services.syncing.progress import report
from integrations.services.syncing.slices import Slice

# The mode of a slice that is read page by page by its connector.
PAGES = "pages"
_IN_MEMORY = 8 * 1024 * 1024
_AT_ONCE = 100


def count_by_pages(engine: Entities, item: Slice) -> bool:
    """List all ids, then read those that are gone, unknown or older with us. Always over."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        rows = _list(engine, item, kept)
        kept.seek(0)
        with item.lease.batch():
            counted = look_up_ids(item.target, chunks(kept), before=item.row.cursor_to)
    if counted.rows != rows:
        raise item.incomplete(item.stream.name, rows, counted.rows)
    _read(engine, item, counted)
    close_count(item, counted)
    return True


def _list(engine: Entities, item: Slice, kept: Any) -> int:
    assert engine.list_ids is not None  # noqa: S101
    rows, locator = 0, ""
    while True:
        item.lease.keep()
        page = engine.list_ids(item.client, item.stream, locator)
        kept.write(page.data)
        rows += page.rows
        locator = page.locator
        if not locator:
            return rows


def chunks(kept: Any) -> Iterator[bytes]:
    """What was kept, from where it stands, in pieces."""
    while chunk := kept.read(1024 * 1024):
        yield chunk


def _read(engine: Entities, item: Slice, counted: Counted) -> None:
    assert engine.read_ids is not None  # noqa: S101
    query = PageQuery(item.stream, item.fields, None, item.row.cursor_to, "")
    for start in range(0, len(counted.unknown), _AT_ONCE):
        item.lease.keep()
        ids = counted.unknown[start : start + _AT_ONCE]
        item.load(engine.read_ids(item.client, query, ids))


def close_count(item: Slice, counted: Counted) -> None:
    """Note what was counted, and that no part of the log of deletes is missed any more."""
    with item.lease.batch():
        now = timezone.now()
        item.row.finished_at, item.row.rows_loaded = now, counted.rows
        SyncSlice.objects.filter(pk=item.row.pk).update(
            finished_at=now,
            rows_loaded=counted.rows,
            rows_expected=item.row.rows_expected,
            pages_loaded=1,
        )
        StreamState.objects.filter(source_id=item.run.source_id, stream=item.stream.name).update(
            counted_at=now, rows=counted.rows, not_visible=counted.not_visible, has_gap=False
        )
        report(item.lease, item.run)
