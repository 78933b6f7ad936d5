"""Looks tickets up: by the secret of their link, by reference or address, and for the queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User, Workspace
from accounts.strangers.links import hash_of
from enquiries.models import Ticket, TicketDirection, TicketFile, TicketMessage, TicketState
from enquiries.sealing import hashes_of_address
from enquiries.tickets.purposes import ANSWER_ASKER
from enquiries.tickets.quoting import Folded, fold
from enquiries.tickets.references import read_reference
from enquiries.tickets.sealing import file_name_of, text_of

# After this the asker's page opens no more, and a mail about it opens a ticket of its own.
LINK_KEPT = timedelta(days=90)
OPEN = (TicketState.OURS, TicketState.THEIRS)
_SEEN_BY_ASKER = (TicketDirection.IN, TicketDirection.OUT)


@dataclass(frozen=True)
class ShownFile:
    """A file as it is listed."""

    id: UUID
    name: str
    size: int


@dataclass(frozen=True)
class Letter:
    """A message as it is read: what is quoted in it is folded."""

    at: datetime
    direction: str
    text: Folded
    author: str
    files: tuple[ShownFile, ...]


def linked(secret: str) -> Ticket | None:
    """The ticket whose asker holds this link; None for forged ones, spam, and 90 days after."""
    rows = Ticket.objects.filter(link_hash=hash_of(secret)).exclude(state=TicketState.SPAM)
    found = rows.first()
    return found if found and is_reachable(found) else None


def is_reachable(ticket: Ticket) -> bool:
    """Whether its asker may still read and write."""
    until = reachable_until(ticket)
    return until is None or until > timezone.now()


def reachable_until(ticket: Ticket) -> datetime | None:
    """When the asker's link ends; None while the ticket is open."""
    return ticket.closed_at + LINK_KEPT if ticket.closed_at else None


def letters_of(ticket: Ticket, *, with_notes: bool) -> list[Letter]:
    """What was written, oldest first; notes and authors are for staff alone."""
    rows = TicketMessage.objects.filter(ticket=ticket).order_by("at", "id")
    if not with_notes:
        rows = rows.filter(direction__in=_SEEN_BY_ASKER)
    found = list(rows)
    files, authors = _files_of(found), names_of_staff(row.author_id for row in found)
    return [
        Letter(
            at=row.at,
            direction=row.direction,
            text=fold(text_of(row, purpose=ANSWER_ASKER)),
            author=authors.get(row.author_id, "") if with_notes else "",
            files=tuple(files.get(row.pk, ())),
        )
        for row in found
    ]


def _files_of(messages: list[TicketMessage]) -> dict[UUID, list[ShownFile]]:
    found: dict[UUID, list[ShownFile]] = {}
    for row in TicketFile.objects.filter(message__in=messages).order_by("id"):
        shown = ShownFile(row.pk, file_name_of(row, purpose=ANSWER_ASKER), row.size)
        found.setdefault(row.message_id, []).append(shown)
    return found


def names_of_staff(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """{login: name} of those who work on tickets, by one statement."""
    known = {one for one in ids if one}
    return {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=known)}


def customer_of(ticket: Ticket) -> Workspace | None:
    """The workspace that an asker who was logged in named, while there is one."""
    return Workspace.objects.filter(pk=ticket.customer_id).first() if ticket.customer_id else None


def tickets_of(user: User) -> "QuerySet[Ticket]":
    """What somebody asked logged in, newest first."""
    rows = Ticket.objects.filter(asker_id=user.pk).exclude(state=TicketState.SPAM)
    return rows.order_by("-received_at", "-id")


def found_by(words: str) -> "QuerySet[Ticket]":
    """By reference or by whole address; nothing for what is neither."""
    if reference := read_reference(words):
        return Ticket.objects.filter(reference=reference)
    if "@" in words:
        return Ticket.objects.filter(address_hash__in=hashes_of_address(words))
    return Ticket.objects.none()
