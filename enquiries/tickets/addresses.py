"""The support address, and the marks by which an answer finds its ticket.

support@domain is for everybody; an answer goes to support+<reference>-<mark>@domain. The mark is a
keyed hash of the ticket's id: nobody guesses one, and that of another ticket opens nothing here.
"""

import re
from dataclasses import dataclass

from django.conf import settings

from accounts.letters.marks import MARK, mark_of
from enquiries.models import Ticket, TicketState
from enquiries.tickets.finding import is_reachable
from enquiries.tickets.references import IN_ADDRESS, with_prefix, without_prefix
from enquiries.tickets.sealing import thread_hash, thread_hashes

_BASE = "support"
_LOCAL = re.compile(rf"^{_BASE}(?:\+(?:{IN_ADDRESS}-{MARK}|[^@]*))?$")


@dataclass(frozen=True)
class Place:
    """Where a mail belongs: perhaps to a ticket, by its reference and mark."""

    reference: str = ""
    mark: str = ""


def support_address() -> str:
    """Where people write to; empty where no mail arrives by itself."""
    domain = settings.SUPPORT_MAIL_DOMAIN
    return f"{_BASE}@{domain}" if domain else ""


def place_of(address: str) -> Place | None:
    """Where a mail to this address belongs; None for addresses that are none of ours."""
    local, _at, domain = address.strip().lower().rpartition("@")
    if not settings.SUPPORT_MAIL_DOMAIN or domain != settings.SUPPORT_MAIL_DOMAIN:
        return None
    found = _LOCAL.match(local)
    if found is None:
        return None
    return Place(with_prefix(found["reference"]), found["mark"]) if found["mark"] else Place()


def reply_to(ticket: Ticket) -> str:
    """Where an answer about this ticket goes; empty where no mail arrives by itself."""
    domain, mark = settings.SUPPORT_MAIL_DOMAIN, mark_of(thread_hash(ticket.pk))
    return f"{_BASE}+{without_prefix(ticket.reference)}-{mark}@{domain}" if domain else ""


def answered_ticket(place: Place) -> Ticket | None:
    """The ticket that a mail answers, locked; None for forged marks, spam and what is long over."""
    rows = Ticket.objects.select_for_update(no_key=True).exclude(state=TicketState.SPAM)
    ticket = rows.filter(reference=place.reference).first() if place.mark else None
    if ticket is None or not is_reachable(ticket):
        return None
    return ticket if place.mark in map(mark_of, thread_hashes(ticket.pk)) else None
