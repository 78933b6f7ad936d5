"""What the asker does behind their link: write again, with files, and close."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Ticket, TicketDirection, TicketState
from enquiries.tickets.attachments.checking import CheckedFile
from enquiries.tickets.finding import OPEN, linked
from enquiries.tickets.mails import mail_staff
from enquiries.tickets.writing import move, write_message


def write_again(*, secret: str, text: str, files: Iterable[CheckedFile] = ()) -> None:
    """A further message; a closed ticket is open again. Raises Ticket.DoesNotExist."""
    with inside(HOUSE_ID):
        take_further(_locked(secret), text, files)


def take_further(ticket: Ticket, text: str, files: Iterable[CheckedFile]) -> None:
    """What the asker of a locked ticket wrote, however it came; staff are told."""
    write_message(ticket, TicketDirection.IN, text, files=files)
    move(ticket, TicketState.OURS, is_written=True)
    mail_staff(ticket, "written")
    record("ticket.written", ticket)


def close_own(*, secret: str) -> None:
    """The asker needs nothing more; raises Refused once it is closed, or Ticket.DoesNotExist."""
    with inside(HOUSE_ID):
        ticket = _locked(secret)
        if ticket.state not in OPEN:
            raise Refused(_("This ticket is closed."), code="ticket_closed")
        move(ticket, TicketState.CLOSED)
        mail_staff(ticket, "closed")
        record("ticket.closed", ticket)


def _locked(secret: str) -> Ticket:
    found = linked(secret)
    if found is None:
        raise Ticket.DoesNotExist
    return Ticket.objects.select_for_update(no_key=True).get(pk=found.pk)
