"""How a ticket begins: by the form, logged in, or by a mail; the same for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language

from accounts.audit import record
from accounts.models.workspace import HOUSE_ID
from accounts.strangers.links import hash_of, new_secret
from accounts.tenancy import inside, new_id
from enquiries.models import Ticket, TicketChannel, TicketDirection, TicketTopic
from enquiries.sealing import hash_of_address
from enquiries.tickets.attachments.checking import CheckedFile
from enquiries.tickets.mails import is_flood, mail_asker, mail_staff
from enquiries.tickets.references import new_reference
from enquiries.tickets.sealing import TICKET
from enquiries.tickets.writing import write_message


@dataclass(frozen=True)
class Asker:
    """Who writes, as far as they say; the ids are of whoever is logged in."""

    email: str
    name: str = ""
    company: str = ""
    user_id: UUID | None = None
    customer_id: UUID | None = None


@dataclass(frozen=True)
class Opened:
    """A new ticket, and the secret of the asker's page."""

    ticket: Ticket
    link: str


def open_ticket(
    *,
    asker: Asker,
    topic: TicketTopic,
    channel: TicketChannel,
    text: str,
    files: Iterable[CheckedFile] = (),
    received_at: datetime | None = None,
) -> Opened:
    """Keep it, tell the asker its reference and link, and staff that it is there."""
    with inside(HOUSE_ID):
        link = new_secret()
        ticket = _make(asker, topic, channel, link)
        ticket.received_at = ticket.written_at = received_at or timezone.now()
        ticket.save(force_insert=True)
        write_message(ticket, TicketDirection.IN, text, files=files, at=ticket.received_at)
        if not is_flood(ticket):
            mail_asker(ticket, "received")
            mail_staff(ticket, "opened")
        record("ticket.opened", ticket, kind=topic, way=channel)
    return Opened(ticket, link)


def _make(asker: Asker, topic: TicketTopic, channel: TicketChannel, link: str) -> Ticket:
    ticket = Ticket(
        id=new_id(),
        workspace_id=HOUSE_ID,
        reference=_free_reference(),
        topic=topic,
        channel=channel,
        language=(get_language() or "en")[:2],
        asker_id=asker.user_id,
        customer_id=asker.customer_id,
        link_hash=hash_of(link),
        address_hash=hash_of_address(asker.email),
    )
    words = {"address": asker.email, "name": asker.name, "company": asker.company, "link": link}
    TICKET.seal(ticket, words)
    return ticket


def _free_reference() -> str:
    """Of two that meet all the same, the unique constraint lets one in."""
    while Ticket.objects.filter(reference=(made := new_reference())).exists():
        pass
    return made
