"""The reference page, open to everybody as the document itself."""

from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.doors import public
from accounts.forms import SCOPE_LABELS
from accounts.permissions import SCOPES
from proactivox.developers.reference import sections


@require_safe
@public
def developers(request: Any) -> HttpResponseBase:
    """Rules, scopes, and each address with examples."""
    context = {
        "sections": sections(),
        "scopes": [(scope.value, SCOPE_LABELS[scope]) for scope in SCOPES],
        "calls_at_once": settings.API_CALLS_AT_ONCE,
        "public_url": settings.PUBLIC_URL.rstrip("/"),
    }
    return render(request, "developers/reference.html", context)
