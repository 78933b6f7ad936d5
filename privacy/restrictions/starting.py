"""How a restriction begins: a member decides it, or an objection does so by itself."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.crypto import normalise
from accounts.errors import Refused
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Subject
from accounts.tenancy import inside, new_id, require_workspace_id
from integrations.restricting import Restricted, preview_restriction, restrict_person
from privacy.models import (
    About,
    DataSubjectRequest,
    Direction,
    Ground,
    Kind,
    RestrictedPerson,
    State,
)
from privacy.recipients.noting import note_recipients
from privacy.requests.mails import mail_person
from privacy.requests.sealing import address_of
from privacy.requests.writing import write_message
from privacy.restrictions.sealing import seal


@dataclass(frozen=True)
class Begun:
    """A restriction that began, and what it put out of use."""

    person: RestrictedPerson
    restricted: Restricted


def preview(subject: Subject) -> Restricted:
    """What would be restricted, and nothing is."""
    with inside(require_workspace_id()):
        _refuse_nobody(subject)
        return preview_restriction(subject)


def restrict(
    *, subject: Subject, ground: Ground, reason: str, request_id: UUID | None = None
) -> Begun:
    """Put a person's data out of use; the person of the request, if there is one, is told."""
    with inside(require_workspace_id()):
        _refuse_nobody(subject)
        request = _request(request_id)
        if request is not None and active_of(request.pk) is not None:
            raise Refused(_("This request has restricted the data already."), code="restricted")
        begun = _restrict(subject, ground, reason, request, current_actor().id)
        if request is not None:
            mail_person(request, "restricted")
        return begun


def restrict_objector(*, request_id: UUID) -> Begun | None:
    """What an objection does at once (21(1), 18(1)(d)); None where nobody is known by the address.

    Done once, however often it is called.
    """
    with inside(require_workspace_id()):
        request = DataSubjectRequest.objects.select_for_update(no_key=True).get(pk=request_id)
        email = address_of(request, purpose=ANSWER_REQUEST)
        if request.state != State.OPEN or request.kind != Kind.OBJECTION or not email:
            return None
        subject = subject_of(email)
        if active_of(request.pk) is not None or not preview_restriction(subject).is_known:
            return None
        return _restrict(subject, Ground.OBJECTION, "", request, None)


def active_of(request_id: UUID) -> RestrictedPerson | None:
    """The restriction of a request that holds now."""
    rows = RestrictedPerson.objects.filter(request_id=request_id, lifted_at=None, erased_at=None)
    return rows.first()


def subject_of(email: str, source_id: UUID | None = None, external_id: str = "") -> Subject:
    """A person by what a form or a program says of them; each part may be missing."""
    ids = {source_id: (external_id,)} if source_id and external_id else {}
    return Subject(emails=(normalise(email),) if email else (), external_ids=ids)


def _restrict(
    subject: Subject,
    ground: Ground,
    reason: str,
    request: DataSubjectRequest | None,
    by: UUID | None,
) -> Begun:
    person = RestrictedPerson(
        id=new_id(), workspace_id=require_workspace_id(), request=request, ground=ground
    )
    person.restricted_by, person.reason = by, seal(person, "reason", reason)
    restricted = restrict_person(subject, person_id=person.pk)
    person.save(force_insert=True)
    if request is not None:
        note_recipients(
            request=request, about=About.RESTRICTION, ids=restricted.ids, emails=subject.emails
        )
        if reason:
            write_message(request, Direction.NOTE, reason)
    record("person.restricted", person, kind=ground, rows=sum(restricted.rows.values()))
    return Begun(person, restricted)


def _request(request_id: UUID | None) -> DataSubjectRequest | None:
    """Locked, whether open or closed: a restriction may be asked for again and end later."""
    if request_id is None:
        return None
    rows = DataSubjectRequest.objects.exclude(state=State.UNPROVEN)
    return rows.select_for_update(no_key=True).get(pk=request_id)


def _refuse_nobody(subject: Subject) -> None:
    if not subject.emails and not subject.external_ids:
        raise Refused(
            _("Nobody is named."),
            advice=_("Give the person’s e-mail address, or a source and the id of a record."),
            code="nobody",
        )
