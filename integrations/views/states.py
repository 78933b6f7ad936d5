"""How sources and runs look in words: one line for each, from few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Job, JobState
from integrations.models import Source, StreamState, SyncRun
from integrations.selectors import card, connector_label, is_known
from integrations.selectors.pacing import late_after
from integrations.selectors.sources import LATE_AFTER
from integrations.services.sources import START, SYNC


@dataclass(frozen=True)
class Badge:
    """A state in words, with the tone that repeats it."""

    label: str
    tone: str
    is_busy: bool = False


@dataclass(frozen=True)
class SourceLine:
    """What a list says of a source."""

    source: Source
    connector: str
    badge: Badge
    hint: str
    fresh_until: datetime | None
    completeness: str
    is_complete: bool | None
    next_at: datetime | None
    rows: int
    run: SyncRun | None = field(repr=False)


def source_lines(sources: Sequence[Source]) -> list[SourceLine]:
    """A line for each source; three queries, however many there are."""
    ids = [source.pk for source in sources]
    runs = latest_runs(ids)
    states: dict[UUID, list[StreamState]] = defaultdict(list)
    for state in StreamState.objects.filter(source_id__in=ids):
        states[state.source_id].append(state)
    next_at = _next_runs(ids)
    return [
        _line(source, runs.get(source.pk), states[source.pk], next_at.get(str(source.pk)))
        for source in sources
    ]


def latest_runs(ids: Iterable[UUID]) -> dict[UUID, SyncRun]:
    """The newest run of each source."""
    # Old months are read beside what is new, and say nothing of how fresh that is.
    rows = SyncRun.objects.filter(source_id__in=list(ids)).exclude(kind="backfill")
    return {run.source_id: run for run in rows.order_by("source", "-started_at").distinct("source")}


def _next_runs(ids: Iterable[UUID]) -> dict[str, datetime]:
    keys = [str(pk) for pk in ids]
    waiting = Job.objects.filter(task=START, state=JobState.QUEUED, dedupe_key__in=keys)
    return {str(job.dedupe_key): job.run_after for job in waiting}


def _line(
    source: Source, run: SyncRun | None, states: list[StreamState], next_at: datetime | None
) -> SourceLine:
    missing = sum(len(state.schema.get("missing", {})) for state in states)
    unread = sum(bool(state.trouble_text) for state in states)
    badge, hint = source_badge(source, run)
    is_complete, words = _completeness(source, run, missing, unread)
    return SourceLine(
        source=source,
        connector=connector_label(source.connector),
        badge=badge,
        hint=hint,
        fresh_until=source.fresh_until,
        completeness=words,
        is_complete=is_complete,
        next_at=next_at if source.is_active else None,
        rows=sum(state.rows for state in states),
        run=run,
    )


def source_badge(source: Source, run: SyncRun | None) -> tuple[Badge, str]:
    """(badge, the sentence behind it)."""
    if source.disconnected_at:
        return Badge(_("Disconnected"), ""), ""
    if run is not None and run.state == SyncRun.State.RUNNING:
        return _busy(source)
    if source.paused_at:
        return Badge(_("Paused"), "warn"), ""
    if source.trouble_code and source.trouble_code != "incomplete":
        return Badge(_("Needs attention"), "bad"), source.trouble_text
    if is_without_accounts(source):
        return Badge(_("Choose accounts"), "warn"), ""
    return (Badge(_("Not read yet"), "info"), "") if run is None else _ended(source, run)


def _ended(source: Source, run: SyncRun) -> tuple[Badge, str]:
    if run.state == SyncRun.State.FAILED:
        return Badge(_("Failed"), "bad"), run.error_text
    if source.connector == "file":
        return Badge(_("Imported"), "good"), ""
    if run.state == SyncRun.State.PARTIAL:
        return Badge(_("Incomplete"), "warn"), run.error_text
    if source.fresh_until is None or _is_late(source):
        return Badge(_("Late"), "warn"), ""
    return Badge(_("Fresh"), "good"), ""


def _is_late(source: Source) -> bool:
    """By the usual measure first: only then is the plan asked how often it reads."""
    age = timezone.now() - (source.fresh_until or source.created_at)
    return age > LATE_AFTER and age > late_after(source)


def is_without_accounts(source: Source) -> bool:
    """Whether nothing can be read before somebody says which of the vendor's accounts."""
    if not is_known(source.connector) or not card(source.connector).account_word:
        return False
    return not source.options.get("accounts")


