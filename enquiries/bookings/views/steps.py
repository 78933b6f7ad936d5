"""What staff does to one booking: calls it off, moves it, notes whether anybody came."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import MemberRequest, staff
from accounts.errors import Refused
from accounts.permissions import Permission
from enquiries.bookings.booking import cancel_booking, move_booking
from enquiries.bookings.finding import free_now
from enquiries.bookings.forms import CancelForm, MoveForm, OutcomeForm
from enquiries.bookings.keeping import note_outcome
from enquiries.bookings.views.public import calendar_context, chosen_start, words_of
from enquiries.crumbs import Crumb
from enquiries.models import Booking

_MANAGE = Permission.MANAGE_BOOKINGS


@require_POST
@staff(_MANAGE)
def cancel(request: MemberRequest, booking_id: UUID) -> HttpResponseBase:
    """Call it off, with a mail to the visitor."""
    form = CancelForm(request.POST)
    if form.is_valid():
        deed = {"booking_id": found_booking(booking_id).pk, "reason": form.cleaned_data["reason"]}
        _try(request, cancel_booking, _("The demo is cancelled, and the visitor is told."), **deed)
    return _back(request, booking_id)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(_MANAGE)
def move(request: MemberRequest, booking_id: UUID) -> HttpResponseBase:
    """The calendar by the workspace's clock; a time, then the button."""
    found = found_booking(booking_id)
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = {"booking_id": found.pk, "starts_at": form.cleaned_data["slot"]}
        if _try(request, move_booking, _("The demo is moved, and the visitor is told."), **deed):
            return _back(request, booking_id)
    free = [at for at in free_now(but=found.pk) if at != found.starts_at]
    context = calendar_context(request, free, request.path, request.workspace.time_zone)
    start = chosen_start(request, free, context["zone"])
    context |= {
        "booking": found,
        "form": form,
        "start": start,
        "words": words_of(start, context["zone"]) if start else "",
        "breadcrumbs": [crumb(request)],
    }
    return render(request, "enquiries/bookings/staff_move.html", context)


@require_POST
@staff(_MANAGE)
def outcome(request: MemberRequest, booking_id: UUID) -> HttpResponseBase:
    """Whether anybody came."""
    form = OutcomeForm(request.POST)
    if form.is_valid():
        deed = {"booking_id": found_booking(booking_id).pk, "outcome": form.cleaned_data["outcome"]}
        _try(request, note_outcome, _("It is noted."), **deed)
    return _back(request, booking_id)


def found_booking(booking_id: UUID) -> Booking:
    """One of the house; raises Http404."""
    found = Booking.objects.filter(pk=booking_id).first()
    if found is None:
        raise Http404("No such booking.")
    return found


def crumb(request: MemberRequest) -> Crumb:
    """The way back to the list."""
    url = reverse("enquiries:bookings", args=[request.workspace.slug])
    return Crumb(_("Bookings"), url)


def _try(request: MemberRequest, service: Any, words: str, **deed: Any) -> bool:
    try:
        service(**deed)
    except Refused as trouble:
        messages.error(request, str(trouble))
        return False
    messages.success(request, words)
    return True


def _back(request: MemberRequest, booking_id: UUID) -> HttpResponseBase:
    return redirect("enquiries:booking", slug=request.workspace.slug, booking_id=booking_id)
