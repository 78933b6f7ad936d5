"""The public form, and the one for whoever is logged in."""

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import Actor, acting_as
from accounts.doors import LAST_WORKSPACE, personal, public
from accounts.models import Membership, User
from accounts.models.workspace import HOUSE_ID
from accounts.selectors import memberships_of
from accounts.tenancy import inside
from enquiries.models import TicketChannel, TicketTopic
from enquiries.tickets.addresses import support_address
from enquiries.tickets.attachments.receiving import with_files
from enquiries.tickets.finding import tickets_of
from enquiries.tickets.forms import ContactForm, SupportForm
from enquiries.tickets.mails import link_of
from enquiries.tickets.opening import Asker, Opened, open_ticket
from enquiries.tickets.rates import too_many
from enquiries.tickets.references import read_reference

PUBLIC = Actor("public")
READ_AND_SEND = ["GET", "HEAD", "POST"]
_OWN_SHOWN = 20


@with_files
@require_http_methods(READ_AND_SEND)
@public
@never_cache
def contact(request: Any) -> HttpResponseBase:
    """For everybody; its answer is the same whoever asks."""
    if (refusal := too_many(request, "form")) is not None:
        return refusal
    initial = {"topic": request.GET.get("topic", TicketTopic.GENERAL)}
    form = ContactForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if (refusal := too_many(request, "address", said["email"])) is not None:
            return refusal
        path = reverse("enquiries:contact_sent", args=[_open(said).ticket.reference])
        return redirect(request.address_prefix + path)
    context = {"form": form, "mailbox": support_address()}
    return render(request, "enquiries/tickets/contact.html", context)


def _open(said: dict[str, Any]) -> Opened:
    with acting_as(PUBLIC):
        return open_ticket(
            asker=Asker(said["email"], said["name"], said["company"]),
            topic=TicketTopic(said["topic"]),
            channel=TicketChannel.FORM,
            text=said["text"],
            files=said["attached"],
        )


@require_safe
@public
def contact_sent(request: Any, reference: str) -> HttpResponseBase:
    """One page for everyone who sent the form; it looks nothing up."""
    if read_reference(reference) != reference:
        raise Http404("No reference looks like this.")
    return render(request, "enquiries/tickets/sent.html", {"reference": reference})


@with_files
@require_http_methods(READ_AND_SEND)
@personal
@never_cache
def support(request: Any) -> HttpResponseBase:
    """For whoever is logged in: the address is known to be theirs, so their page opens at once."""
    user, places = request.user, list(memberships_of(request.user))
    if (refusal := too_many(request, "own", str(user.pk))) is not None:
        return refusal
    initial = {"workspace": request.COOKIES.get(LAST_WORKSPACE, "")}
    form = SupportForm(request.POST or None, request.FILES or None, places=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        opened = _open_for(user, places, form.cleaned_data)
        return redirect("enquiries:ticket_status", secret=opened.link)
    with inside(HOUSE_ID):
        own = [(one, link_of(one)) for one in tickets_of(user)[:_OWN_SHOWN]]
    return render(request, "enquiries/tickets/support.html", {"form": form, "own": own})


def _open_for(user: User, places: list[Membership], said: dict[str, Any]) -> Opened:
    named = [one.workspace for one in places if str(one.workspace_id) == said["workspace"]]
    with acting_as(PUBLIC):
        return open_ticket(
            asker=Asker(
                email=user.email,
                name=user.get_full_name(),
                company=named[0].name if named else "",
                user_id=user.pk,
                customer_id=named[0].pk if named else None,
            ),
            topic=TicketTopic.SUPPORT,
            channel=TicketChannel.LOGIN,
            text=said["text"],
            files=said["attached"],
        )
