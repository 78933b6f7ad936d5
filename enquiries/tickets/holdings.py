"""What tickets hold of people: their columns, what is found of a person, that all of it goes."""

import base64
from dataclasses import replace

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from accounts.classifications import SHOW_MEMBERS, SHOW_NAMES
from accounts.models.workspace import HOUSE_ID
from accounts.national_numbers.holdings import collect_numbers, erase_numbers
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Balancing,
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
from enquiries.models import Ticket, TicketFile, TicketMessage
from enquiries.sealing import hashes_of
from enquiries.tickets.attachments.keeping import content_of
from enquiries.tickets.purposes import ANSWER_ASKER, SHOW_STAFF
from enquiries.tickets.sealing import (
    address_of,
    company_of,
    file_name_of,
    name_of,
    text_of,
)

KEPT = _("24 months after the ticket was closed; spam 30 days")
_BASIS = _("6(1)(f): answering those who write to us")
RETENTION: dict[str, Kept] = {
    KEPT: Kept(
        ("enquiries.tickets.sweeps.forget_tickets", "enquiries.tickets.sweeps.close_quiet_tickets")
    )
}
LEGITIMATE_INTERESTS: dict[str, Balancing] = {
    _BASIS: Balancing(
        interest=_(
            "Whoever writes to us wants an answer, and we want to give one, and to know later what "
            "was said."
        ),
        necessity=_(
            "An answer needs an address and the words that it answers. A name and a company are "
            "given or left out as the asker likes; nothing is read from elsewhere."
        ),
        weighing=_(
            "Whoever writes expects to be answered and that we remember it for a while. Words, "
            "names and files are sealed, read only by those of our staff who answer, each reading "
            "is logged, and all of it goes 24 months after the end, or when the asker wants it. "
            "It is used for nothing else, so the interest weighs more."
        ),
    )
}
# Of logins: who asks logged in, and which member works on a ticket.
_LOGINS = (SHOW_MEMBERS, SHOW_NAMES, "tell logins apart", "log in and be reached")
READERS: dict[str, tuple[str, ...]] = {
    "enquiries.tickets": (ANSWER_ASKER, SHOW_STAFF, *_LOGINS),
}

_ID = NotPersonal("A random id of the row.")
_HOUSE = NotPersonal("Always the house: what people write to Proactivox itself.")
_STATE = NotPersonal("A state of the ticket's own work; it names nobody.")
_SECRET = NotPersonal("A hash of a random link, or of a mail's own id.")
_ASKED = Personal(
    "pd:Communication", "visitor", _("the person"), ANSWER_ASKER, _BASIS, KEPT, origin="provided"
)
_SEALED = replace(_ASKED, encrypted=True)
_STAFF = Personal("pd:UID", "user", _("our servers"), SHOW_STAFF, _BASIS, KEPT)
_MOMENTS = ("received_at", "written_at", "answered_at", "closed_at", "handed_at")
_TICKET: dict[str, Classification] = {
    "id": _ID,
    "workspace": _HOUSE,
    **dict.fromkeys(("reference", "state", *_MOMENTS), _STATE),
    **dict.fromkeys(("topic", "channel"), _ASKED),
    "language": replace(_ASKED, category="pd:Language"),
    "address": replace(_SEALED, category="pd:EmailAddress"),
    "address_hash": replace(_ASKED, category="pd:EmailAddress"),
    "name": replace(_SEALED, category="pd:Name"),
    "company": replace(_SEALED, category="pd:Professional"),
    "asker_id": replace(_ASKED, category="pd:UID"),
    "customer_id": NotPersonal("Which workspace, that is which business customer."),
    "assignee_id": _STAFF,
    "link": replace(_SEALED, category="pd:Identifying", source=_("our servers"), origin=""),
    "link_hash": _SECRET,
}
CLASSIFICATIONS: Classifications = {
    "enquiries.ticket": _TICKET,
    "enquiries.ticketmessage": {
        "id": _ID,
        "workspace": _HOUSE,
        **dict.fromkeys(("ticket", "at", "direction"), _ASKED),
        "text": _SEALED,
        "author_id": _STAFF,
    },
    "enquiries.ticketfile": {
        "id": _ID,
        "workspace": _HOUSE,
        **dict.fromkeys(("message", "media_type", "size"), _ASKED),
        "name": _SEALED,
    },
    "enquiries.ticketfilepiece": {
        "id": _ID,
        "workspace": _HOUSE,
        **dict.fromkeys(("number", "is_last"), _STATE),
        "file": _ASKED,
        "sealed": _SEALED,
    },
    "enquiries.ticketmail": {
        "id": _ID,
        "workspace": _HOUSE,
        **dict.fromkeys(("ticket", "at"), _ASKED),
        "digest": _SECRET,
    },
}
_SHOWN = ("reference", "topic", "channel", "state", "received_at", "closed_at")


