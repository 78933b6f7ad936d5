"""How a run ends: what it says of itself and of its source, who is told, and when it goes on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.errors import Trouble
from accounts.jobs import Later, Lease, enqueue
from integrations.connectors.refusals import Parked
from integrations.models import Source, StreamState, SyncRun, SyncSlice
from integrations.selectors.pacing import pace_of
from integrations.services.syncing.progress import report
from integrations.services.syncing.runs import BACKFILL, CENSUS, FORMULAS, Run
from integrations.signals import send_finished
from integrations.versions import raise_version

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class _End:
    """How a run ended, and why where it did not end well."""

    state: str
    code: str = ""
    text: str = ""


def end_run(lease: Lease, run: Run, usage: dict[str, Any]) -> None:
    """Succeeded when every stream was read whole; else partial, or failed when none was.

    In the caller's transaction. `usage` is what the vendor said of its budget.
    """
    slices = list(SyncSlice.objects.filter(run_id=run.id))
    troubles = _troubles(run, slices)
    is_any_read = any(not item.error_text for item in slices)
    counts = report(lease, run, slices, is_last=True)
    if not troubles:
        is_fresh = run.moves_cursors
        fresh = {"fresh_until": max(item.cursor_to for item in slices)} if is_fresh else {}
        end = _End(SyncRun.State.SUCCEEDED)
        _close(run, end, counts, usage, fresh)
    else:
        state = SyncRun.State.PARTIAL if is_any_read else SyncRun.State.FAILED
        _close(run, _End(state, "incomplete", " ".join(troubles)), counts, usage)


def end_failed(lease: Lease, run: Run, trouble: Trouble) -> None:
    """The run is over and the source says why, in words."""
    with lease.batch():
        _close(run, _End(SyncRun.State.FAILED, trouble.code, str(trouble)))


def note_waiting(lease: Lease, run: Run, later: Later) -> None:
    """Say on the source that the vendor's budget is used up, while that is so."""
    if not isinstance(later, Parked):
        return
    with lease.batch():
        Source.objects.filter(pk=run.source_id).update(
            trouble_code="api_limit", trouble_text=later.text
        )


def _troubles(run: Run, slices: list[SyncSlice]) -> list[str]:
    failed = [f"{item.stream}: {item.error_text}" for item in slices if item.error_text]
    failed = list(dict.fromkeys(failed))
    if run.kind == FORMULAS:
        # What else the source does not show is said by its syncs.
        return failed
    seen = {item.stream for item in slices}
    states = StreamState.objects.filter(source_id=run.source_id).exclude(trouble_text="")
    return failed + [state.trouble_text for state in states if state.stream not in seen]


def _close(
    run: Run,
    end: _End,
    counts: Mapping[str, Any] = _NOTHING,
    usage: Mapping[str, Any] = _NOTHING,
    fresh: Mapping[str, Any] = _NOTHING,
) -> None:
    raise_version()
    said = {"error_code": end.code[:40], "error_text": end.text[:500]}
    SyncRun.objects.filter(pk=run.id).update(
        state=end.state, finished_at=timezone.now(), **said, **counts
    )
    source = Source.objects.select_for_update(of=("self",), no_key=True).get(pk=run.source_id)
    is_sync = run.kind not in (BACKFILL, CENSUS, FORMULAS)
    trouble = {"trouble_code": end.code[:40], "trouble_text": end.text[:500]} if is_sync else {}
    known = {"identity": {**source.identity, **usage}} if usage else {}
    _write(source, {**trouble, **fresh, **known})
    if is_sync:
        schedule_next(source)
    tell = partial(_tell, source.workspace_id, source.pk, run.id, end.state)
    transaction.on_commit(tell, robust=True)


def _write(source: Source, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(source, name, value)
    if values:
        source.save(update_fields=[*values])


def schedule_next(source: Source) -> None:
    """The next sync by the source's pace; once, however often it is asked for."""
    key, delay = str(source.pk), pace_of(source)
    enqueue("integrations.tasks.sync.start_sync", source.pk, dedupe_key=key, delay=delay)


def _tell(workspace_id: UUID, source_id: UUID, run_id: UUID, state: str) -> None:
    send_finished(SyncRun, workspace_id, source_id, run_id, state)
