"""Corrects a field of a person's record: here at once, and at the source by a job of its own."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Refused
from accounts.jobs import Later, Lease, enqueue
from accounts.national_numbers import holds_number
from accounts.readings import ANSWER_REQUEST, record_key, request_key
from accounts.subjects import Subject
from accounts.tenancy import inside, new_id, require_workspace_id
from integrations.actions import Errand, Written, correct_record
from integrations.correcting import CorrectableField, correct_person, correctable_fields
from privacy.models import About, DataSubjectRequest, Rectification, State, Upstream
from privacy.recipients.noting import note_recipients, note_source_told
from privacy.rectifications.sealing import seal, value_of

LONGEST = 255
_AGAIN = timedelta(minutes=10)


def rectify(
    *, subject: Subject, chosen: CorrectableField, value: str, request_id: UUID | None = None
) -> Rectification:
    """Correct one field of one of the person's records; the source is told by a job."""
    with inside(require_workspace_id()):
        if len(value) > LONGEST:
            raise Refused(_("A value has at most 255 characters."), code="too_long")
        if holds_number(value):
            raise Refused(
                _("A national identification number is not kept here."),
                advice=_("Correct this field in the source itself."),
                code="national_number",
            )
        request = None
        if request_id is not None:
            rows = DataSubjectRequest.objects.exclude(state=State.UNPROVEN)
            request = rows.select_for_update(no_key=True).get(pk=request_id)
        if chosen not in correctable_fields(subject):
            raise Refused(_("This is no field of a record of the person."), code="not_theirs")
        row = Rectification(
            id=new_id(),
            workspace_id=require_workspace_id(),
            request=request,
            source=chosen.source,
            kind=chosen.kind,
            external_id=chosen.external_id,
            field=chosen.field,
            corrected_by=current_actor().id,
        )
        done = correct_person(
            source_id=chosen.source.pk,
            kind=chosen.kind,
            external_id=chosen.external_id,
            field=chosen.field,
            value=value,
        )
        row.correction_id = done.correction_id
        row.before, row.after = seal(row, "before", done.before), seal(row, "after", value)
        row.save(force_insert=True)
        if request is not None:
            ids = {chosen.source.pk: (chosen.external_id,)}
            about = About.RECTIFICATION
            note_recipients(request=request, about=about, ids=ids, emails=subject.emails)
        enqueue("privacy.tasks.rectifications.correct_upstream", row.pk)
        record("person.rectified", row, field=chosen.field)
        return row


def tell_source(*, lease: Lease, rectification_id: UUID) -> None:
    """Ask the source to say the same; what it refuses is held here. Retried while it is away."""
    with lease.batch():
        row = Rectification.objects.filter(pk=rectification_id).first()
        if row is None or row.upstream != Upstream.WAITING or row.source_id is None:
            return
        value = value_of(row, "after", purpose=ANSWER_REQUEST)
    if value is None:
        return
    # Outside of every transaction: the vendor takes its time.
    written = correct_record(
        workspace_id=lease.workspace_id,
        source_id=row.source_id,
        kind=row.kind,
        external_id=row.external_id,
        field=row.field,
        value=value,
        errand=_errand(row, row.source_id),
    )
    with lease.batch():
        _keep_answer(rectification_id, written)
    if not written.is_done and not written.is_permanent:
        raise Later(_AGAIN, _("The source could not be reached; it is tried again."))


def _errand(row: Rectification, source_id: UUID) -> Errand:
    """Without a request, the person is whoever the record is about."""
    by_request = request_key(row.request_id) if row.request_id else ""
    return Errand(
        (by_request or record_key(source_id, row.external_id),), f"rectification:{row.pk}"
    )


def _keep_answer(rectification_id: UUID, written: Written) -> None:
    row = Rectification.objects.select_for_update(no_key=True).get(pk=rectification_id)
    row.answer = seal(row, "answer", written.what or written.why_not)
    if written.is_done:
        if row.request_id and row.source_id:
            note_source_told(
                request_id=row.request_id, about=About.RECTIFICATION, source_id=row.source_id
            )
        row.upstream, row.answered_at = Upstream.DONE, timezone.now()
    elif written.is_permanent:
        row.upstream, row.answered_at = Upstream.HELD, timezone.now()
    row.save()
    record("person.rectified_upstream", row, state=row.upstream)
