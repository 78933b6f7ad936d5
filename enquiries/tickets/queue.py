"""The queue: which tickets are in which view, how old each is, how long its first answer took."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enquiries.models import Ticket, TicketState
from enquiries.tickets.finding import OPEN, names_of_staff

# {view: (words, which)}; "mine" is asked for with the reader's own id.
_VIEWS: dict[str, tuple[Any, Q]] = {
    "open": (_("Open"), Q(state__in=OPEN)),
    "ours": (_("Waiting for us"), Q(state=TicketState.OURS)),
    "theirs": (_("Waiting for them"), Q(state=TicketState.THEIRS)),
    "mine": (_("Mine"), Q(state__in=OPEN)),
    "closed": (_("Closed"), Q(state=TicketState.CLOSED)),
    "spam": (_("Spam"), Q(state=TicketState.SPAM)),
}
FIRST = "open"


@dataclass(frozen=True)
class Row:
    """A ticket in the queue; `answered_in` is None until the first answer."""

    ticket: Ticket
    assignee: str
    since: datetime
    answered_in: timedelta | None


@dataclass(frozen=True)
class View:
    """One view of the queue, and how many are in it."""

    key: str
    label: Any
    count: int


def in_view(key: str, reader: UUID) -> "QuerySet[Ticket]":
    """What waits for us longest comes first; of what is over the newest."""
    rows = Ticket.objects.filter(_which(key, reader))
    is_over = key in ("closed", "spam")
    return rows.order_by("-closed_at", "id") if is_over else rows.order_by("written_at", "id")


def views(reader: UUID) -> list[View]:
    """All views with their counts, by one statement."""
    counted = {key: Count("pk", filter=_which(key, reader)) for key in _VIEWS}
    counts = Ticket.objects.aggregate(**counted)
    return [View(key, words, counts[key]) for key, (words, _rows) in _VIEWS.items()]


def is_view(key: str) -> bool:
    """Whether the queue has it."""
    return key in _VIEWS


def rows_of(tickets: "list[Ticket]") -> list[Row]:
    """These with the names of who works on them."""
    names = names_of_staff(one.assignee_id for one in tickets)
    return [
        Row(one, names.get(one.assignee_id, ""), one.received_at, answered_in(one))
        for one in tickets
    ]


def answered_in(ticket: Ticket) -> timedelta | None:
    """How long the asker waited for the first answer; None while there is none."""
    return ticket.answered_at - ticket.received_at if ticket.answered_at else None


def age_of(ticket: Ticket) -> timedelta:
    """From its receipt to its end, or until now."""
    return (ticket.closed_at or timezone.now()) - ticket.received_at


def _which(key: str, reader: UUID) -> Q:
    which = _VIEWS[key][1]
    return which & Q(assignee_id=reader) if key == "mine" else which
