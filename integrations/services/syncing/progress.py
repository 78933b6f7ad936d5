"""Says how far a run is, for the page that shows it, and when to look at the vendor again."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.jobs import Lease
from integrations.models import SyncRun, SyncSlice
from integrations.services.syncing.runs import Run

# Seconds. Whoever looks at a run sees nothing move in less.
_SELDOM = 0.5


def report_now_and_then(lease: Lease, run: Run) -> None:
    """Report what a page did, unless that was done a moment ago: most pages hold few rows."""
    if time.monotonic() - run.reported_at[0] >= _SELDOM:
        report(lease, run)


def report(
    lease: Lease, run: Run, slices: Sequence[SyncSlice] | None = None, *, is_last: bool = False
) -> dict[str, int | None]:
    """Write {"streams": {name: {rows, expected, state}}, "rows", "expected"} into the job.

    `slices` are those of the run, where whoever reports has just read or made them. The values of
    the run's own row are returned; with the last report whoever ends the run writes them.
    """
    streams: dict[str, dict[str, Any]] = {}
    if slices is None:
        slices = list(SyncSlice.objects.filter(run_id=run.id))
    for item in sorted(slices, key=lambda item: (item.stream, item.started_at)):
        line = _line(item)
        known = streams.get(item.stream)
        streams[item.stream] = line if known is None else _joined(known, line)
    rows = sum(line["rows"] for line in streams.values())
    expected = sum(max(line["expected"] or 0, line["rows"]) for line in streams.values())
    counts = {"rows_loaded": rows, "rows_expected": expected or None}
    if not is_last:
        SyncRun.objects.filter(pk=run.id).update(**counts)
    run.reported_at[0] = time.monotonic()
    lease.report({"streams": streams, "rows": rows, "expected": expected})
    return counts


def _line(item: SyncSlice) -> dict[str, Any]:
    line = {"rows": item.rows_loaded, "expected": item.rows_expected, "state": state_of(item)}
    if item.first_on is None:
        return line
    # Of a report nobody knows the rows beforehand, but how many pieces there are.
    return line | {"pieces": 1, "read": int(item.finished_at is not None)}


def _joined(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two pieces of one stream as one line."""
    states = {one["state"], other["state"]}
    expected = one["expected"], other["expected"]
    return {
        "rows": one["rows"] + other["rows"],
        "expected": sum(n or 0 for n in expected) if any(expected) else None,
        "pieces": one.get("pieces", 0) + other.get("pieces", 0),
        "read": one.get("read", 0) + other.get("read", 0),
        "state": one["state"] if len(states) == 1 else "reading",
    }


def state_of(item: SyncSlice) -> str:
    """waiting, reading, done or failed."""
    if item.error_text:
        return "failed"
    if item.finished_at is not None:
        return "done"
    return "reading" if item.pages_loaded or item.remote_job_id else "waiting"


def delay_after(since: datetime) -> timedelta:
    """A fifth of the time waited so far, between 1 and 30 seconds."""
    waited = timezone.now() - since
    return min(timedelta(seconds=30), max(timedelta(seconds=1), waited / 5))
