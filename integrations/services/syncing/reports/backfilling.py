"""Old months follow by a job of their own, on a queue of their own."""

from datetime import date

from accounts.jobs import enqueue
from integrations.connectors.contract import Reports
from integrations.models import Source, StreamState
from integrations.services.syncing.reports.planning import calendar
from integrations.services.syncing.runs import Run


def request_backfill(run: Run, engine: Reports) -> None:
    """Ask for the months that are not read yet; nothing where all are, or it is asked for."""
    if _is_missing(run, engine) and Source.objects.get(pk=run.source_id).is_active:
        enqueue(
            "integrations.tasks.sync.backfill_source", run.source_id, dedupe_key=str(run.source_id)
        )


def _is_missing(run: Run, engine: Reports) -> bool:
    first: dict[tuple[str, str], date | None] = {
        (state.stream, state.account): state.first_on
        for state in StreamState.objects.filter(source_id=run.source_id)
    }
    return any(
        calendar(run, stream, account).older(first.get((stream.name, account.external_id)))
        is not None
        for stream in engine.streams
        for account in run.accounts
    )
