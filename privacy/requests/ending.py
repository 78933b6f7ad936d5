"""How a request ends: answered, or refused with authority and remedy, by two where it takes two."""

from uuid import UUID

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from privacy.models import (
    DataSubjectRequest,
    Direction,
    Happening,
    Outcome,
    RequestMessage,
    State,
)
from privacy.requests.authorities import authority_of
from privacy.requests.finding import events_of, proposal_in
from privacy.requests.handling import locked_request, refuse_untold
from privacy.requests.mails import mail_desk, mail_person
from privacy.requests.purposes import HANDLE_REQUEST
from privacy.requests.sealing import text_of
from privacy.requests.writing import write_event, write_message

REFUSALS = (Outcome.REFUSED, Outcome.UNFOUNDED)


def close_request(
    *, request_id: UUID, outcome: Outcome, text: str, was_told: bool = False
) -> DataSubjectRequest:
    """Give the answer and end it; a refusal says the authority and the remedy (Art. 12(4))."""
    if outcome == Outcome.UNFOUNDED:
        raise Refused(_("Such a refusal is proposed by one member and agreed by another."))
    with inside(require_workspace_id()):
        request = locked_request(request_id)
        refuse_untold(request, was_told)
        _answer(request, outcome, text)
        record("request.closed", request, kind=outcome)
        return request


def propose_refusal(*, request_id: UUID, text: str, evidence: str) -> None:
    """Propose to refuse it as clearly unfounded or excessive, with what shows it (Art. 12(5))."""
    with inside(require_workspace_id()):
        request = locked_request(request_id)
        write_message(request, Direction.NOTE, evidence)
        RequestMessage.objects.filter(request=request, direction=Direction.DRAFT).delete()
        draft = write_message(request, Direction.DRAFT, text)
        write_event(request, Happening.PROPOSED, note_id=draft.pk)
        mail_desk(request, "proposed")
        record("request.proposed", request)


def decide_refusal(*, request_id: UUID, is_agreed: bool, was_told: bool = False) -> None:
    """A second member agrees, which sends and closes it, or declines, which leaves it open."""
    with inside(require_workspace_id()):
        request = locked_request(request_id)
        proposal = proposal_in(events_of([request])[request.pk])
        if proposal is None or proposal.note_id is None:
            raise Refused(_("Nothing is proposed any more."), code="nothing_proposed")
        if proposal.actor_id == current_actor().id:
            raise Refused(_("You proposed it, so somebody else has to agree."), code="same_member")
        draft = RequestMessage.objects.get(pk=proposal.note_id)
        if not is_agreed:
            draft.delete()
            write_event(request, Happening.DECLINED)
            record("request.declined", request)
            return
        refuse_untold(request, was_told)
        _answer(request, Outcome.UNFOUNDED, text_of(draft, purpose=HANDLE_REQUEST))
        record("request.closed", request, kind=Outcome.UNFOUNDED)


def end_request(request: DataSubjectRequest, outcome: Outcome) -> None:
    """Closed; drafts and what proved an identity are deleted, that it did is kept."""
    now = timezone.now()
    write_event(request, Happening.CLOSED, at=now, detail=outcome)
    request.state, request.outcome, request.closed_at = State.CLOSED, outcome, now
    request.save(update_fields=["state", "outcome", "closed_at"])
    over = Q(is_evidence=True) | Q(direction=Direction.DRAFT)
    RequestMessage.objects.filter(over, request=request).delete()


def _answer(request: DataSubjectRequest, outcome: Outcome, text: str) -> None:
    is_refusal = outcome in REFUSALS
    if is_refusal:
        text = f"{text}\n\n{_remedy(request)}"
    write_message(request, Direction.OUT, text)
    end_request(request, outcome)
    mail_person(request, "closed", text if is_refusal else "")


def _remedy(request: DataSubjectRequest) -> str:
    with translation.override(request.language):
        return _(
            "You may complain to %(authority)s, and you may bring the matter before a court."
        ) % {"authority": authority_of(request.rules).in_one_line}
