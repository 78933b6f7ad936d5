"""Ends sessions that stood idle for too long, and says who acts in the audit trail."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

from accounts.audit import SYSTEM, Actor, acting_as

_SEEN = "seen_at"
_WRITE_EVERY = 300


class RequestContextMiddleware:
    """One actor for the whole request; a session unused for IDLE_SESSION_SECONDS is over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Without a session cookie nobody is logged in, and the database need not be asked.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not _is_session_path(request):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return self.get_response(request)
        if _is_idle(request):
            logout(request)
            actor = SYSTEM
        else:
            actor = Actor("user", request.user.pk)
        with acting_as(actor):
            response = self.get_response(request)
        if actor is not SYSTEM:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _is_session_path(request: HttpRequest) -> bool:
    return not request.path.startswith(("/static/", "/api/", "/healthz", "/readyz"))


def _is_idle(request: HttpRequest) -> bool:
    now = int(time.time())
    seen = request.session.get(_SEEN, now)
    if now - seen > settings.IDLE_SESSION_SECONDS:
        return True
    if _SEEN not in request.session or now - seen > _WRITE_EVERY:
        request.session[_SEEN] = now
    return False
