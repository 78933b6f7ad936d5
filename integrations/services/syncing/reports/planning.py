"""Decides what a run of reports asks for: one slice for each account, stream and piece of days."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from accounts.jobs import Lease
from accounts.tenancy import require_workspace_id
from integrations.connectors.contract import Reports, ReportStream, VendorAccount
from integrations.models import StreamState, SyncRun, SyncSlice
from integrations.services.syncing.progress import report
from integrations.services.syncing.reports.days import Calendar, Span
from integrations.services.syncing.runs import BACKFILL, Run

# The stream of an account's campaigns, which are listed before its days are read.
CAMPAIGNS = "campaigns"


def plan_reports(lease: Lease, run: Run, engine: Reports) -> bool:
    """Write the run's slices; False, and the run is gone, when there is nothing to read."""
    with lease.batch():
        rows = [row for account in run.accounts for row in _of_account(run, engine, account)]
        if not rows:
            SyncRun.objects.filter(pk=run.id).delete()
            return False
        SyncSlice.objects.bulk_create(rows)
        report(lease, run)
    return True


def calendar(run: Run, stream: ReportStream, account: VendorAccount) -> Calendar:
    """By the account's own calendar, no further back than the plan reads."""
    today = timezone.now().astimezone(account.zone).date()
    return Calendar(stream, account, today, run.history_months)


def _of_account(run: Run, engine: Reports, account: VendorAccount) -> list[SyncSlice]:
    rows = [
        _slice(run, stream.name, account, piece, "reports")
        for stream in engine.streams
        for piece in _pieces(run, stream, account)
    ]
    if rows and engine.campaigns is not None and run.kind != BACKFILL:
        rows.insert(0, _slice(run, CAMPAIGNS, account, None, "lists"))
    return rows


def _pieces(run: Run, stream: ReportStream, account: VendorAccount) -> Iterator[Span]:
    state, _ = StreamState.objects.get_or_create(
        source_id=run.source_id, stream=stream.name, account=account.external_id
    )
    if not state.schema:
        # A report has all its columns or none: what it asks for is what is seen.
        state.schema = {"fields": [item.name for item in stream.fields], "missing": {}}
        state.save(update_fields=["schema"])
    days = calendar(run, stream, account)
    span = _span(run, days, state)
    return days.pieces(span) if span is not None else iter(())


def _span(run: Run, days: Calendar, state: StreamState) -> Span | None:
    if run.kind == BACKFILL:
        return days.older(state.first_on)
    if run.from_at is None:
        return days.newest(state.last_on)
    # The moments are midnights of the zone in which a person chose days.
    last_on = (run.to_at - timedelta(microseconds=1)).date() if run.to_at else days.today
    return Span(max(run.from_at.date(), days.oldest), last_on)


def _slice(
    run: Run, stream: str, account: VendorAccount, piece: Span | None, mode: str
) -> SyncSlice:
    return SyncSlice(
        workspace_id=require_workspace_id(),
        run_id=run.id,
        source_id=run.source_id,
        stream=stream,
        account=account.external_id,
        first_on=piece.first_on if piece else None,
        last_on=piece.last_on if piece else None,
        cursor_to=timezone.now(),
        mode=mode,
    )
