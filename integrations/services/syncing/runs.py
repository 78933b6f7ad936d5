"""Opens a run, or finds the one that an earlier attempt of the same job has begun."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.instructions import NotInstructed, require_instruction
from accounts.jobs import Later, Lease
from accounts.limits import allowance, asked_once
from accounts.models import Job
from accounts.models.job import JobState
from accounts.standing import standstill_of, standstill_words
from accounts.switches import is_on
from integrations.classifications import COUNT
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Connector, VendorAccount
from integrations.connectors.salesforce.pages import REST_ROWS
from integrations.models import Source, StreamState, SyncRun, SyncSlice
from integrations.selectors import api_share_of
from integrations.services.syncing.room import room_for_rows, say_full

_BUSY = timedelta(seconds=10)
_UTC = ZoneInfo("UTC")
BACKFILL = "backfill"
CENSUS = "census"
FORMULAS = "formulas"


# What our desk has switched off looks again so often whether it is on.
_SWITCHED_OFF = timedelta(minutes=10)


@dataclass(frozen=True)
class Run:
    """What every step of a run needs to know; the moments bound a range that is read again."""

    id: UUID
    source_id: UUID
    connector: Connector
    kind: str
    is_planned: bool
    currency: str
    person_fields: dict[str, list[str]]
    # From how many rows on Bulk is asked instead of REST.
    bulk_from: int = REST_ROWS
    from_at: datetime | None = None
    to_at: datetime | None = None
    # Of reports: the vendor's accounts that were chosen.
    accounts: tuple[VendorAccount, ...] = ()
    # At how many per cent of the vendor's daily budget we stop, and in whose calendar days begin.
    api_share: int = 100
    zone: ZoneInfo = _UTC
    # How many more new rows the plan keeps, counted down as they come; None for no end.
    room: list[int] | None = field(default=None, compare=False)
    # How many months back reports are read by the plan; None for all that the vendor has.
    history_months: int | None = None
    # When this worker last reported how far it is, by its own clock.
    reported_at: list[float] = field(default_factory=lambda: [0.0], compare=False)

    @property
    def moves_cursors(self) -> bool:
        """Whether its end is remembered as the beginning of the next run."""
        return self.kind not in ("range", BACKFILL, CENSUS, FORMULAS)


def open_run(
    lease: Lease,
    *,
    source_id: UUID,
    from_at: datetime | None = None,
    to_at: datetime | None = None,
    kind: str = "",
) -> Run | None:
    """The run of this job; None when there is nothing to do. Raises Later while another reads."""
    with lease.batch(), asked_once():
        source = Source.objects.filter(pk=source_id).first()
        if source is None or not source.is_active or source.connector not in CONNECTORS:
            return None
        if not _is_instructed(source) or _is_frozen(source):
            return None
        if not is_on(f"sync.{source.connector}", source.workspace_id):
            raise Later(_SWITCHED_OFF, "Syncs of this connector are switched off.")
        row = SyncRun.objects.filter(job_id=lease.job_id).first()
        if row is not None and row.state != SyncRun.State.RUNNING:
            return None
        if row is None and not _may_begin(source):
            return None
        room = room_for_rows(source.workspace_id)
        if row is None and room is not None and room <= 0:
            say_full(source)
            return None
        is_planned = row is not None and SyncSlice.objects.filter(run_id=row.pk).exists()
        if row is None:
            kind = kind or ("range" if from_at else _kind(source))
            _clear_the_way(source, kind)
            row = SyncRun.objects.create(source_id=source.pk, kind=kind, job_id=lease.job_id)
        return Run(
            id=row.pk,
            source_id=source.pk,
            connector=CONNECTORS[source.connector],
            kind=row.kind,
            is_planned=is_planned,
            currency=str(source.identity.get("currency", "")),
            person_fields=_person_fields(source.options),
            bulk_from=int(source.options.get("bulk_from", REST_ROWS)),
            from_at=from_at,
            to_at=to_at,
            accounts=chosen_accounts(source.options),
            api_share=api_share_of(source.options),
            zone=zone_of(source.identity),
            room=None if room is None else [room],
            history_months=allowance(source.workspace_id, "history_months"),
        )


def zone_of(identity: dict[str, Any]) -> ZoneInfo:
    """The organisation's calendar; UTC where it is not known."""
    try:
        return ZoneInfo(str(identity.get("time_zone") or "UTC"))
    except (KeyError, ValueError):
        return _UTC


def chosen_accounts(options: dict[str, Any]) -> tuple[VendorAccount, ...]:
    """The vendor's accounts that a person chose, out of Source.options."""
    return tuple(VendorAccount(**account) for account in options.get("accounts", []))


def _may_begin(source: Source) -> bool:
    """A workspace that stands still begins no run; the source says why until its next sync."""
    why = standstill_of(source.workspace_id)
    if why is None:
        return True
    source.trouble_code, source.trouble_text = why.value, standstill_words(source.workspace_id)
    source.save(update_fields=["trouble_code", "trouble_text"])
    return False


def _is_instructed(source: Source) -> bool:
    """Of people nothing is read that the customer has not instructed; the source says why."""
    if CONNECTORS[source.connector].is_reports:
        return True
    try:
        require_instruction(COUNT)
    except NotInstructed as refused:
        source.trouble_code, source.trouble_text = refused.code, str(refused)
        source.save(update_fields=["trouble_code", "trouble_text"])
        return False
    return True


def _is_frozen(source: Source) -> bool:
    """After a move to a smaller plan the newest sources stand still, whole; the source says so."""
    allowed = allowance(source.workspace_id, "sources")
    if allowed is None:
        return False
    kept = Source.objects.filter(disconnected_at=None).order_by("created_at", "id")
    if source.pk in kept.values_list("pk", flat=True)[:allowed]:
        return False
    source.trouble_code = "source_frozen"
    source.trouble_text = _(
        "The plan of this workspace holds %(count)d sources, and this is a newer one. It keeps "
        "all it has, and goes on when an owner chooses a larger plan or another is disconnected."
    ) % {"count": allowed}
    source.save(update_fields=["trouble_code", "trouble_text"])
    return True


def _person_fields(options: dict[str, Any]) -> dict[str, list[str]]:
    return {stream: list(names) for stream, names in options.get("person_fields", {}).items()}


def _kind(source: Source) -> str:
    has_cursor = StreamState.objects.filter(source_id=source.pk, cursor__isnull=False).exists()
    return "incremental" if has_cursor else "first"


def _clear_the_way(source: Source, kind: str) -> None:
    """Old months are read beside what is new: neither waits for the other."""
    running = SyncRun.objects.filter(source_id=source.pk, state=SyncRun.State.RUNNING)
    is_backfill = Q(kind=BACKFILL)
    running = running.filter(is_backfill if kind == BACKFILL else ~is_backfill).exclude(kind="file")
    begun = list(running)
    jobs = [run.job_id for run in begun if run.job_id]
    if Job.objects.filter(Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING), pk__in=jobs):
        raise Later(_BUSY, "another run reads this source")
    if not begun:
        return
    running.update(
        state=SyncRun.State.FAILED,
        finished_at=timezone.now(),
        error_code="interrupted",
        error_text="It was interrupted too often and given up.",
    )
