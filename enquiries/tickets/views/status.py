"""The asker's own page behind an unguessable link: state, messages, files; write again, close."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audit import acting_as
from accounts.doors import public
from accounts.errors import Trouble
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Ticket, TicketDirection
from enquiries.tickets.asking import close_own, write_again
from enquiries.tickets.attachments.keeping import file_of, handed_out
from enquiries.tickets.attachments.receiving import with_files
from enquiries.tickets.finding import LINK_KEPT, OPEN, letters_of, linked, reachable_until
from enquiries.tickets.forms import WriteForm
from enquiries.tickets.purposes import ANSWER_ASKER
from enquiries.tickets.rates import too_many
from enquiries.tickets.views.contact import PUBLIC, READ_AND_SEND


@with_files
@require_http_methods(READ_AND_SEND)
@public
@never_cache
def status(request: Any, secret: str) -> HttpResponseBase:
    """Where the ticket stands; a POST is a further message."""
    if (refusal := too_many(request, "message", secret)) is not None:
        return refusal
    form = WriteForm(request.POST or None, request.FILES or None)
    try:
        if request.method == "POST" and form.is_valid():
            with acting_as(PUBLIC):
                said = form.cleaned_data
                write_again(secret=secret, text=said["text"], files=said["attached"])
            messages.success(request, _("Your message is sent."))
            return _back(request, secret)
        with inside(HOUSE_ID):
            return _page(request, secret, form)
    except Ticket.DoesNotExist:
        return _gone(request)


@require_POST
@public
@never_cache
def close(request: Any, secret: str) -> HttpResponseBase:
    """The asker needs nothing more."""
    try:
        with acting_as(PUBLIC):
            close_own(secret=secret)
    except Ticket.DoesNotExist:
        return _gone(request)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("Your ticket is closed."))
    return _back(request, secret)


@require_safe
@public
@never_cache
def download(request: Any, secret: str, file_id: UUID) -> HttpResponseBase:
    """A file of the asker's own ticket."""
    with inside(HOUSE_ID):
        ticket = linked(secret)
        file = file_of(ticket.pk, file_id) if ticket else None
        if file is None or file.message.direction == TicketDirection.NOTE:
            raise Http404("No such file.")
        return handed_out(file, purpose=ANSWER_ASKER)


def _page(request: Any, secret: str, form: WriteForm) -> HttpResponseBase:
    ticket = linked(secret)
    if ticket is None:
        raise Ticket.DoesNotExist
    context = {
        "ticket": ticket,
        "letters": letters_of(ticket, with_notes=False),
        "is_open": ticket.state in OPEN,
        "until": reachable_until(ticket),
        "kept_days": LINK_KEPT.days,
        "form": form,
        "secret": secret,
    }
    return render(request, "enquiries/tickets/status.html", context)


def _gone(request: Any) -> HttpResponseBase:
    """One answer to every link that does not open."""
    return render(request, "enquiries/tickets/gone.html", status=404)


def _back(request: Any, secret: str) -> HttpResponseBase:
    path = reverse("enquiries:ticket_status", kwargs={"secret": secret})
    return redirect(request.address_prefix + path)
