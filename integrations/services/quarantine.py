"""What becomes of records in quarantine: a member lets one in, or keeps it out for good."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.tenancy import inside, require_workspace_id
from integrations.models import QuarantinedRecord, Suppression


def let_in(*, record_id: UUID) -> None:
    """The controller has a reason to hold this record: it is read by the next count of all ids."""
    with inside(require_workspace_id()):
        record = _waiting(record_id)
        record.let_in_at, record.let_in_by = timezone.now(), audit.current_actor().id
        record.save(update_fields=["let_in_at", "let_in_by"])
        Suppression.objects.filter(
            source_id=record.source_id, external_id=record.external_id
        ).delete()
        source_id = record.source_id
        # No stamp of the record moves because of our decision, so only a count of ids finds it.
        enqueue("integrations.tasks.sync.take_census", source_id, dedupe_key=str(source_id))
        audit.record("quarantine.let_in", record.source, kind=record.kind)


def keep_out(*, record_id: UUID) -> None:
    """It stays out, as whatever was known of the person before; nothing more is kept of it."""
    with inside(require_workspace_id()):
        record = _waiting(record_id)
        record.delete()
        audit.record("quarantine.kept_out", record.source, kind=record.kind)


def _waiting(record_id: UUID) -> QuarantinedRecord:
    rows = QuarantinedRecord.objects.select_for_update(no_key=True)
    record = rows.filter(pk=record_id, let_in_at=None).first()
    if record is None:
        raise Trouble(_("Nothing waits here any more."), code="no_record")
    return record
