"""Reads every slice of a run: REST at once, Bulk as its jobs are done at Salesforce."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import DataError
from django.utils import timezone

from accounts.jobs import Later, Lease
from integrations.connectors.contract import Entities
from integrations.connectors.refusals import IncompleteAnswer, Refused
from integrations.connectors.salesforce.errors import is_field_refused
from integrations.models import StreamState, SyncSlice
from integrations.services.syncing.budget import keep_to_share
from integrations.services.syncing.bulk_reading import read_bulk, start_job
from integrations.services.syncing.page_reading import mark_removed, read_pages
from integrations.services.syncing.planning import look_again
from integrations.services.syncing.progress import delay_after, report
from integrations.services.syncing.removing import look_for_removals
from integrations.services.syncing.rest_reading import read_rest
from integrations.services.syncing.runs import FORMULAS, Run
from integrations.services.syncing.slices import Plan, Slice, open_slices

# Seconds. Most jobs are done at once; it is not worth the way through the queue to look again.
_SHORT_WAITS = (0.1, 0.3)


def read_slices(
    lease: Lease, client: Any, run: Run, engine: Entities, plan: Plan | None = None
) -> None:
    """Read what is left, as was just planned; raises Later while jobs are running at Salesforce.

    A slice that fails is noted with its reason, and the others are read all the same.
    """
    items = open_slices(lease, client, run, engine, plan)
    keep_to_share(client, run)
    for item in items:
        # All jobs are started before the first is waited for: they run side by side.
        if item.row.mode == "bulk":
            guarded(item, partial(_retold, engine, start_job))
    read = partial(_retold, engine, partial(_read, engine))
    waiting = [item for item in items if not guarded(item, read)]
    for pause in _SHORT_WAITS:
        if not waiting:
            return
        time.sleep(pause)
        waiting = [item for item in waiting if not guarded(item, read)]
    if waiting:
        raise Later(delay_of(waiting), f"{run.connector.label} prepares the rows")


def _retold(engine: Entities, step: Callable[[Slice], bool], item: Slice) -> bool:
    """A step; where a field was dropped since the describe, the stream is asked for without it.

    Raises Later then, because what is read, and into which columns, is decided anew.
    """
    keep_to_share(item.client, item.run)
    try:
        return step(item)
    except Refused as refused:
        if not is_field_refused(refused):
            raise
        if not look_again(item.lease, item.client, item.run, engine, item.stream):
            raise
        item.restart()
        raise Later(timedelta(seconds=1), "a field is gone; read without it") from refused


def _read(engine: Entities, item: Slice) -> bool:
    if item.row.mode == "pages":
        mark_removed(item, engine)
        return read_pages(item, engine)
    if item.row.columns and not set(item.fields) & set(item.row.columns.split(",")):
        # What came back is gone again.
        item.save(finished_at=timezone.now())
        return True
    if item.row.pages_loaded == 0 and not item.row.columns:
        look_for_removals(item)
    if item.row.mode == "bulk":
        return read_bulk(item)
    # When there turn out to be many rows a job is started, and waited for.
    return read_rest(item) or start_job(item)


def guarded(item: Slice, step: Callable[[Slice], bool]) -> bool:
    """Whether the slice is over, well or not."""
    if item.row.error_text or item.row.finished_at:
        return True
    try:
        return step(item)
    except (IncompleteAnswer, Refused) as trouble:
        if not trouble.permanent and not isinstance(trouble, IncompleteAnswer):
            raise
        _give_up(item, str(trouble))
    except DataError:
        # The database's own words may hold the value, which may be a person's.
        _give_up(item, f"A value of {item.run.connector.label} does not fit its column.")
    return True


def _give_up(item: Slice, why: str) -> None:
    with item.lease.batch():
        item.row.error_text, item.row.finished_at = why[:500], timezone.now()
        SyncSlice.objects.filter(pk=item.row.pk).update(
            error_text=item.row.error_text, finished_at=item.row.finished_at
        )
        if item.run.kind != FORMULAS:
            states = StreamState.objects.filter(source_id=item.run.source_id)
            states.filter(stream=item.stream.name).update(trouble_text=item.row.error_text)
        report(item.lease, item.run)


def delay_of(waiting: list[Slice]) -> timedelta:
    """When to look at jobs again that were all begun side by side."""
    return delay_after(min(item.row.started_at for item in waiting))
