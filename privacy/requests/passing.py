"""Where a request that reached Proactivox belongs: to a customer, to nobody's, or to Proactivox.

A processor answers nothing on substance (GDPR Art. 28(3)(e)): it passes on, within one working day,
with a record on both sides. What the person is told is the same whether or not the business that
they named is a customer; a customer speaks for itself, from the request that arrives with it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.jobs import Lease, enqueue
from accounts.models import Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside, new_id, require_workspace_id
from privacy.models import (
    DataSubjectRequest,
    Direction,
    Forwarding,
    Happening,
    Outcome,
    RequestMessage,
)
from privacy.requests.arrivals import receive_passed
from privacy.requests.ending import end_request
from privacy.requests.handling import locked_request, refuse_untold
from privacy.requests.mails import mail_person
from privacy.requests.purposes import ANSWER_PERSON, HANDLE_REQUEST
from privacy.requests.sealing import address_of, text_of
from privacy.requests.writing import write_event, write_message

_MOST = 20


def found_workspaces(words: str) -> list[Workspace]:
    """Open workspaces whose name holds these words, or that have this address; no member's data."""
    rows = Workspace.objects.exclude(pk=HOUSE_ID).filter(closure=None)
    named = Q(name__icontains=words) | Q(slug=words.lower())
    return list(rows.filter(named).order_by("name", "id")[:_MOST]) if words else []


def open_workspace(workspace_id: UUID) -> Workspace | None:
    """A customer to whom a request can be passed on."""
    rows = Workspace.objects.exclude(pk=HOUSE_ID).filter(closure=None)
    return rows.filter(pk=workspace_id).first()


@dataclass(frozen=True)
class Passed:
    """To which workspace a request was passed on, and when it was open there."""

    workspace: Workspace
    arrived_at: datetime | None


def passed_to(request: DataSubjectRequest) -> list[Passed]:
    """Where a request of the house went, oldest first."""
    if request.workspace_id != HOUSE_ID:
        return []
    rows = list(Forwarding.objects.filter(request=request).order_by("asked_at"))
    places = Workspace.objects.in_bulk([row.to_workspace_id for row in rows])
    return [
        Passed(places[row.to_workspace_id], row.arrived_at)
        for row in rows
        if row.to_workspace_id in places
    ]


def pass_on(
    *, request_id: UUID, to: Workspace | None, is_ours_too: bool, was_told: bool = False
) -> None:
    """Send it to a customer, or find that it is about none; both look the same to the person.

    It closes here unless it is about data of which Proactivox is the controller, too.
    """
    with inside(_house()):
        request = locked_request(request_id)
        refuse_untold(request, was_told)
        if to is None:
            write_event(request, Happening.NOT_OURS)
        else:
            _send(request, to)
        _tell(request, is_ours_too, Outcome.NOT_OURS if to is None else Outcome.PASSED_ON)
        if to is None:
            record("request.not_ours", request)
        else:
            record("request.passed_on", request, to=to.pk)


def keep_here(*, request_id: UUID) -> None:
    """It is about data of which Proactivox is the controller: the desk answers it itself."""
    with inside(_house()):
        request = locked_request(request_id)
        write_event(request, Happening.KEPT)
        record("request.kept", request)


def deliver_passed(*, lease: Lease, forwarding_id: UUID) -> None:
    """Open the request in its workspace; the transactions follow each other, and may be repeated.

    A worker that dies in between leaves a job that does the same again, to the same request.
    """
    with lease.batch():
        sent = Forwarding.objects.select_related("request").get(pk=forwarding_id)
        request = sent.request
        texts = RequestMessage.objects.filter(request=request, direction=Direction.IN)
        text = "\n\n".join(
            text_of(one, purpose=HANDLE_REQUEST) for one in texts.order_by("at", "id")
        )
        email = address_of(request, purpose=ANSWER_PERSON)
    with inside(sent.to_workspace_id):
        receive_passed(
            request_id=sent.their_request_id,
            kind=request.kind,
            received_at=request.received_at,
            email=email,
            text=text,
            rules=request.rules,
            language=request.language,
        )
    with lease.batch():
        Forwarding.objects.filter(pk=forwarding_id, arrived_at=None).update(
            arrived_at=timezone.now()
        )


def _send(request: DataSubjectRequest, to: Workspace) -> None:
    if Forwarding.objects.filter(request=request, to_workspace_id=to.pk).exists():
        raise Refused(_("It was passed on to this workspace already."), code="passed_already")
    sent = Forwarding.objects.create(
        request=request, to_workspace_id=to.pk, their_request_id=new_id()
    )
    write_event(request, Happening.PASSED_ON)
    enqueue("privacy.tasks.passing.pass_request_on", sent.pk)


def _tell(request: DataSubjectRequest, is_ours_too: bool, outcome: Outcome) -> None:
    with translation.override(request.language):
        text = _(
            "Businesses keep data with us and decide about it; we may not answer for them, nor say "
            "who they are. If the business that you mean keeps data of yours with us, your request "
            "has been passed on to it, and it answers you itself, in the time that began when your "
            "request reached us. You can also ask it directly. You may complain to a supervisory "
            "authority at any time."
        )
    write_message(request, Direction.OUT, text)
    if not is_ours_too:
        end_request(request, outcome)
    mail_person(request, "passed_on", text)


def _house() -> UUID:
    """The entered workspace; raises Refused in any but Proactivox's own."""
    workspace_id = require_workspace_id()
    if workspace_id != HOUSE_ID:
        raise Refused(_("Only Proactivox itself passes requests on."), code="not_the_house")
    return workspace_id
