"""One ticket as staff see it, and their steps on it; each reading is noted for the asker."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, staff
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.readings import email_key, note_reading
from accounts.selectors import members_who_may
from accounts.spelling import shown
from enquiries.models import Ticket, TicketState
from enquiries.tickets import answering
from enquiries.tickets.attachments.keeping import file_of, handed_out
from enquiries.tickets.finding import OPEN, customer_of, letters_of
from enquiries.tickets.forms import AnswerForm, AssignForm, HandOverForm, NoteForm
from enquiries.tickets.handing import hand_over, kinds_of_request
from enquiries.tickets.purposes import ANSWER_ASKER, FILE, FILE_NAME, ON_THE_PAGE
from enquiries.tickets.queue import age_of, answered_in
from enquiries.tickets.sealing import address_of, company_of, name_of

_PERMISSION = Permission.ANSWER_TICKETS


@dataclass(frozen=True)
class Crumb:
    """One step of the way up."""

    label: str
    url: str


@dataclass(frozen=True)
class Step:
    """One step of staff: its service, what is said when it is done, and its form, if it has one."""

    do: Callable[..., None]
    done: Any
    form: str = ""


STEPS: dict[str, Step] = {
    "answer": Step(answering.answer_ticket, gettext_lazy("Your answer is on its way."), "answer"),
    "note": Step(answering.note_on_ticket, gettext_lazy("The note is kept."), "note"),
    "assign": Step(
        answering.assign_ticket, gettext_lazy("It is decided who works on it."), "assign"
    ),
    "hand-over": Step(hand_over, gettext_lazy("The privacy desk has it."), "kind"),
    "close": Step(answering.close_ticket, gettext_lazy("The ticket is closed.")),
    "reopen": Step(answering.reopen_ticket, gettext_lazy("The ticket is open again.")),
    "spam": Step(answering.mark_spam, gettext_lazy("It is spam, and deleted after 30 days.")),
}


@require_safe
@staff(_PERMISSION)
@never_cache
def ticket(request: MemberRequest, ticket_id: UUID) -> HttpResponseBase:
    """What was asked and answered, and what can be done next."""
    return _page(request, _asked(ticket_id), {})


@require_POST
@staff(_PERMISSION)
def take_step(request: MemberRequest, ticket_id: UUID, step: str) -> HttpResponseBase:
    """Do it; what is wrong with its form is shown on the ticket's page."""
    found, chosen = _asked(ticket_id), STEPS[step]
    form = _forms(found, request.POST)[chosen.form] if chosen.form else None
    if form is not None and not form.is_valid():
        return _page(request, found, {chosen.form: form})
    try:
        chosen.do(ticket_id=found.pk, **(form.cleaned_data if form else {}))
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, str(chosen.done))
    return redirect("enquiries:ticket", slug=request.workspace.slug, ticket_id=found.pk)


@require_safe
@staff(_PERMISSION)
@never_cache
def download(request: MemberRequest, ticket_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file of this ticket, never shown in the page."""
    found = _asked(ticket_id)
    file = file_of(found.pk, file_id)
    if file is None:
        raise Http404("No such file.")
    _note(found, FILE, FILE_NAME)
    return handed_out(file, purpose=ANSWER_ASKER)


def _asked(ticket_id: UUID) -> Ticket:
    found = Ticket.objects.filter(pk=ticket_id).first()
    if found is None:
        raise Http404("No such ticket.")
    return found


def _page(request: MemberRequest, found: Ticket, bound: dict[str, forms.Form]) -> HttpResponseBase:
    _note(found, *ON_THE_PAGE)
    place = reverse("enquiries:tickets", args=[request.workspace.slug])
    context = {
        "ticket": found,
        "address": shown(address_of(found, purpose=ANSWER_ASKER)),
        "name": name_of(found, purpose=ANSWER_ASKER),
        "company": company_of(found, purpose=ANSWER_ASKER),
        "customer": customer_of(found),
        "letters": letters_of(found, with_notes=True),
        "age": age_of(found),
        "answered_in": answered_in(found),
        "is_open": found.state in OPEN,
        "is_spam": found.state == TicketState.SPAM,
        "forms": {**_forms(found), **bound},
        "has_desk": bool(kinds_of_request()),
        "breadcrumbs": [Crumb(_("Tickets"), place)],
    }
    return render(request, "enquiries/tickets/ticket.html", context)


def _forms(found: Ticket, data: Any = None) -> dict[str, forms.Form]:
    people = members_who_may(_PERMISSION)
    return {
        "answer": AnswerForm(data),
        "note": NoteForm(data, prefix="note"),
        "assign": AssignForm(data, staff=people, initial={"assignee": found.assignee_id or ""}),
        "kind": HandOverForm(data, kinds=kinds_of_request()),
    }


def _note(found: Ticket, *fields: str) -> None:
    """By the address, so that the log is found for the person, and parted from them with it."""
    note_reading(
        subject_key=email_key(address_of(found, purpose=ANSWER_ASKER)),
        purpose=ANSWER_ASKER,
        fields=fields,
        place="tickets",
    )
