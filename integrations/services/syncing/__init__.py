"""One sync from its start to its end, in steps that a killed worker's successor takes up again."""

from datetime import datetime
from uuid import UUID

from accounts.errors import Trouble
from accounts.jobs import Later, Lease, LeaseLost
from integrations.connectors.contract import Entities, Reports
from integrations.credentials import StoredTokens
from integrations.services.syncing import counting, refreshing
from integrations.services.syncing.budget import note_usage, parked_for_the_day, usage_of
from integrations.services.syncing.ending import end_failed, end_run, note_waiting
from integrations.services.syncing.planning import plan_run
from integrations.services.syncing.reading import read_slices
from integrations.services.syncing.reports import (
    follow_accounts,
    plan_reports,
    read_reports,
    request_backfill,
)
from integrations.services.syncing.runs import BACKFILL, CENSUS, FORMULAS, Run, open_run

# Runs that read all records of an object, whenever they were changed: what plans them, what reads.
_WHOLE = {
    CENSUS: (counting.plan_census, counting.take_census),
    FORMULAS: (refreshing.plan_refresh, refreshing.refresh),
}


def sync_source(
    lease: Lease,
    *,
    source_id: UUID,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
) -> None:
    """Bring a source up to date, or read a range again. Raises Later while the vendor works.

    Whatever ends it for good is written into the run and the source, in words; a passing trouble
    is raised, so that the job is tried again and goes on where this attempt stopped.
    """
    run = open_run(lease, source_id=source_id, from_at=from_at, to_at=to_at)
    if run is not None:
        _guarded(lease, run)


def backfill_source(lease: Lease, *, source_id: UUID) -> None:
    """Read the months before those that a sync reads, newest first; raises Later for the others."""
    run = open_run(lease, source_id=source_id, kind=BACKFILL)
    if run is not None:
        _guarded(lease, run)


def take_census(lease: Lease, *, source_id: UUID) -> None:
    """Count all records of a source, and mend what the count finds; raises Later meanwhile."""
    run = open_run(lease, source_id=source_id, kind=CENSUS)
    if run is not None:
        _guarded(lease, run)


def refresh_formulas(lease: Lease, *, source_id: UUID) -> None:
    """Read picked formulas of all records again; raises Later meanwhile."""
    run = open_run(lease, source_id=source_id, kind=FORMULAS)
    if run is not None:
        _guarded(lease, run)


def _guarded(lease: Lease, run: Run) -> None:
    try:
        _sync(lease, run)
    except LeaseLost:
        raise
    except Later as later:
        parked = parked_for_the_day(run, later)
        note_waiting(lease, run, parked)
        raise parked from later
    except Trouble as trouble:
        if not trouble.permanent and lease.attempt < lease.max_attempts:
            raise
        end_failed(lease, run, trouble)
    except Exception:
        if lease.attempt >= lease.max_attempts:
            end_failed(lease, run, Trouble("An error of ours stopped the sync.", code="bug"))
        raise


def _sync(lease: Lease, run: Run) -> None:
    engine, tokens = run.connector.engine, StoredTokens(lease.workspace_id, run.source_id)
    if isinstance(engine, Reports) and not run.is_planned and not plan_reports(lease, run, engine):
        return
    with engine.open_client(tokens) as client:
        if isinstance(engine, Reports):
            run = follow_accounts(lease, client, run)
            read_reports(lease, client, run, engine)
        elif run.kind in _WHOLE:
            plan, read = _WHOLE[run.kind]
            if not run.is_planned and not plan(lease, client, run, engine):
                return
            read(lease, client, run, engine)
        else:
            try:
                made = None if run.is_planned else plan_run(lease, client, run, engine)
                read_slices(lease, client, run, engine, made)
            except Later:
                with lease.batch():
                    note_usage(client, run)
                raise
    with lease.batch():
        end_run(lease, run, usage_of(client))
        if isinstance(engine, Entities):
            counting.request_after_gap(run)
        elif run.kind != BACKFILL:
            request_backfill(run, engine)
