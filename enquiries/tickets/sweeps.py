"""What happens to tickets at night: those that nobody goes on with close, and old ones go."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.audit import record
from accounts.models.workspace import HOUSE_ID
from accounts.national_numbers.holdings import erase_numbers
from accounts.tenancy import inside
from enquiries.models import Ticket, TicketMessage, TicketState
from enquiries.tickets.mails import mail_asker
from enquiries.tickets.writing import move

# The classification of tickets promises both, in enquiries.tickets.holdings.
CLOSED_KEPT = timedelta(days=730)
SPAM_KEPT = timedelta(days=30)
QUIET = timedelta(days=30)


def close_quiet_tickets() -> int:
    """Close those whose asker has not answered for 30 days, and tell them; how many."""
    with inside(HOUSE_ID):
        quiet = Q(state=TicketState.THEIRS, written_at__lt=timezone.now() - QUIET)
        tickets = list(Ticket.objects.select_for_update(no_key=True).filter(quiet))
        for ticket in tickets:
            move(ticket, TicketState.CLOSED)
            mail_asker(ticket, "quiet")
            record("ticket.closed", ticket)
    return len(tickets)


def forget_tickets() -> int:
    """Delete what was closed 24 months ago, and spam after 30 days, with all files; how many."""
    now = timezone.now()
    closed = Q(state=TicketState.CLOSED, closed_at__lt=now - CLOSED_KEPT)
    spam = Q(state=TicketState.SPAM, closed_at__lt=now - SPAM_KEPT)
    with inside(HOUSE_ID):
        return delete_tickets(list(Ticket.objects.filter(closed | spam)))


def delete_tickets(tickets: list[Ticket]) -> int:
    """With words, files, and numbers that were kept apart from the words."""
    messages = TicketMessage.objects.filter(ticket__in=tickets)
    erase_numbers(messages.values_list("pk", flat=True))
    Ticket.objects.filter(pk__in=[one.pk for one in tickets]).delete()
    return len(tickets)
