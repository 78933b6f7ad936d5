"""The page of cookie choices, to which the banner sends its answer too; it needs no script."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import public
from privacy.consent import gpc
from privacy.consent.registry import trackers
from privacy.consent.views.answers import asked, take_answer
from privacy.models import ConsentChannel


@require_http_methods(["GET", "HEAD", "POST"])
@public
def choices(request: Any) -> HttpResponseBase:
    """Purposes one by one, none of them ticked that was not agreed to; saving is the answer."""
    if request.method == "POST":
        return take_answer(request, otherwise=reverse("privacy_consent:choices"))
    context = {**asked(ConsentChannel.PAGE, request.consent), "trackers": trackers()}
    return render(request, "privacy/consent/choices.html", context)


@require_safe
@public
def gpc_support(request: Any) -> HttpResponse:
    """That Global Privacy Control is honoured, as its specification has sites say it."""
    return JsonResponse(gpc.SUPPORT)
