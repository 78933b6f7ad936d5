"""Decides before the first row what is read: fields, ranges, and by which of the two APIs."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from accounts.jobs import Lease
from integrations.connectors.contract import Entities
from integrations.connectors.entities import Sight, Stream
from integrations.loading import can_be_filled
from integrations.loading.limits import limits_now
from integrations.models import StreamState, SyncSlice
from integrations.services.syncing.progress import report
from integrations.services.syncing.runs import Run
from integrations.services.syncing.schema import (
    Picked,
    follow,
    follow_formulas,
    formulas_of,
    tell_of_loss,
)
from integrations.services.syncing.slices import Plan

# Rows become visible late: what is younger than the horizon is left for the next run, and a little
# of what was read before is read again.
HORIZON = timedelta(minutes=5)
LOOK_BACK = timedelta(minutes=15)
# So many names fit into a slice; more of them and the whole records are read again.
_LONGEST = 400


def plan_run(lease: Lease, client: Any, run: Run, engine: Entities) -> Plan:
    """Describe, count, and write one slice for each stream that may be read."""
    sights = engine.describe(client, engine.streams, run.person_fields)
    readable = [stream for stream in engine.streams if sights[stream.name].fields]
    # Of changes, the first answer says how many there are.
    counts = engine.counts(client, readable) if run.kind == "first" else {}
    # The upper bound is the vendor's own clock, fixed before any query.
    until = client.server_time() - HORIZON
    if run.to_at is not None:
        until = min(until, run.to_at)
    with lease.batch():
        notes: dict[str, list[dict[str, str]]] = {}
        states = _states(lease, run, engine.streams)
        picked = formulas_of(run.source_id)
        rows: list[SyncSlice] = []
        for stream in engine.streams:
            is_whole = engine.read_page is not None
            sight, state = sights[stream.name], states[stream.name]
            notes[stream.name] = _see(state, stream, sight, picked, is_whole=is_whole)
            if sights[stream.name].fields:
                row = _slice(run, stream, state, until, counts.get(stream.name))
                if engine.read_page is not None:
                    # The vendor's counts beforehand are of all its records, not of these.
                    row.mode, row.rows_expected = "pages", None
                rows += [row, *_filling(run, stream, state, until)]
        SyncSlice.objects.bulk_create(rows)
        report(lease, run, rows)
        tell_of_loss(run.source_id, notes)
        return Plan(rows, states, limits_now())


def look_again(lease: Lease, client: Any, run: Run, engine: Entities, stream: Stream) -> bool:
    """Describe one stream in mid-run, after a field was refused; whether it looks otherwise now."""
    sight = engine.describe(client, [stream], run.person_fields)[stream.name]
    with lease.batch():
        state = _states(lease, run, [stream])[stream.name]
        before = state.schema.get("fields")
        picked = formulas_of(run.source_id)
        notes = _see(state, stream, sight, picked, is_whole=engine.read_page is not None)
        tell_of_loss(run.source_id, {stream.name: notes})
    return bool(sight.fields) and state.schema["fields"] != before


def _states(lease: Lease, run: Run, streams: Sequence[Stream]) -> dict[str, StreamState]:
    """The state of each stream; made where there is none."""
    names = [stream.name for stream in streams]
    found = StreamState.objects.filter(source_id=run.source_id, stream__in=names)
    states = {state.stream: state for state in found}
    missing = [
        StreamState(workspace_id=lease.workspace_id, source_id=run.source_id, stream=name)
        for name in names
        if name not in states
    ]
    states |= {state.stream: state for state in StreamState.objects.bulk_create(missing)}
    return states


def _see(
    state: StreamState, stream: Stream, sight: Sight, picked: Picked, *, is_whole: bool
) -> list[dict[str, str]]:
    """Write down what of the stream is in sight now; what is new about it."""
    filling, edition = state.schema.get("filling", []), state.schema.get("edition", 1)
    before = state.cursor, state.trouble_text, deepcopy(state.schema)
    notes = follow(state, sight)
    # A field that becomes visible moves no record's stamp: its values have to be asked for.
    filling = filling + [note["field"] for note in notes if note["kind"] != "gone"]
    filling = [name for name in dict.fromkeys(filling) if name in sight.fields]
    is_plain = not is_whole and all(can_be_filled(stream, name) for name in filling)
    if filling and (not is_plain or len(",".join(filling)) > _LONGEST):
        state.cursor = None
    if sight.fields and edition != stream.edition:
        state.cursor = None
        edition = stream.edition
    if edition > 1:
        state.schema["edition"] = edition
    if filling and state.cursor is not None:
        state.schema["filling"] = filling
    notes = notes + follow_formulas(state, sight, picked.get(stream.name, ()))
    state.trouble_text = sight.trouble[:500]
    # Most hours nothing is new, and a source has a score of wide rows.
    if before != (state.cursor, state.trouble_text, state.schema):
        state.save()
    return notes


def _slice(
    run: Run, stream: Stream, state: StreamState, until: datetime, count: int | None
) -> SyncSlice:
    from_at = run.from_at if run.kind == "range" else _lower_bound(state.cursor)
    is_large = (count or 0) >= run.bulk_from and from_at is None
    return SyncSlice(
        workspace_id=state.workspace_id,
        run_id=run.id,
        source_id=run.source_id,
        stream=stream.name,
        cursor_from=from_at if stream.cursor else None,
        cursor_to=until,
        # The first answer of REST says how many rows there are; if many, Bulk takes over.
        mode="bulk" if is_large else "rest",
        rows_expected=count if from_at is None else None,
    )


def _filling(run: Run, stream: Stream, state: StreamState, until: datetime) -> list[SyncSlice]:
    """One more slice for columns that came back: only them, of all records."""
    columns = ",".join(state.schema.get("filling", []))
    if not columns:
        return []
    row = SyncSlice(
        workspace_id=state.workspace_id,
        run_id=run.id,
        source_id=run.source_id,
        stream=stream.name,
        cursor_to=until,
        columns=columns,
        mode="rest",
    )
    return [row]


def _lower_bound(cursor: datetime | None) -> datetime | None:
    return cursor - LOOK_BACK if cursor is not None else None
