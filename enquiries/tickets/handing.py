"""Hands what turns out to be about somebody's rights to the privacy desk, as of its receipt.

Enquiries does not know that desk: privacy registers it at start.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import TicketDirection, TicketMessage, TicketState
from enquiries.tickets.answering import locked_ticket
from enquiries.tickets.finding import OPEN
from enquiries.tickets.purposes import ANSWER_ASKER
from enquiries.tickets.sealing import address_of, text_of
from enquiries.tickets.writing import move, write_message


@dataclass(frozen=True)
class Handed:
    """What the desk gets: whose it is, their words, when they reached us, their language."""

    email: str
    text: str
    received_at: datetime
    language: str


@dataclass(frozen=True)
class Desk:
    """A desk for rights: `kinds` are (value, label) to choose from; `take` gives its request's id.

    `take` is called inside the house and in the hand-over's own transaction.
    """

    kinds: Callable[[], Sequence[tuple[str, Any]]]
    take: Callable[[Handed, str], UUID]


_desks: list[Desk] = []


def register_desk(desk: Desk) -> None:
    """Privacy calls this once, at start; a later call takes the place of the earlier."""
    _desks[:] = [desk]


def kinds_of_request() -> list[tuple[str, Any]]:
    """What can be asked of the desk; empty where there is none."""
    return list(_desks[0].kinds()) if _desks else []


def hand_over(*, ticket_id: UUID, kind: str) -> None:
    """Make a privacy request of what the asker wrote, received when the ticket was; close it here.

    Raises Refused where there is no desk, or no such kind.
    """
    if kind not in dict(kinds_of_request()):
        raise Refused(_("No desk takes such a request."), code="no_desk")
    with inside(HOUSE_ID):
        ticket = locked_ticket(ticket_id, *OPEN)
        rows = TicketMessage.objects.filter(ticket=ticket, direction=TicketDirection.IN)
        texts = [text_of(row, purpose=ANSWER_ASKER) for row in rows.order_by("at", "id")]
        handed = Handed(
            email=address_of(ticket, purpose=ANSWER_ASKER),
            text="\n\n".join(texts),
            received_at=ticket.received_at,
            language=ticket.language,
        )
        request_id = _desks[0].take(handed, kind)
        write_message(ticket, TicketDirection.NOTE, _("Handed to the privacy desk."))
        ticket.handed_at = timezone.now()
        ticket.save(update_fields=["handed_at"])
        move(ticket, TicketState.CLOSED)
        record("ticket.handed_over", ticket, request=request_id, kind=kind)