def _busy(source: Source) -> tuple[Badge, str]:
    label = _("Importing") if source.connector == "file" else _("Syncing")
    return Badge(label, "info", is_busy=True), source.trouble_text


def _completeness(
    source: Source, run: SyncRun | None, missing: int, unread: int
) -> tuple[bool | None, str]:
    if source.connector == "file":
        if run is None or run.state in (SyncRun.State.RUNNING, SyncRun.State.FAILED):
            return None, ""
        if not run.rows_rejected:
            return True, _("All rows")
        text = ngettext("%(count)d row left out", "%(count)d rows left out", run.rows_rejected)
        return False, text % {"count": run.rows_rejected}
    if not missing and not unread:
        return (True, _("Everything asked for")) if run else (None, "")
    parts = []
    if unread:
        text = ngettext("%(count)d object missing", "%(count)d objects missing", unread)
        parts.append(text % {"count": unread})
    if missing:
        text = ngettext("%(count)d field missing", "%(count)d fields missing", missing)
        parts.append(text % {"count": missing})
    return False, ", ".join(parts)


def run_badge(run: SyncRun) -> Badge:
    """A run's state in words."""
    return {
        SyncRun.State.RUNNING: Badge(_("Running"), "info", is_busy=True),
        SyncRun.State.SUCCEEDED: Badge(_("Done"), "good"),
        SyncRun.State.PARTIAL: Badge(
            _("Rows left out") if run.kind == "file" else _("Incomplete"), "warn"
        ),
        SyncRun.State.FAILED: Badge(_("Failed"), "bad"),
        SyncRun.State.CANCELLED: Badge(_("Stopped"), ""),
    }[SyncRun.State(run.state)]


def run_kind(run: SyncRun) -> str:
    """What a run was for."""
    return {
        "first": _("First sync"),
        "incremental": _("Update"),
        "backfill": _("Earlier months"),
        "range": _("Range read again"),
        "census": _("Count of all records"),
        "formulas": _("Formula fields"),
        "file": _("File"),
    }.get(run.kind, run.kind)


def left_in_words(started_at: datetime, done: float, total: float) -> str:
    """About how long it will take still, by the pace so far; empty while that is not known."""
    seconds = (timezone.now() - started_at).total_seconds()
    if seconds < 3 or done <= 0 or total <= done:
        return ""
    left = seconds / done * (total - done)
    if left < 60:
        return _("less than a minute left")
    minutes = round(left / 60)
    text = ngettext("about %(count)d minute left", "about %(count)d minutes left", minutes)
    return text % {"count": minutes}


def job_of(run: SyncRun | None) -> Job | None:
    """The job that does a running run, whose progress is shown."""
    if run is None or run.job_id is None:
        return None
    return Job.objects.filter(pk=run.job_id).first()


def is_stuck(job: Job | None) -> bool:
    """Whether nobody works at a running run any more."""
    return job is not None and job.state in (JobState.DEAD, JobState.CANCELLED)


def is_sync_waiting(source: Source) -> bool:
    """Whether a sync was asked for that has not come to its end."""
    states = [JobState.QUEUED, JobState.RUNNING]
    jobs = Job.objects.filter(task=SYNC, dedupe_key=str(source.pk), state__in=states)
    return jobs.filter(run_after__lte=timezone.now()).exists()


def progress_of(job: Job | None) -> dict[str, Any]:
    """What the worker last said."""
    return dict(job.progress) if job is not None else {}
