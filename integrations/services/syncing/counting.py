"""Counts all ids of a source: finds what no stamp and no log tells of, and reads what we lack.

A census is a run of its own, once a week and after every gap in the log of deletes. It finds
records deleted for good, records out of this user's sight, records that came into sight, or
changed, under a stamp that had been passed already, and merges that were made before they were
followed, as long as the bin holds them.
"""

import csv
import io
import tempfile
from collections.abc import Sequence
from functools import partial
from typing import Any

from accounts.jobs import Later, Lease, enqueue
from integrations.connectors.contract import Entities
from integrations.connectors.entities import Page
from integrations.connectors.salesforce.queries import ids_soql, records_soql
from integrations.loading.counting import Counted, compare_ids
from integrations.loading.linking import keep_links
from integrations.loading.target import merge_field
from integrations.models import StreamState, SyncRun, SyncSlice
from integrations.services.syncing.counting_pages import PAGES, chunks, close_count, count_by_pages
from integrations.services.syncing.planning import HORIZON
from integrations.services.syncing.progress import report
from integrations.services.syncing.reading import delay_of, guarded
from integrations.services.syncing.removing import asks_log, read_removals
from integrations.services.syncing.runs import CENSUS, FORMULAS, Run
from integrations.services.syncing.slices import REST_ONLY, Slice, open_slices
from integrations.services.syncing.whole import rest_pages, whole_pages

# The place of the winner among the fields.
_WINNER = 3
_IN_MEMORY = 8 * 1024 * 1024
# As many ids as fit well into an address.
_AT_ONCE = 300


def plan_census(lease: Lease, client: Any, run: Run, engine: Entities) -> bool:
    """One slice for each stream that no run reads whole anyway; False where none was read yet."""
    with lease.batch():
        states = StreamState.objects.filter(source_id=run.source_id, cursor__isnull=False)
        known = set(states.values_list("stream", flat=True))
    streams = [one for one in engine.streams if one.name in known and one.cursor is not None]
    counts = engine.counts(client, streams) if streams else {}
    until = client.server_time() - HORIZON
    with lease.batch():
        if not streams:
            SyncRun.objects.filter(pk=run.id).delete()
            return False
        for stream in streams:
            is_large = counts.get(stream.name, 0) >= run.bulk_from
            mode = "bulk" if is_large else REST_ONLY
            SyncSlice.objects.create(
                run_id=run.id,
                source_id=run.source_id,
                stream=stream.name,
                cursor_to=until,
                mode=mode if engine.read_page is None else PAGES,
            )
        report(lease, run)
    return True


def take_census(lease: Lease, client: Any, run: Run, engine: Entities) -> None:
    """Count what is left to count; raises Later while jobs are running at the vendor."""
    items = open_slices(lease, client, run, engine)
    count = _count if engine.read_page is None else partial(count_by_pages, engine)
    waiting = [item for item in items if not guarded(item, count)]
    if waiting:
        raise Later(delay_of(waiting), f"{run.connector.label} counts its records")


def request_after_gap(run: Run) -> None:
    """Where a part of the log of deletes was missed, nothing else tells what is gone."""
    missed = StreamState.objects.filter(source_id=run.source_id, has_gap=True)
    if run.kind not in (CENSUS, FORMULAS) and missed.exists():
        enqueue("integrations.tasks.sync.take_census", run.source_id, dedupe_key=str(run.source_id))


def _count(item: Slice) -> bool:
    """Whether the stream is counted; False while its job is running."""
    fields = _fields(item)
    soql = ids_soql(item.stream, fields)
    pages = whole_pages(item, soql, fields)
    if pages is None:
        return False
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        rows = 0
        links: list[tuple[str, str]] = []
        for page in pages:
            links += _keep(page, fields, kept)
            rows += page.rows
        if item.row.mode == REST_ONLY:
            item.save(rows_expected=rows)
        counted = _compare(item, kept, links)
    _read_unknown(item, counted)
    close_count(item, counted)
    return True


def _fields(item: Slice) -> tuple[str, ...]:
    """With the winner of a merge, where it is seen: merges that no page told of are met here."""
    stream, merged = item.stream, merge_field(item.target)
    fields = ("Id", stream.stamp, "IsDeleted") if stream.has_deleted else ("Id", stream.stamp)
    return (*fields, merged) if merged and stream.has_deleted else fields


def _keep(page: Page, fields: tuple[str, ...], kept: Any) -> list[tuple[str, str]]:
    """The page's ids as lines of (id, stamp, is deleted); (id, winner) of those merged away."""
    rows = list(csv.reader(io.StringIO(page.data.decode(), newline="")))[1:]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([row[0], row[1], row[2] if len(fields) > 2 else "false"] for row in rows)
    kept.write(out.getvalue().encode())
    if len(fields) <= _WINNER:
        return []
    return [(row[0], row[_WINNER]) for row in rows if row[2] == "true" and row[_WINNER]]


def _compare(item: Slice, kept: Any, links: Sequence[tuple[str, str]]) -> Counted:
    # Whatever the log tells is marked with its own moment first.
    has_gap = read_removals(item)
    kept.seek(0)
    with item.lease.batch():
        keep_links(item.target, links)
        state = StreamState.objects.get(source_id=item.run.source_id, stream=item.stream.name)
        counted = compare_ids(
            item.target,
            chunks(kept),
            before=item.row.cursor_to,
            is_log_whole=asks_log(item.stream) and not (state.has_gap or has_gap),
        )
        if item.row.rows_expected is not None and counted.rows != item.row.rows_expected:
            raise item.incomplete(item.stream.name, item.row.rows_expected, counted.rows)
    return counted


def _read_unknown(item: Slice, counted: Counted) -> None:
    """Read records by id that no stamp led us to."""
    for start in range(0, len(counted.unknown), _AT_ONCE):
        some = counted.unknown[start : start + _AT_ONCE]
        _read(item, records_soql(item.stream, item.fields, some))


def _read(item: Slice, soql: str) -> None:
    for page in rest_pages(item, soql, item.fields):
        item.load(page)
