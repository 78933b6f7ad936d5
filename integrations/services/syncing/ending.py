"""How a run ends: what it says of itself and of its source, who is told, and when it goes on."""

from datetime import datetime
from functools import partial
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


def end_run(lease: Lease, run: Run) -> None:
    """Succeeded when every stream was read whole; else partial, or failed when none was.

    In the caller's transaction.
    """
    slices = list(SyncSlice.objects.filter(run_id=run.id))
    troubles = _troubles(run, slices)
    is_any_read = any(not item.error_text for item in slices)
    report(lease, run, slices)
    if not troubles:
        _close(run, SyncRun.State.SUCCEEDED, "", "")
        _note_fresh(run, max(item.cursor_to for item in slices))
    else:
        state = SyncRun.State.PARTIAL if is_any_read else SyncRun.State.FAILED
        _close(run, state, "incomplete", " ".join(troubles))


def end_failed(lease: Lease, run: Run, trouble: Trouble) -> None:
    """The run is over and the source says why, in words."""
    with lease.batch():
        _close(run, SyncRun.State.FAILED, trouble.code, str(trouble))


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


def _close(run: Run, state: str, code: str, text: str) -> None:
    raise_version()
    SyncRun.objects.filter(pk=run.id).update(
        state=state, finished_at=timezone.now(), error_code=code[:40], error_text=text[:500]
    )
    source = Source.objects.get(pk=run.source_id)
    if run.kind not in (BACKFILL, CENSUS, FORMULAS):
        _say(source, code, text)
    tell = partial(_tell, source.workspace_id, source.pk, run.id, state)
    transaction.on_commit(tell, robust=True)


def _say(source: Source, code: str, text: str) -> None:
    source.trouble_code, source.trouble_text = code[:40], text[:500]
    source.save(update_fields=["trouble_code", "trouble_text"])
    schedule_next(source)


def schedule_next(source: Source) -> None:
    """The next sync by the source's pace; once, however often it is asked for."""
    key, delay = str(source.pk), pace_of(source)
    enqueue("integrations.tasks.sync.start_sync", source.pk, dedupe_key=key, delay=delay)


def _note_fresh(run: Run, until: datetime) -> None:
    if run.moves_cursors:
        Source.objects.filter(pk=run.source_id).update(fresh_until=until)


def _tell(workspace_id: UUID, source_id: UUID, run_id: UUID, state: str) -> None:
    send_finished(SyncRun, workspace_id, source_id, run_id, state)