def collect(subject: Subject) -> tuple[Collected, ...]:
    """The person's tickets, with words, notes and files; outside of the house there are none."""
    with inside(current_workspace_id() or HOUSE_ID):
        tickets = list(_tickets(subject))
        if not tickets:
            return ()
        messages = list(TicketMessage.objects.filter(ticket__in=tickets).order_by("at", "id"))
        files = TicketFile.objects.filter(message__in=messages).order_by("id")
        return (
            Collected("enquiries.ticket", plain_rows(map(_ticket, tickets))),
            Collected("enquiries.ticketmessage", plain_rows(map(_message, messages))),
            *([Collected("enquiries.ticketfile", plain_rows(map(_file, files)))] if files else ()),
            *collect_numbers(one.pk for one in messages),
        )


def erase(subject: Subject) -> tuple[Erased, ...]:
    """All of it goes; of tickets that the person worked on, who did."""
    with inside(current_workspace_id() or HOUSE_ID):
        tickets = _tickets(subject)
        messages = TicketMessage.objects.filter(ticket__in=tickets)
        files = TicketFile.objects.filter(message__in=messages)
        counts = tickets.count(), messages.count(), files.count()
        numbers = erase_numbers(list(messages.values_list("pk", flat=True)))
        tickets.delete()
        worked = _forget_staff(subject)
    return (
        Erased("enquiries.ticket", counts[0] + worked, anonymised=worked),
        Erased("enquiries.ticketmessage", counts[1]),
        Erased("enquiries.ticketfile", counts[2]),
        *numbers,
    )


def _forget_staff(subject: Subject) -> int:
    if subject.user_id is None:
        return 0
    TicketMessage.objects.filter(author_id=subject.user_id).update(author_id=None)
    return Ticket.objects.filter(assignee_id=subject.user_id).update(assignee_id=None)


def _tickets(subject: Subject) -> "QuerySet[Ticket]":
    theirs = Q(address_hash__in=hashes_of(subject))
    if subject.user_id is not None:
        theirs |= Q(asker_id=subject.user_id)
    return Ticket.objects.filter(theirs).order_by("received_at", "id")


def _ticket(ticket: Ticket) -> dict[str, object]:
    return {
        "address": address_of(ticket, purpose=ANSWER_REQUEST),
        "name": name_of(ticket, purpose=ANSWER_REQUEST),
        "company": company_of(ticket, purpose=ANSWER_REQUEST),
        **{name: getattr(ticket, name) for name in _SHOWN},
    }


def _message(message: TicketMessage) -> dict[str, object]:
    text = text_of(message, purpose=ANSWER_REQUEST)
    return {"at": message.at, "direction": message.direction, "text": text}


def _file(file: TicketFile) -> dict[str, object]:
    """With its bytes in base64: a copy has what the person sent."""
    return {
        "name": file_name_of(file, purpose=ANSWER_REQUEST),
        "media_type": file.media_type,
        "size": file.size,
        "content": base64.b64encode(content_of(file, purpose=ANSWER_REQUEST)).decode(),
    }
