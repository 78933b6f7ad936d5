"""What the desk holds of people: its columns, what is found of a person, what stays and why."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.national_numbers.holdings import collect_numbers, erase_numbers
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Classification,
    Classifications,
    Collected,
    Erased,
    Kept,
    NotPersonal,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from privacy.entries import HELP_TO_ANSWER, ID, IDS_ALONE, WORKSPACE, Work
from privacy.models import DataSubjectRequest, RequestMessage, State
from privacy.requests.purposes import ANSWER_PERSON, HANDLE_REQUEST, KNOW_WHOSE
from privacy.requests.sealing import address_of, hashes_of, text_of

KEPT = _(
    "3 years after the request was closed; what was never confirmed for 2 days, by mail for 30"
)
RETENTION: dict[str, Kept] = {KEPT: Kept(("privacy.requests.sweeps.forget_requests",))}
_GROUND = _(
    "GDPR Art. 17(3)(b) and (e): that a request was made and answered has to be shown; its words "
    "and address go 3 years after it was closed."
)
_STATE = NotPersonal("A state of the request's own work; it names nobody.")
_SECRET = NotPersonal("A hash of a random link, or until when it opens.")


_WORK = Work(_("the person, or the member who took it down"), HELP_TO_ANSWER, KEPT)
_EVENT = _WORK.of_person("pd:Communication", _("run the time limits, and show that they were kept"))
_MEMBER = _WORK.of_member(
    _("show who handled a request, and that two agreed where two have to"), IDS_ALONE
)
_EVENTS = ("at", "happening", "detail", "months", "told_at", "note_id")
_REQUEST: dict[str, Classification] = {
    "id": ID,
    "workspace": WORKSPACE,
    **dict.fromkeys(("number", "state", "outcome", "rules", "received_at", "closed_at"), _STATE),
    "kind": _WORK.of_person("pd:Communication", _("know which right is used")),
    "channel": _WORK.of_person("pd:Communication", _("show how it arrived")),
    "language": _WORK.of_person("pd:Language", _("answer in the person's language")),
    "address": _WORK.of_person("pd:EmailAddress", ANSWER_PERSON, sealed=True),
    "address_hash": _WORK.of_person("pd:EmailAddress", _("find the person's requests")),
    "about": _WORK.of_person("pd:Professional", KNOW_WHOSE, sealed=True),
    "link": _WORK.of_person("pd:Identifying", _("let the person see their request"), sealed=True),
    **dict.fromkeys(("proof_hash", "proof_until", "link_hash"), _SECRET),
}
CLASSIFICATIONS: Classifications = {
    "privacy.datasubjectrequest": _REQUEST,
    "privacy.requestevent": {
        "id": ID,
        "workspace": WORKSPACE,
        "request": _EVENT,
        **dict.fromkeys((*_EVENTS, "eu_due_on", "uk_due_on"), _EVENT),
        "actor_id": _MEMBER,
    },
    "privacy.forwarding": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("request", "their_request_id", "asked_at", "arrived_at"), _EVENT),
        "to_workspace_id": WORKSPACE,
    },
    "privacy.inboundmail": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("request", "at"), _EVENT),
        "digest": NotPersonal("A keyed hash of a mail's own id, which is random."),
    },
    "privacy.requestmessage": {
        "id": ID,
        "workspace": WORKSPACE,
        "request": _EVENT,
        **dict.fromkeys(("at", "direction", "is_evidence"), _EVENT),
        "text": _WORK.of_person("pd:Communication", HANDLE_REQUEST, sealed=True),
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
