"""Decides before the first row what is read: fields, ranges, and by which of the two APIs."""

from datetime import datetime, timedelta

from accounts.jobs import Lease
from integrations.connectors.salesforce.client import Client
from integrations.connectors.salesforce.describing import Sight, describe
from integrations.connectors.salesforce.streams import STREAMS, Stream
from integrations.models import Source, StreamState, SyncRun, SyncSlice
from integrations.services.syncing.progress import report
from integrations.services.syncing.runs import Run

# Rows become visible late: what is younger than the horizon is left for the next run, and a little
# of what was read before is read again.
HORIZON = timedelta(minutes=5)
LOOK_BACK = timedelta(minutes=15)


def plan_run(lease: Lease, client: Client, run: Run) -> None:
    """Describe, count, and write one slice for each stream that may be read."""
    sights = describe(client, STREAMS, run.person_fields)
    readable = [stream for stream in STREAMS if sights[stream.name].fields]
    counts = _record_counts(client, readable)
    # The upper bound is the organisation's own clock, fixed before any query.
    until = client.server_time() - HORIZON
    if run.to_at is not None:
        until = min(until, run.to_at)
    with lease.batch():
        source = Source.objects.get(pk=run.source_id)
        for stream in STREAMS:
            state = _state(source, stream, sights[stream.name])
            if sights[stream.name].fields:
                _slice(run, stream, state, until, counts.get(stream.name))
        _note_expected(run)
        report(lease, run)


def _record_counts(client: Client, streams: list[Stream]) -> dict[str, int]:
    names = ",".join(stream.name for stream in streams)
    body = client.get("limits/recordCount", {"sObjects": names}).json()
    return {entry["name"]: int(entry["count"]) for entry in body["sObjects"]}


def _state(source: Source, stream: Stream, sight: Sight) -> StreamState:
    state, _ = StreamState.objects.get_or_create(
        source_id=source.pk, stream=stream.name, defaults={"workspace_id": source.workspace_id}
    )
    before = set(state.schema.get("fields", []))
    if before and set(sight.fields) - before:
        # A field that becomes visible moves no record's stamp: only reading all brings its values.
        state.cursor = None
    if sight.fields:
        state.schema = sight.as_schema()
    state.trouble_text = sight.trouble[:500]
    state.save()
    return state


def _slice(
    run: Run, stream: Stream, state: StreamState, until: datetime, count: int | None
) -> SyncSlice:
    from_at = run.from_at if run.kind == "range" else _lower_bound(state.cursor)
    is_large = (count or 0) >= run.bulk_from and from_at is None
    return SyncSlice.objects.create(
        run_id=run.id,
        source_id=run.source_id,
        stream=stream.name,
        cursor_from=from_at if stream.cursor else None,
        cursor_to=until,
        # The first answer of REST says how many rows there are; if many, Bulk takes over.
        mode="bulk" if is_large else "rest",
        rows_expected=count if from_at is None else None,
    )


def _lower_bound(cursor: datetime | None) -> datetime | None:
    return cursor - LOOK_BACK if cursor is not None else None


def _note_expected(run: Run) -> None:
    rows = SyncSlice.objects.filter(run_id=run.id).values_list("rows_expected", flat=True)
    known = [expected for expected in rows if expected is not None]
    SyncRun.objects.filter(pk=run.id).update(rows_expected=sum(known) if known else None)
