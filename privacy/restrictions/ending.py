"""How a restriction ends: an objection is decided, the person is told, and then it is lifted."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from integrations.restricting import Restricted, lift_restriction
from privacy.models import Decision, Direction, Ground, RestrictedPerson
from privacy.requests.mails import mail_person
from privacy.requests.writing import write_message
from privacy.restrictions.sealing import seal


def decide_objection(
    *, person_id: UUID, decision: Decision, grounds: str, was_told: bool = False
) -> RestrictedPerson:
    """Record the decision with its grounds, and tell the person.

    Upheld, the data stays restricted, and may be erased. Overridden, telling the person is the
    notice after which it may be lifted: not before the mail server has taken it.
    """
    with inside(require_workspace_id()):
        person = _locked(person_id)
        if person.ground != Ground.OBJECTION:
            raise Refused(_("There is no objection to decide."), code="no_objection")
        if person.decision:
            raise Refused(_("This objection is decided."), code="decided")
        now, by = timezone.now(), current_actor().id
        person.decision, person.decided_at, person.decided_by = decision, now, by
        person.grounds = seal(person, "grounds", grounds)
        mail_id = _tell(person, "objection_" + decision, grounds, was_told)
        if decision == Decision.OVERRIDDEN:
            _keep_notice(person, grounds, mail_id)
        person.save()
        record("person.objection_decided", person, kind=decision)
        return person


def announce_lifting(*, person_id: UUID, text: str, was_told: bool = False) -> RestrictedPerson:
    """Tell the person that the restriction will be lifted, and why (18(3))."""
    with inside(require_workspace_id()):
        person = _locked(person_id)
        if person.waits_for_decision:
            raise Refused(
                _("The objection is not decided."),
                advice=_("Decide it first: until then the data stays restricted."),
                code="undecided",
            )
        _keep_notice(person, text, _tell(person, "lifting", text, was_told))
        person.save()
        record("person.lifting_announced", person)
        return person


def lift(*, person_id: UUID) -> Restricted:
    """Put the data to use again; raises Refused before the person was told."""
    with inside(require_workspace_id()):
        person = _locked(person_id)
        if person.noticed_at is None and person.notice_mail is not None:
            raise Refused(
                _("The notice is on its way to the person."),
                advice=_("Lift it once the mail server has taken it; see the jobs if it does not."),
                code="notice_on_its_way",
            )
        if person.noticed_at is None:
            raise Refused(
                _("The person was not told yet."),
                advice=_("The law wants them to know before: send the notice first."),
                code="unannounced",
            )
        person.lifted_at, person.lifted_by = timezone.now(), current_actor().id
        person.save()
        freed = lift_restriction(person_id=person.pk)
        record("person.freed", person, rows=sum(freed.rows.values()))
        return freed


def note_delivered(*, mail_id: UUID, **_signal: Any) -> None:
    """The mail server took a mail; if it was a notice, the person is told from now on."""
    waiting = RestrictedPerson.objects.filter(notice_mail=mail_id, noticed_at=None)
    waiting.update(noticed_at=timezone.now())


def _keep_notice(person: RestrictedPerson, text: str, mail_id: UUID | None) -> None:
    person.notice, person.noticed_by = seal(person, "notice", text), current_actor().id
    person.notice_mail = mail_id
    person.noticed_at = None if mail_id else timezone.now()


def _locked(person_id: UUID) -> RestrictedPerson:
    person = RestrictedPerson.objects.select_for_update(no_key=True).get(pk=person_id)
    if person.is_over:
        raise Refused(_("This restriction is over."), code="restriction_over")
    return person


def _tell(person: RestrictedPerson, news: str, text: str, was_told: bool) -> UUID | None:
    """By mail and on their page: the mail's id; raises Refused where nobody can or did."""
    request = person.request
    mail_id = mail_person(request, news, text) if request is not None else None
    if mail_id is None and not was_told:
        raise Refused(
            _("No e-mail address is known, so nothing was sent."),
            advice=_("Tell the person by letter or telephone, then say here that you did."),
            code="untold",
        )
    if request is not None:
        write_message(request, Direction.OUT, text)
    return mail_id
