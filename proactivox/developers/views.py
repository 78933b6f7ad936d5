"""The reference, open to everybody as the document itself: its rules, and a page a group."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.doors import public
from accounts.forms import SCOPE_LABELS
from accounts.permissions import SCOPES
from proactivox.developers.reference import sections


@require_safe
@public
def developers(request: Any) -> HttpResponseBase:
    """Rules, scopes, and where each address is described."""
    context = {
        "sections": sections(),
        "scopes": [(scope.value, SCOPE_LABELS[scope]) for scope in SCOPES],
        "calls_at_once": settings.API_CALLS_AT_ONCE,
        "public_url": settings.PUBLIC_URL.rstrip("/"),
    }
    return render(request, "developers/reference.html", context)


@require_safe
@public
def developers_group(request: Any, group: str) -> HttpResponseBase:
    """The addresses about one thing, with examples."""
    every = sections()
    for section in every:
        if section.id == group:
            context = {"section": section, "sections": every}
            return render(request, "developers/group.html", context)
    raise Http404
