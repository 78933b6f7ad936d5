"""What a visitor sees: coming webinars, one of them with its form, and the mailed links."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import public
from accounts.errors import Refused
from accounts.zones import groups, name_of, times_in, zone
from enquiries.following import go_to
from enquiries.house import as_visitor
from enquiries.models import RegistrationState, Webinar
from enquiries.webinars.finding import held_by, open_webinar, open_webinars, own_registration
from enquiries.webinars.forms import RegistrationForm
from enquiries.webinars.rates import too_many
from enquiries.webinars.registering import (
    cancel_registration,
    confirm_registration,
    register,
)

_READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_safe
@public
@never_cache
def webinars(request: HttpRequest) -> HttpResponseBase:
    """Those to come."""
    with as_visitor():
        found = [(one, _times(request, one)) for one in open_webinars()]
    context = {"webinars": found, **_zone(request)}
    return render(request, "enquiries/webinars/index.html", context)


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def webinar(request: HttpRequest, webinar_id: UUID) -> HttpResponseBase:
    """What it is about, and the form; the answer is the same whoever registers."""
    with as_visitor():
        found = open_webinar(webinar_id)
    if found is None:
        raise Http404("No such webinar.")
    if (refusal := too_many(request, "form")) is not None:
        return refusal
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if (refusal := too_many(request, "address", form.cleaned_data["email"])) is not None:
            return refusal
        if _is_taken_down(request, form, webinar_id):
            return go_to(request, "webinar_sent")
    left = max(found.seats - found.seated, 0)  # type: ignore[attr-defined]  # annotated
    context = {"webinar": found, "form": form, "left": left, **_zone(request)}
    return render(request, "enquiries/webinars/webinar.html", context | _times(request, found))


@require_safe
@public
def sent(request: HttpRequest) -> HttpResponseBase:
    """One page for everybody who sent the form."""
    return render(request, "enquiries/webinars/sent.html")


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def confirm(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The button that takes a seat. Mail scanners open links, so opening it changes nothing."""
    if (refusal := too_many(request, "link")) is not None:
        return refusal
    with as_visitor():
        found = held_by(secret)
        if found is None:
            return _gone(request)
        if request.method == "POST":
            state = confirm_registration(secret=secret)
            return go_to(request, "webinar_done", state) if state else _gone(request)
        context = {"webinar": found.webinar, "times": _times_of(found.zone, found.webinar)}
    return render(request, "enquiries/webinars/confirm.html", context)


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def cancel(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Somebody's own registration: the link to join, and the button that gives the seat free."""
    if (refusal := too_many(request, "link")) is not None:
        return refusal
    with as_visitor():
        found = own_registration(secret)
        if found is None:
            return _gone(request)
        if request.method == "POST":
            is_done = cancel_registration(secret=secret)
            return go_to(request, "webinar_done", "cancelled") if is_done else _gone(request)
        context = {
            "webinar": found.webinar,
            "times": _times_of(found.zone, found.webinar),
            "is_seated": found.state == RegistrationState.SEATED,
            "has_begun": found.webinar.starts_at <= timezone.now(),
        }
    return render(request, "enquiries/webinars/cancel.html", context)


@require_safe
@public
def done(request: HttpRequest, what: str) -> HttpResponseBase:
    """What came of it: seated, waiting or cancelled."""
    return render(request, "enquiries/webinars/done.html", {"what": what})


def _gone(request: HttpRequest) -> HttpResponseBase:
    return render(request, "enquiries/webinars/gone.html", status=404)


def _is_taken_down(request: HttpRequest, form: RegistrationForm, webinar_id: UUID) -> bool:
    name = name_of(request.GET.get("zone"))
    try:
        with as_visitor():
            register(webinar_id=webinar_id, zone=name, person=form.person)
    except Refused as trouble:
        form.add_error(None, str(trouble))
        return False
    return True


def _zone(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET.get("zone")
    name = name_of(asked)
    return {"zone": name, "where": zone(name), "zones": groups(name), "is_zone_asked": bool(asked)}


def _times(request: HttpRequest, found: Webinar) -> dict[str, Any]:
    return _times_of(name_of(request.GET.get("zone")), found)


def _times_of(name: str, found: Webinar) -> dict[str, Any]:
    return times_in(name, found.starts_at, found.ends_at)
