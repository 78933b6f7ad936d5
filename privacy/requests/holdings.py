"""What the desk holds of people: its columns, what is found of a person, what stays and why."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Classification,
    Classifications,
    Collected,
    Erased,
    Kept,
    NotPersonal,
    Personal,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from privacy.models import DataSubjectRequest, RequestMessage, State
from privacy.numbers.holdings import collect_numbers, erase_numbers
from privacy.requests.purposes import ANSWER_PERSON, HANDLE_REQUEST, KNOW_WHOSE
from privacy.requests.sealing import address_of, hashes_of, text_of

KEPT = _(
    "3 years after the request was closed; what was never confirmed for 2 days, by mail for 30"
)
RETENTION: dict[str, Kept] = {KEPT: Kept(("privacy.requests.sweeps.forget_requests",))}
_BASIS = _("28(3)(e): help the customer to answer requests, and to show that it did")
_GROUND = _(
    "GDPR Art. 17(3)(b) and (e): that a request was made and answered has to be shown; its words "
    "and address go 3 years after it was closed."
)
_ID = NotPersonal("A random id of the row.")
_WORKSPACE = NotPersonal("Which workspace, that is which business customer.")
_STATE = NotPersonal("A state of the request's own work; it names nobody.")
_SECRET = NotPersonal("A hash of a random link, or until when it opens.")


def _asked(category: str, purpose: str, *, sealed: bool = False) -> Personal:
    source = _("the person, or the member who took it down")
    return Personal(
        category, "customer_contact", source, purpose, _BASIS, KEPT, "processor", encrypted=sealed
    )


_EVENT = _asked("pd:Communication", _("run the time limits, and show that they were kept"))
_MEMBER = Personal(
    "pd:UID",
    "customer_staff",
    _("our servers"),
    _("show who handled a request, and that two agreed where two have to"),
    _BASIS,
    _("as long as the workspace; ids alone"),
    "processor",
)
_EVENTS = ("at", "happening", "detail", "months", "told_at", "note_id")
_REQUEST: dict[str, Classification] = {
    "id": _ID,
    "workspace": _WORKSPACE,
    **dict.fromkeys(("number", "state", "outcome", "rules", "received_at", "closed_at"), _STATE),
    "kind": _asked("pd:Communication", _("know which right is used")),
    "channel": _asked("pd:Communication", _("show how it arrived")),
    "language": _asked("pd:Language", _("answer in the person's language")),
    "address": _asked("pd:EmailAddress", ANSWER_PERSON, sealed=True),
    "address_hash": _asked("pd:EmailAddress", _("find the person's requests")),
    "about": _asked("pd:Professional", KNOW_WHOSE, sealed=True),
    "link": _asked("pd:Identifying", _("let the person see their request"), sealed=True),
    **dict.fromkeys(("proof_hash", "proof_until", "link_hash"), _SECRET),
}
CLASSIFICATIONS: Classifications = {
    "privacy.datasubjectrequest": _REQUEST,
    "privacy.requestevent": {
        "id": _ID,
        "workspace": _WORKSPACE,
        "request": _EVENT,
        **dict.fromkeys((*_EVENTS, "eu_due_on", "uk_due_on"), _EVENT),
        "actor_id": _MEMBER,
    },
    "privacy.forwarding": {
        "id": _ID,
        "workspace": _WORKSPACE,
        **dict.fromkeys(("request", "their_request_id", "asked_at", "arrived_at"), _EVENT),
        "to_workspace_id": _WORKSPACE,
    },
    "privacy.inboundmail": {
        "id": _ID,
        "workspace": _WORKSPACE,
        **dict.fromkeys(("request", "at"), _EVENT),
        "digest": NotPersonal("A keyed hash of a mail's own id, which is random."),
    },
    "privacy.requestmessage": {
        "id": _ID,
        "workspace": _WORKSPACE,
        "request": _EVENT,
        **dict.fromkeys(("at", "direction", "is_evidence"), _EVENT),
        "text": _asked("pd:Communication", HANDLE_REQUEST, sealed=True),
    },
}
_REQUEST_COLUMNS = ("number", "kind", "channel", "state", "outcome", "received_at", "closed_at")


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Requests and messages by the person's addresses; outside of a workspace the house's own."""
    with inside(current_workspace_id() or HOUSE_ID):
        requests = list(_requests(subject))
        if not requests:
            return ()
        rows = [
            {
                "address": address_of(one, purpose=ANSWER_REQUEST),
                **{name: getattr(one, name) for name in _REQUEST_COLUMNS},
            }
            for one in requests
        ]
        messages = RequestMessage.objects.filter(request__in=requests).order_by("at")
        written = [
            {
                "at": one.at,
                "direction": one.direction,
                "text": text_of(one, purpose=ANSWER_REQUEST),
            }
            for one in messages
        ]
        apart = collect_numbers(_texts(requests))
    return (
        Collected("privacy.datasubjectrequest", plain_rows(rows)),
        Collected("privacy.requestmessage", plain_rows(written)),
        *apart,
    )


def erase(subject: Subject) -> tuple[Erased, ...]:
    """What nobody confirmed goes; what was a request is retained as the proof of its answer."""
    with inside(current_workspace_id() or HOUSE_ID):
        found = _requests(subject)
        unproven = found.filter(state=State.UNPROVEN)
        gone, kept = unproven.count(), list(found.exclude(state=State.UNPROVEN))
        numbers = erase_numbers(_texts(list(found)))
        words = RequestMessage.objects.filter(request__in=kept).count()
        unproven.delete()
    ground = _GROUND if kept else ""
    return (
        Erased("privacy.datasubjectrequest", gone, len(kept), ground),
        Erased("privacy.requestmessage", 0, words, ground if words else ""),
        *numbers,
    )


def _texts(requests: list[DataSubjectRequest]) -> list[UUID]:
    """The rows that hold words of these requests."""
    messages = RequestMessage.objects.filter(request__in=requests).values_list("pk", flat=True)
    return [*messages, *(one.pk for one in requests)]


def _requests(subject: Subject) -> "QuerySet[DataSubjectRequest]":
    known = hashes_of(subject)
    return DataSubjectRequest.objects.filter(address_hash__in=known).order_by("received_at")
