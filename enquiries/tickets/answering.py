"""What staff do with a ticket: answer, note, assign, close, reopen, and tell spam."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models.workspace import HOUSE_ID
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.tenancy import inside
from enquiries.models import Ticket, TicketDirection, TicketState
from enquiries.tickets.finding import OPEN
from enquiries.tickets.mails import mail_asker
from enquiries.tickets.writing import move, write_message


def answer_ticket(*, ticket_id: UUID, text: str, is_last: bool = False) -> None:
    """Mail the answer to the asker, and keep it; `is_last` closes the ticket with it."""
    with inside(HOUSE_ID):
        ticket = locked_ticket(ticket_id, *OPEN)
        write_message(ticket, TicketDirection.OUT, text)
        if ticket.answered_at is None:
            ticket.answered_at = timezone.now()
            ticket.save(update_fields=["answered_at"])
        state = TicketState.CLOSED if is_last else TicketState.THEIRS
        move(ticket, state, is_written=True)
        mail_asker(ticket, "closed" if is_last else "answered", text)
        record("ticket.answered", ticket)
        if is_last:
            record("ticket.closed", ticket)


def note_on_ticket(*, ticket_id: UUID, text: str) -> None:
    """Words that only staff read; the person gets them with a copy of their data."""
    with inside(HOUSE_ID):
        ticket = locked_ticket(ticket_id)
        write_message(ticket, TicketDirection.NOTE, text)
        record("ticket.noted", ticket)


def assign_ticket(*, ticket_id: UUID, assignee: UUID | None) -> None:
    """Give it to a member who may answer, or to nobody; raises Refused for anybody else."""
    with inside(HOUSE_ID):
        ticket = locked_ticket(ticket_id)
        known = {one.user_id for one in members_who_may(Permission.ANSWER_TICKETS)}
        if assignee is not None and assignee not in known:
            raise Refused(_("This person may not answer tickets."), code="not_staff")
        ticket.assignee_id = assignee
        ticket.save(update_fields=["assignee_id"])
        record("ticket.assigned", ticket, user=assignee)


def close_ticket(*, ticket_id: UUID) -> None:
    """Nothing more is to be done; the asker is told, and may write again."""
    with inside(HOUSE_ID):
        ticket = locked_ticket(ticket_id, *OPEN)
        move(ticket, TicketState.CLOSED)
        mail_asker(ticket, "closed")
        record("ticket.closed", ticket)


def reopen_ticket(*, ticket_id: UUID) -> None:
    """Something is to be done after all; spam that was none comes back by it, too."""
    with inside(HOUSE_ID):
        ticket = locked_ticket(ticket_id, TicketState.CLOSED, TicketState.SPAM)
        move(ticket, TicketState.OURS)
        record("ticket.reopened", ticket)


def mark_spam(*, ticket_id: UUID) -> None:
    """Out of the queue, closed to its sender, and deleted after 30 days."""
    with inside(HOUSE_ID):
        ticket = locked_ticket(ticket_id, *OPEN, TicketState.CLOSED)
        move(ticket, TicketState.SPAM)
        record("ticket.spam", ticket)


def locked_ticket(ticket_id: UUID, *states: TicketState) -> Ticket:
    """The ticket for one step at a time; raises Refused in any other state."""
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=ticket_id)
    if states and ticket.state not in states:
        raise Refused(
            _("This ticket is in another state now: %(state)s.")
            % {"state": ticket.get_state_display()},
            code="other_state",
        )
    return ticket
