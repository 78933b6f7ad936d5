"""Changes of subprocessors by mail, for anybody: asked for, confirmed by a link, left by one."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import public
from accounts.strangers.rates import Rates
from privacy.policies.addresses import reader_locale
from privacy.policies.forms import SubscribeForm
from privacy.policies.subscribing import (
    ask_for_changes,
    confirm_address,
    is_waiting,
    leave_changes,
)

_RATES = Rates("policies", {"form": "30/h/ip", "address": "5/h/key", "link": "60/h/ip"})
_READ_AND_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def subscribe(request: Any) -> HttpResponseBase:
    """The form; its answer is the same whoever asks."""
    if (refusal := _RATES.too_many(request, "form")) is not None:
        return refusal
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if (refusal := _RATES.too_many(request, "address", email)) is not None:
            return refusal
        ask_for_changes(email=email, language=reader_locale())
        return redirect(f"{request.address_prefix}{reverse('policies:subscribe_sent')}")
    return render(request, "privacy/policies/subscribe.html", {"form": form})


@require_safe
@public
def sent(request: HttpRequest) -> HttpResponseBase:
    """One page for everyone who sent the form."""
    return render(request, "privacy/policies/subscribe_sent.html")


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def confirm(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The mailed link. Mail scanners open links, so opening it changes nothing: the button does."""
    if (refusal := _RATES.too_many(request, "link")) is not None:
        return refusal
    if request.method == "POST":
        state = "confirmed" if confirm_address(secret) else "gone"
    else:
        state = "waiting" if is_waiting(secret) else "gone"
    status = 404 if state == "gone" else 200
    return render(request, "privacy/policies/confirm.html", {"state": state}, status=status)


@csrf_exempt
@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponseBase:
    """One click in a mail program posts here without a cookie (RFC 8058); reading changes nothing.

    Again and again it answers the same, and it leads nowhere else.
    """
    state = "asked"
    if request.method == "POST":
        state = "left" if leave_changes(token) else "gone"
    status = 404 if state == "gone" else 200
    return render(request, "privacy/policies/leave.html", {"state": state}, status=status)
