"""Reads of sources for pages and for other apps: states in frozen dataclasses, links, streams."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Job
from accounts.models.job import JobState
from integrations.models import Source, StreamState, SyncRun, SyncSlice
from integrations.selectors.connectors import stream_order

# Sources are read every hour: one that is older than this has missed several times.
LATE_AFTER = timedelta(hours=6)


@dataclass(frozen=True)
class SourceCard:
    """A source as a list shows it.

    state: syncing, waiting (queued), ok, trouble, paused, disconnected.
    """

    id: UUID
    connector: str
    name: str
    state: str
    trouble_code: str
    trouble_text: str
    fresh_until: datetime | None
    created_at: datetime
    rows: int
    next_sync_at: datetime | None


@dataclass(frozen=True)
class StreamLine:
    """One object of a source: rows that it has, what is missing ({field: what it costs}), trouble.

    Of reports there is one for each account of the vendor, with the days that were read.
    """

    stream: str
    rows: int
    synced_at: datetime | None
    missing: dict[str, str]
    trouble_text: str
    account: str = ""
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True)
class StreamProgress:
    """One object of a run; state: waiting, reading, done, failed. `expected` may be unknown."""

    stream: str
    rows: int
    expected: int | None
    state: str


@dataclass(frozen=True)
class Progress:
    """How far a run is. `seconds_left` is a guess from the rows so far, None when it would be wild.

    state is SyncRun's own: running, succeeded, partial, failed, cancelled; "waiting" without a run.
    """

    run_id: UUID | None
    state: str
    rows: int
    expected: int | None
    streams: tuple[StreamProgress, ...]
    started_at: datetime | None
    finished_at: datetime | None
    error_text: str
    seconds_left: int | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will change."""
        return self.state not in ("running", "waiting")


# Of an organisation's API requests in 24 hours; the rest is left to its other systems.
API_SHARES = (20, 40, 60, 80, 95)
_API_SHARE = 80


def api_share_of(options: dict[str, Any]) -> int:
    """At how many per cent of its organisation's daily requests a source stops."""
    share = options.get("api_share", _API_SHARE)
    return share if share in API_SHARES else _API_SHARE


def sources() -> "QuerySet[Source]":
    """All of the entered workspace, the oldest first."""
    return Source.objects.order_by("created_at")


def source_cards() -> tuple[SourceCard, ...]:
    """All sources with their states, in three statements whatever their number."""
    rows = list(sources())
    running = set(_unended().values_list("source_id", flat=True))
    waiting = _next_jobs()
    loaded: dict[UUID, int] = {}
    for source_id, count in StreamState.objects.values_list("source_id", "rows"):
        loaded[source_id] = loaded.get(source_id, 0) + count
    return tuple(
        _card(row, row.pk in running, waiting.get(str(row.pk)), loaded.get(row.pk, 0))
        for row in rows
    )


def source_card(source_id: UUID) -> SourceCard | None:
    """One source with its state."""
    return next((card for card in source_cards() if card.id == source_id), None)


def stream_lines(source_id: UUID) -> tuple[StreamLine, ...]:
    """What is read of a source, in the order in which it is read."""
    source = Source.objects.get(pk=source_id)
    order = stream_order(source.connector)
    states = StreamState.objects.filter(source_id=source_id)
    known = sorted(states, key=lambda state: (order.get(state.stream, 99), state.account))
    return tuple(_line(state) for state in known)


def runs(source_id: UUID) -> "QuerySet[SyncRun]":
    """Attempts to read the source, the newest first; error_text says in words what went wrong."""
    return SyncRun.objects.filter(source_id=source_id).order_by("-started_at")


def progress(source_id: UUID) -> Progress:
    """The newest run of a source, as far as it is."""
    run = runs(source_id).first()
    if run is None:
        return Progress(None, "waiting", 0, None, (), None, None, "", None)
    order = stream_order(run.source.connector)
    slices = SyncSlice.objects.filter(run_id=run.pk)
    lines = sorted(slices, key=lambda item: order.get(item.stream, 99))
    return Progress(
        run_id=run.pk,
        state=run.state,
        rows=run.rows_loaded,
        expected=run.rows_expected,
        streams=tuple(_progress(item) for item in lines),
        started_at=run.started_at,
        finished_at=run.finished_at,
        error_text=run.error_text,
        seconds_left=_seconds_left(run),
    )


def record_link(source: Source, external_id: str) -> str:
    """The record in the source itself; "" where there is nothing to open."""
    instance = str(source.identity.get("instance_url", ""))
    if source.connector != "salesforce" or not instance or not external_id.isalnum():
        return ""
    if instance in settings.SANDBOX_ORIGINS and settings.SANDBOX_BROWSER_ORIGIN:
        # A browser does not know the sandbox's certificate.
        instance = settings.SANDBOX_BROWSER_ORIGIN
    return f"{instance}/{external_id}"


KINDS = {
    "first": _("First sync"),
    "incremental": _("Changes"),
    "backfill": _("Earlier months"),
    "range": _("Range read again"),
    "file": _("File"),
}


def _card(row: Source, is_running: bool, next_at: datetime | None, loaded: int) -> SourceCard:
    return SourceCard(
        id=row.pk,
        connector=row.connector,
        name=row.name,
        state=_state(row, is_running, next_at),
        trouble_code=row.trouble_code,
        trouble_text=row.trouble_text,
        fresh_until=row.fresh_until,
        created_at=row.created_at,
        rows=loaded,
        next_sync_at=next_at,
    )


def _state(row: Source, is_running: bool, next_at: datetime | None) -> str:
    if row.disconnected_at is not None:
        return "disconnected"
    if row.paused_at is not None:
        return "paused"
    if is_running:
        return "syncing"
    if row.trouble_code:
        return "trouble"
    return "ok" if row.fresh_until is not None or next_at is None else "waiting"


def _unended() -> "QuerySet[SyncRun]":
    return SyncRun.objects.filter(state=SyncRun.State.RUNNING)


def _next_jobs() -> dict[str, datetime]:
    jobs = Job.objects.filter(
        state=JobState.QUEUED,
        task__in=["integrations.tasks.sync.sync_source", "integrations.tasks.sync.start_sync"],
    )
    found = jobs.order_by("-run_after").values_list("dedupe_key", "run_after")
    return {str(key).partition(":")[0]: at for key, at in found}


def _line(state: StreamState) -> StreamLine:
    missing: dict[str, Any] = state.schema.get("missing", {})
    return StreamLine(
        state.stream,
        state.rows,
        state.synced_at,
        missing,
        state.trouble_text,
        state.account,
        state.first_on,
        state.last_on,
    )


def _progress(item: SyncSlice) -> StreamProgress:
    if item.error_text:
        state = "failed"
    elif item.finished_at is not None:
        state = "done"
    else:
        state = "reading" if item.pages_loaded or item.remote_job_id else "waiting"
    return StreamProgress(item.stream, item.rows_loaded, item.rows_expected, state)


def _seconds_left(run: SyncRun) -> int | None:
    if run.state != SyncRun.State.RUNNING or not run.rows_expected or run.rows_loaded < 1000:
        return None
    spent = (timezone.now() - run.started_at).total_seconds()
    return max(1, round(spent * (run.rows_expected - run.rows_loaded) / run.rows_loaded))
