"""Writes down who has to be told, and that it was done."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Refused
from accounts.models import Disclosure
from accounts.readings import keys_of, known_numbers
from accounts.subjects import Subject
from accounts.tenancy import inside, require_workspace_id
from integrations.models import Source
from privacy.models import About, DataSubjectRequest, RecipientNotice


def note_recipients(
    *,
    request: DataSubjectRequest,
    about: About,
    ids: Mapping[UUID, Iterable[str]],
    emails: tuple[str, ...] = (),
) -> None:
    """Every recipient of the person's data: the sources of these records, and whom the log names.

    Noted once for a request and what it is about, in the caller's transaction.
    """
    known = {source_id: tuple(found) for source_id, found in ids.items()}
    subject = Subject(emails=emails, external_ids=known)
    people = known_numbers(keys_of(subject))
    names = Disclosure.objects.filter(person_id__in=people).values_list("recipient", flat=True)
    sources = {one.name: one.pk for one in Source.objects.filter(pk__in=list(known))}
    recipients: dict[str, UUID | None] = {**dict.fromkeys(sorted(set(names))), **sources}
    RecipientNotice.objects.bulk_create(
        [
            RecipientNotice(
                workspace_id=require_workspace_id(),
                request=request,
                about=about,
                recipient=name,
                source_key=source_id,
            )
            for name, source_id in recipients.items()
        ],
        ignore_conflicts=True,
    )


def note_source_told(*, request_id: UUID, about: About, source_id: UUID) -> None:
    """A source was told through its connection."""
    rows = RecipientNotice.objects.filter(request_id=request_id, about=about, told_at=None)
    rows.filter(source_key=source_id).update(told_at=timezone.now())


def tell_recipient(*, notice_id: UUID) -> RecipientNotice:
    """A member has told a recipient; raises Refused where that was done before."""
    with inside(require_workspace_id()):
        row = RecipientNotice.objects.select_for_update(no_key=True).get(pk=notice_id)
        if row.told_at is not None:
            raise Refused(_("This recipient is told already."), code="told_already")
        row.told_at, row.told_by = timezone.now(), current_actor().id
        row.save()
        record("recipient.told", row, kind=row.about)
        return row
