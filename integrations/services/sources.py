"""What a person does with a connected source; one transaction and one audit line each."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import NotInPlan, Trouble
from accounts.instructions import require_instruction
from accounts.jobs import cancel, enqueue
from accounts.limits import pace
from accounts.tenancy import Purpose, for_purpose
from integrations.classifications import SHOW_PEOPLE
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Entities
from integrations.models import Correction, Formula, PersonField, Source, StreamState, SyncRun
from integrations.selectors.pacing import PACES, due_at
from integrations.services.reach import refuse_unread
from integrations.versions import raise_version

SYNC = "integrations.tasks.sync.sync_source"
START = "integrations.tasks.sync.start_sync"
BACKFILL = "integrations.tasks.sync.backfill_source"
REFRESH = "integrations.tasks.sync.refresh_formulas"


def request_sync(*, source_id: UUID) -> UUID | None:
    """Sync now; the job's id, or None when a sync is already waiting or going on."""
    source = find_for_change(source_id)
    _must_be_active(source)
    job_id = enqueue("integrations.tasks.sync.sync_source", source.pk, dedupe_key=str(source.pk))
    audit.record("source.sync", source)
    return job_id


def reread_range(
    *, source_id: UUID, from_at: datetime, to_at: datetime | None = None
) -> UUID | None:
    """Read again what changed from `from_at` up to `to_at` (now); cursors stay where they are."""
    source = find_for_change(source_id)
    _must_be_active(source)
    if to_at is not None and to_at <= from_at:
        raise Trouble(
            _("The range ends before it begins."), advice=_("Choose a later end."), code="range"
        )
    refuse_unread(source, from_at)
    until = to_at.isoformat() if to_at else ""
    key = (
        f"{source.pk}:{from_at:%y%m%d%H%M%S}:{to_at:%y%m%d%H%M%S}"
        if to_at
        else (f"{source.pk}:{from_at:%y%m%d%H%M%S}")
    )
    queue = "backfill" if _is_reports(source) else None
    job_id = enqueue(
        "integrations.tasks.sync.sync_source",
        source.pk,
        from_at.isoformat(),
        until,
        dedupe_key=key,
        queue=queue,
    )
    audit.record("source.reread", source, from_at=from_at, to_at=to_at)
    return job_id


def pause_source(*, source_id: UUID) -> None:
    """No sync until it is resumed; what runs now ends at its next page."""
    _stop_jobs(source_id)
    raise_version()
    source = find_for_change(source_id)
    source.paused_at = source.paused_at or timezone.now()
    source.save(update_fields=["paused_at"])
    _stop_runs(source)
    audit.record("source.pause", source)


def resume_source(*, source_id: UUID) -> None:
    """Sync again, from now on."""
    raise_version()
    source = find_for_change(source_id)
    source.paused_at = None
    source.save(update_fields=["paused_at"])
    if source.disconnected_at is None:
        enqueue("integrations.tasks.sync.sync_source", source.pk, dedupe_key=str(source.pk))
    audit.record("source.resume", source)


def disconnect_source(*, source_id: UUID) -> None:
    """End the access at the vendor and here; rows and numbers stay."""
    _stop_jobs(source_id)
    cancel("integrations.tasks.sync.keep_alive", str(source_id))
    raise_version()
    source = find_for_change(source_id)
    source.disconnected_at = source.disconnected_at or timezone.now()
    source.save(update_fields=["disconnected_at"])
    _stop_runs(source)
    enqueue("integrations.tasks.sync.revoke_credential", source.pk, dedupe_key=str(source.pk))
    audit.record("source.disconnect", source)


def rename_source(*, source_id: UUID, name: str) -> None:
    """Give it another name; raises Trouble for an empty one."""
    raise_version()
    source = find_for_change(source_id)
    if not name.strip():
        raise Trouble(_("A source needs a name."), code="name")
    source.name = name.strip()[:80]
    source.save(update_fields=["name"])
    audit.record("source.rename", source)


def choose_api_share(*, source_id: UUID, share: int) -> None:
    """At how many per cent of the organisation's daily requests its sync waits."""
    raise_version()
    source = find_for_change(source_id)
    source.options = source.options | {"api_share": share}
    source.save(update_fields=["options"])
    audit.record("source.api_share", source, share=share)


