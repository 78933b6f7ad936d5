"""Puts the visitor's choices on each request, and holds the answer to them."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from privacy.consent.asking import choices_of
from privacy.consent.choices import Choices
from privacy.consent.counting import ACT, LONGEST, VIEW, count_usage, last_of, lines, sealed
from privacy.consent.notice import notice
from privacy.consent.purposes import PURPOSES, USAGE
from privacy.consent.registry import USAGE_COOKIE, names_of
from privacy.models import ConsentChannel

log = logging.getLogger(__name__)


def banner(request: Any) -> dict[str, Any]:
    """Context for components/consent.html: what it says, where there is something to ask."""
    choices = getattr(request, "consent", None)
    is_asked = choices is not None and choices.is_asked
    return {"consent_banner": notice(ConsentChannel.BANNER) if is_asked else None}


class ConsentMiddleware:
    """`request.consent` for pages; cookies that nobody agreed to go; agreed usage is counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        if request.path.startswith(("/static/", "/api/", "/healthz", "/readyz")):
            return self.get_response(request)
        request.consent = choices_of(request)
        response = self.get_response(request)
        _take_away(request, response)
        if request.consent.allows(USAGE) and _is_use(request, response):
            _count(request, response, request.consent)
        return response


def _take_away(request: Any, response: Any) -> None:
    for purpose in PURPOSES:
        if not request.consent.allows(purpose.key):
            for name in names_of(purpose.key):
                if name in request.COOKIES:
                    response.delete_cookie(name, samesite="Lax")


def _is_use(request: Any, response: Any) -> bool:
    """A page that was opened or a form that was sent; not what a page asks for by itself."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    is_fine = request.resolver_match is not None and response.status_code < 400
    return is_page and is_fine and not request.htmx


def _count(request: Any, response: Any, choices: Choices) -> None:
    """A request is answered whether or not it can be counted."""
    feature = request.resolver_match.view_name
    action = VIEW if request.method in ("GET", "HEAD") else ACT
    try:
        count_usage(choices, lines(feature, action, last_of(request)))
    except Exception:
        log.exception("The use of %s was not counted", feature)
        return
    response.set_cookie(
        USAGE_COOKIE,
        sealed(feature),
        max_age=LONGEST,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
