"""Writes the rows that every step of a ticket leaves: a sealed message, its files, the state."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from accounts.audit import current_actor
from accounts.crypto import encrypt
from accounts.national_numbers import keep_apart
from accounts.tenancy import new_id, require_workspace_id
from enquiries.models import Ticket, TicketDirection, TicketMessage, TicketState
from enquiries.tickets.attachments.checking import CheckedFile
from enquiries.tickets.attachments.keeping import keep_files
from enquiries.tickets.purposes import TEXT
from enquiries.tickets.sealing import MESSAGE

LONGEST = 10_000


def write_message(
    ticket: Ticket,
    direction: TicketDirection,
    text: str,
    *,
    files: Iterable[CheckedFile] = (),
    at: datetime | None = None,
) -> TicketMessage:
    """One message, sealed for its row; national identification numbers in it are kept apart."""
    message = TicketMessage(
        id=new_id(),
        workspace_id=require_workspace_id(),
        ticket=ticket,
        direction=direction,
        at=at or timezone.now(),
        author_id=None if direction == TicketDirection.IN else current_actor().id,
    )
    words = keep_apart(text, place=TEXT, row_id=message.pk)
    message.text = encrypt(MESSAGE.place(message, "text"), words)
    message.save(force_insert=True)
    keep_files(message, files)
    return message


def move(ticket: Ticket, state: TicketState, *, is_written: bool = False) -> None:
    """Into a state, with the moment at which it ended where it did."""
    now = timezone.now()
    is_over = state in (TicketState.CLOSED, TicketState.SPAM)
    ticket.state, ticket.closed_at = state, now if is_over else None
    if is_written:
        ticket.written_at = now
    ticket.save(update_fields=["state", "closed_at", "written_at"])
