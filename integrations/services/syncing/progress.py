"""Says how far a run is, for the page that shows it."""

from typing import Any

from accounts.jobs import Lease
from integrations.models import SyncRun, SyncSlice
from integrations.services.syncing.runs import Run


def report(lease: Lease, run: Run) -> None:
    """Write {"streams": {name: {rows, expected, state}}, "rows", "expected"} into the job."""
    streams = {item.stream: _line(item) for item in SyncSlice.objects.filter(run_id=run.id)}
    rows = sum(line["rows"] for line in streams.values())
    expected = sum(max(line["expected"] or 0, line["rows"]) for line in streams.values())
    SyncRun.objects.filter(pk=run.id).update(rows_loaded=rows, rows_expected=expected or None)
    lease.report({"streams": streams, "rows": rows, "expected": expected})


def _line(item: SyncSlice) -> dict[str, Any]:
    return {"rows": item.rows_loaded, "expected": item.rows_expected, "state": state_of(item)}


def state_of(item: SyncSlice) -> str:
    """waiting, reading, done or failed."""
    if item.error_text:
        return "failed"
    if item.finished_at is not None:
        return "done"
    return "reading" if item.pages_loaded or item.remote_job_id else "waiting"
