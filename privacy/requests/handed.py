"""Takes what somebody wrote to Proactivox as a ticket, and what turned out to be a request."""

from uuid import UUID

from django.utils import translation

from enquiries.tickets.handing import Desk, Handed
from privacy.models import Kind
from privacy.requests.arrivals import send_mail_link
from privacy.requests.forms import KINDS


def take_ticket(handed: Handed, kind: str) -> UUID:
    """As a mail to the privacy address: received when the ticket was, and waiting for its proof.

    A ticket's address is what somebody typed, so the link shows whether the mailbox is theirs.
    """
    with translation.override(handed.language):
        request = send_mail_link(
            kind=Kind(kind),
            email=handed.email,
            text=handed.text,
            received_at=handed.received_at,
        )
    return request.pk


DESK = Desk(kinds=lambda: KINDS, take=take_ticket)
