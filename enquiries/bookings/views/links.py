"""Behind the mailed links. Mail scanners open links, so opening one changes nothing: buttons do."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import public
from accounts.errors import Refused
from accounts.zones import name_of, zone
from enquiries.bookings.booking import cancel_booking, confirm_slot, move_booking
from enquiries.bookings.finding import free_now, held_by, linked
from enquiries.bookings.forms import MoveForm
from enquiries.bookings.rates import too_many
from enquiries.bookings.views.public import calendar_context, chosen_start, words_of
from enquiries.bookings.weeks import start_of
from enquiries.following import go_to
from enquiries.house import as_visitor
from enquiries.models import Booking

_READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def confirm(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The button that books what is held."""
    if (refusal := too_many(request, "link")) is not None:
        return refusal
    with as_visitor():
        found = held_by(secret)
        if found is None:
            return gone(request)
        if request.method == "POST":
            if confirm_slot(secret=secret):
                return go_to(request, "demo_done", "confirmed")
            return gone(request)
    return render(request, "enquiries/bookings/confirm.html", {"words": _words(found)})


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def move(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar again; a time, then the button that moves the demo there."""
    if (refusal := too_many(request, "link")) is not None:
        return refusal
    with as_visitor():
        found = linked(secret, "move")
        if found is None:
            return gone(request)
        form = MoveForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and _is_moved(form, found, secret):
            return go_to(request, "demo_done", "moved")
        free = [at for at in free_now(but=found.pk) if at != found.starts_at]
    context = calendar_context(request, free, request.path, fallback=found.zone)
    start = chosen_start(request, free, context["zone"])
    context |= {"form": form, "now_words": _words(found), "start": start}
    if start:
        context["words"] = words_of(start, context["zone"])
    status = 409 if form.errors else 200
    return render(request, "enquiries/bookings/move.html", context, status=status)


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def cancel(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The button that calls it off."""
    if (refusal := too_many(request, "link")) is not None:
        return refusal
    with as_visitor():
        found = linked(secret, "cancel")
        if found is None:
            return gone(request)
        if request.method == "POST":
            try:
                cancel_booking(booking_id=found.pk, secret=secret)
            except Refused:
                return gone(request)
            return go_to(request, "demo_done", "cancelled")
    return render(request, "enquiries/bookings/cancel.html", {"words": _words(found)})


@require_safe
@public
def done(request: HttpRequest, what: str) -> HttpResponseBase:
    """What came of it; the details are in the mail."""
    return render(request, "enquiries/bookings/done.html", {"what": what})


def gone(request: HttpRequest) -> HttpResponseBase:
    """One answer to every link that does not open."""
    return render(request, "enquiries/bookings/gone.html", status=404)


def _is_moved(form: MoveForm, found: Booking, secret: str) -> bool:
    try:
        slot = form.cleaned_data["slot"]
        move_booking(booking_id=found.pk, starts_at=slot, secret=secret)
    except Refused as trouble:
        form.add_error(None, str(trouble))
        return False
    return True


def _words(booking: Booking) -> str:
    name = name_of(booking.zone)
    return f"{words_of(start_of(booking.starts_at, zone(name)), name)} ({name})"
