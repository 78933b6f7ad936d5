"""The form of who found no free time, and behind its mailed link: wait, or wait no more."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import public
from enquiries.bookings.finding import free_now
from enquiries.bookings.rates import too_many
from enquiries.bookings.views.links import gone
from enquiries.bookings.waiting.asking import ask_for_times, behind, confirm_waiting, stop_waiting
from enquiries.bookings.waiting.forms import WaitForm
from enquiries.following import go_to
from enquiries.house import as_visitor

_READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def ask(request: HttpRequest) -> HttpResponseBase:
    """The address, while nothing is free; its answer is the same whoever asks."""
    if (refusal := too_many(request, "form")) is not None:
        return refusal
    with as_visitor():
        if free_now():
            return go_to(request, "demo")
    form = WaitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if (refusal := too_many(request, "address", email)) is not None:
            return refusal
        with as_visitor():
            ask_for_times(email=email)
        return go_to(request, "demo_wait_sent")
    return render(request, "enquiries/bookings/waiting/ask.html", {"form": form})


@require_safe
@public
def sent(request: HttpRequest) -> HttpResponseBase:
    """One page for everybody who sent the form."""
    return render(request, "enquiries/bookings/waiting/state.html", {"state": "sent"})


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def waiting(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The mailed link. Opening it changes nothing: its buttons confirm, or delete the address."""
    if (refusal := too_many(request, "link")) is not None:
        return refusal
    with as_visitor():
        state = _answered(request, secret) if request.method == "POST" else _standing(secret)
    if not state:
        return gone(request)
    return render(request, "enquiries/bookings/waiting/state.html", {"state": state})


def _answered(request: HttpRequest, secret: str) -> str:
    """What the button did; empty for a link that is no good."""
    if "stop" in request.POST:
        return "left" if stop_waiting(secret=secret) else ""
    return "waits" if confirm_waiting(secret=secret) else ""


def _standing(secret: str) -> str:
    found = behind(secret).first()
    return ("waits" if found.confirmed_at else "asked") if found else ""
