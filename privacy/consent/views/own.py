"""One's own consents and usage: seen, taken along as a file, and ended."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import personal
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import plain_rows
from accounts.tenancy import inside
from privacy.consent.asking import has_signal
from privacy.consent.choosing import standing_of
from privacy.consent.files import csv_of
from privacy.consent.own import own_events, own_rows, own_usage
from privacy.consent.views.answers import asked, take_answer
from privacy.consent.words import feature_words, place_words, purpose_words, time_words
from privacy.models import ConsentChannel

_USAGE = ("day", "feature", "action", "count", "seconds")


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def own(request: Any) -> HttpResponseBase:
    """What one chose and answered, and all that was counted of it."""
    if request.method == "POST":
        return take_answer(request, otherwise=reverse("privacy_consent:own"))
    with inside(HOUSE_ID):
        events, usage = own_events(request.user.pk), own_usage(request.user.pk)
        standing = standing_of(request.user.pk, signal=has_signal(request))
    context = {
        **asked(ConsentChannel.SETTINGS, standing),
        "events": [(one, purpose_words(one.purpose)) for one in events],
        "usage": [
            (use, place_words(use.feature), feature_words(use.feature), time_words(use.seconds))
            for use in usage
        ],
    }
    return render(request, "privacy/consent/own.html", context)


@require_safe
@personal
def download(request: Any, kind: str) -> HttpResponse:
    """Everything of it as JSON, or the usage as CSV."""
    with inside(HOUSE_ID):
        rows = own_rows([request.user.pk])
    name = f"usage-{timezone.now():%Y-%m-%d}.{kind}"
    answer: HttpResponse
    if kind == "json":
        plain = {table: plain_rows(found) for table, found in rows.items()}
        answer = JsonResponse(plain, json_dumps_params={"indent": 1})
    else:
        answer = HttpResponse(
            csv_of(_USAGE, rows["privacy.usageday"]), content_type="text/csv; charset=utf-8"
        )
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
