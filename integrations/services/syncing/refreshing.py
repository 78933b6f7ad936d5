"""Reads picked formulas of all records again, every night: no stamp tells when they change.

A run of its own. Of each object only the id, the stamp and the picked fields are asked for, and
only values that differ are written; records, rollups and cursors stay untouched.
"""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.jobs import Later, Lease
from integrations.connectors.contract import Entities
from integrations.connectors.entities import Page, Sight, Stream
from integrations.connectors.refusals import Refused
from integrations.connectors.salesforce.describing import PERSON_ACCOUNT
from integrations.connectors.salesforce.errors import is_field_refused
from integrations.connectors.salesforce.queries import formulas_soql
from integrations.loading.formulas import load_formulas
from integrations.models import Formula, StreamState, SyncRun, SyncSlice
from integrations.services.syncing.budget import keep_to_share
from integrations.services.syncing.progress import report
from integrations.services.syncing.reading import delay_of, guarded
from integrations.services.syncing.runs import Run
from integrations.services.syncing.schema import follow_formulas, formulas_of, tell_of_loss
from integrations.services.syncing.slices import REST_ONLY, Slice, open_slices
from integrations.services.syncing.whole import whole_pages


def plan_refresh(lease: Lease, client: Any, run: Run, engine: Entities) -> bool:
    """One slice for each object with a formula that can be read; False where there is none."""
    with lease.batch():
        picked = Formula.objects.filter(source_id=run.source_id)
        wanted = set(picked.values_list("stream", flat=True))
        # What was never synced has no records to which a value could belong.
        states = StreamState.objects.filter(source_id=run.source_id, synced_at__isnull=False)
        known = wanted & set(states.values_list("stream", flat=True))
    streams = [stream for stream in engine.streams if stream.name in known]
    sights = engine.describe(client, streams, run.person_fields) if streams else {}
    counts = engine.counts(client, streams) if streams else {}
    with lease.batch():
        _follow(run, sights)
        readable = _readable(run, streams)
        for stream in readable:
            is_large = counts.get(stream.name, 0) >= run.bulk_from
            SyncSlice.objects.create(
                run_id=run.id,
                source_id=run.source_id,
                stream=stream.name,
                cursor_to=client.server_time(),
                mode="bulk" if is_large else REST_ONLY,
            )
        if not readable:
            SyncRun.objects.filter(pk=run.id).delete()
        else:
            report(lease, run)
    return bool(readable)


def refresh(lease: Lease, client: Any, run: Run, engine: Entities) -> None:
    """Read what is left to read; raises Later while jobs are running at the vendor."""
    items = open_slices(lease, client, run, engine)
    waiting = [item for item in items if not guarded(item, lambda one: _retold(engine, one))]
    if waiting:
        raise Later(delay_of(waiting), f"{run.connector.label} computes its formulas")


def _follow(run: Run, sights: dict[str, Sight]) -> None:
    notes, picked = {}, formulas_of(run.source_id)
    for name, sight in sights.items():
        state = StreamState.objects.get(source_id=run.source_id, stream=name)
        notes[name] = follow_formulas(state, sight, picked.get(name, ()))
        state.save(update_fields=["schema"])
    tell_of_loss(run.source_id, notes)


def _readable(run: Run, streams: list[Stream]) -> list[Stream]:
    visible = Formula.objects.filter(source_id=run.source_id, gone_at=None)
    names = set(visible.values_list("stream", flat=True))
    return [stream for stream in streams if stream.name in names]


def _retold(engine: Entities, item: Slice) -> bool:
    """Read an object; where a formula is gone since the describe, it is read without it."""
    keep_to_share(item.client, item.run)
    try:
        return _read(item)
    except Refused as refused:
        if not is_field_refused(refused):
            raise
        sights = engine.describe(item.client, [item.stream], item.run.person_fields)
        with item.lease.batch():
            before = set(_formulas(item))
            _follow(item.run, sights)
            is_same = set(_formulas(item)) == before
        if is_same:
            raise
        item.restart()
        raise Later(timedelta(seconds=1), "a formula is gone; read without it") from refused


def _formulas(item: Slice) -> list[Formula]:
    rows = Formula.objects.filter(
        source_id=item.run.source_id, stream=item.stream.name, gone_at=None
    )
    return list(rows.order_by("name"))


def _read(item: Slice) -> bool:
    """Whether the object is read; False while its job is running."""
    with item.lease.batch():
        formulas = _formulas(item)
    fields = _fields(item, formulas)
    pages = whole_pages(item, formulas_soql(item.stream, fields), fields)
    if pages is None:
        return False
    rows = 0
    for number, page in enumerate(pages, 1):
        rows += page.rows
        with item.lease.batch():
            _keep(item, page, fields, formulas)
            item.row.pages_loaded = max(number, item.row.pages_loaded)
            SyncSlice.objects.filter(pk=item.row.pk).update(
                rows_loaded=rows,
                pages_loaded=item.row.pages_loaded,
                rows_expected=item.row.rows_expected,
            )
            report(item.lease, item.run)
    if item.row.rows_expected is not None and rows != item.row.rows_expected:
        raise item.incomplete(item.stream.name, item.row.rows_expected, rows)
    _close(item, formulas)
    return True


def _fields(item: Slice, formulas: list[Formula]) -> tuple[str, ...]:
    more = [PERSON_ACCOUNT] if PERSON_ACCOUNT in item.fields else []
    return ("Id", item.stream.stamp, *(one.name for one in formulas), *more)


def _keep(item: Slice, page: Page, fields: tuple[str, ...], formulas: list[Formula]) -> None:
    # Locked, so that what is given back meanwhile is deleted with what this page brings.
    rows = Formula.objects.select_for_update(of=("self",))
    picked = list(rows.filter(pk__in=[one.pk for one in formulas]).order_by("pk"))
    if item.row.pages_loaded == 0:
        Formula.objects.filter(pk__in=[one.pk for one in picked]).update(changed=0)
    for formula_id, count in load_formulas(item.target, page, fields, picked).items():
        Formula.objects.filter(pk=formula_id).update(changed=F("changed") + count)


def _close(item: Slice, formulas: list[Formula]) -> None:
    with item.lease.batch():
        now = timezone.now()
        item.row.finished_at = now
        SyncSlice.objects.filter(pk=item.row.pk).update(finished_at=now)
        Formula.objects.filter(pk__in=[one.pk for one in formulas]).update(refreshed_at=now)
        report(item.lease, item.run)