def choose_pace(*, source_id: UUID, minutes: int) -> None:
    """How often it is read from now on; raises Refused for what the plan does not hold."""
    source = find_for_change(source_id)
    if minutes not in PACES or timedelta(minutes=minutes) < pace(source.workspace_id):
        raise NotInPlan(_("The plan of this workspace reads sources less often."), code="pace")
    source.options = source.options | {"pace": minutes}
    source.save(update_fields=["options"])
    cancel(START, str(source.pk))
    if source.is_active:
        wait = max(timedelta(), due_at(source) - timezone.now())
        enqueue(
            "integrations.tasks.sync.start_sync", source.pk, dedupe_key=str(source.pk), delay=wait
        )
    audit.record("source.pace", source, minutes=minutes)


def choose_person_fields(*, source_id: UUID, fields: Mapping[str, Sequence[str]]) -> None:
    """Which fields of people are kept, encrypted; those no longer chosen are deleted at once."""
    source = find_for_change(source_id)
    offered = person_fields(source.connector)
    for stream, names in fields.items():
        if unknown := set(names) - set(offered.get(stream, ())):
            raise Trouble(
                _("%(field)s cannot be kept.") % {"field": ", ".join(sorted(unknown))},
                code="person_field",
            )
    chosen = {stream: sorted(names) for stream, names in fields.items() if names}
    if chosen:
        require_instruction(SHOW_PEOPLE)
    source.options = source.options | {"person_fields": chosen}
    source.save(update_fields=["options"])
    kept = [f"{stream}.{name}" for stream, names in chosen.items() for name in names]
    formulas = [one.field for one in Formula.objects.filter(source_id=source.pk)]
    values = PersonField.objects.filter(source_id=source.pk)
    with for_purpose(Purpose.STORAGE):
        values.exclude(field__in=[*kept, *formulas]).delete()
    forget_corrections(source, kept)
    # No stamp moves because of our choice, so people are read again from the beginning.
    StreamState.objects.filter(source_id=source.pk, stream__in=list(offered)).update(cursor=None)
    audit.record("source.person_fields", source, fields=kept)


def forget_corrections(source: Source, kept: Sequence[str]) -> None:
    """Of fields that are no longer kept: what was corrected of them goes, too."""
    offered = person_fields(source.connector)
    for row in Correction.objects.filter(source_id=source.pk):
        is_offered = row.field in offered.get(row.stream, ())
        if is_offered and f"{row.stream}.{row.field}" not in kept:
            row.delete()


def person_fields(connector: str) -> Mapping[str, tuple[str, ...]]:
    """Fields of people that may be opted in, by stream; all else is never even asked for."""
    engine = CONNECTORS[connector].engine if connector in CONNECTORS else None
    return engine.person_fields if isinstance(engine, Entities) else {}


def _is_reports(source: Source) -> bool:
    return source.connector in CONNECTORS and CONNECTORS[source.connector].is_reports


def find_for_change(source_id: UUID) -> Source:
    """Locked, but not its key: a worker that commits rows of the source waits for nobody here."""
    source = Source.objects.select_for_update(no_key=True).filter(pk=source_id).first()
    if source is None:
        raise Trouble(_("There is no such source."), code="no_source")
    return source


def _must_be_active(source: Source) -> None:
    if source.disconnected_at is not None:
        raise Trouble(
            _("%(name)s is disconnected.") % {"name": source.name},
            advice=_("Connect it again first."),
            code="disconnected",
        )
    if source.paused_at is not None:
        raise Trouble(
            _("%(name)s is paused.") % {"name": source.name},
            advice=_("Resume it first."),
            code="paused",
        )


def _stop_jobs(source_id: UUID) -> None:
    """Before anything else is locked: a worker locks its job first and then the workspace."""
    for task in (SYNC, START, BACKFILL, REFRESH):
        cancel(task, str(source_id))


def _stop_runs(source: Source) -> None:
    SyncRun.objects.filter(source_id=source.pk, state=SyncRun.State.RUNNING).exclude(
        kind="file"
    ).update(state=SyncRun.State.CANCELLED, finished_at=timezone.now())
