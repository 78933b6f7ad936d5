"""Ends sessions that stood idle or lasted for too long, and says who acts in the audit trail."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.adapters import record_unreadable_step
from accounts.audit import SYSTEM, Actor, acting_as
from accounts.crypto import DecryptFailed
from accounts.number_formats import writing_numbers
from accounts.session_length import BEGAN, SEEN, WRITE_EVERY, span

log = logging.getLogger(__name__)


class RequestContextMiddleware:
    """One actor for the whole request; a session that is idle or old ends, and the page says why.

    Idle is longer than IDLE_SESSION_SECONDS, old is ABSOLUTE_SESSION_SECONDS after the log-in.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Without a session cookie nobody is logged in, and the database need not be asked.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not _is_session_path(request):
            return self.get_response(request)
        if not request.user.is_authenticated:
            return self.get_response(request)
        own = request.user.number_format
        if why := _why_over(request):
            logout(request)
            messages.warning(request, why)
            actor = SYSTEM
        else:
            actor = Actor("user", request.user.pk)
        with acting_as(actor), writing_numbers(own=own, workspace=""):
            response = self.get_response(request)
        if actor is not SYSTEM:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A second step whose seed does not open is our trouble, and is told as such."""
        if not isinstance(exception, DecryptFailed) or not _is_second_step(request):
            return None
        log.error("A second step cannot be checked: %s", exception)
        record_unreadable_step()
        return render(request, "accounts/second_step_unreadable.html", status=503)


def _is_session_path(request: HttpRequest) -> bool:
    return not request.path.startswith(("/static/", "/api/", "/scim/", "/healthz", "/readyz"))


def _is_second_step(request: HttpRequest) -> bool:
    return request.path.startswith("/accounts/2fa/")


def _why_over(request: HttpRequest) -> str:
    """In words why the session is over; empty while it goes on."""
    now = int(time.time())
    if now - request.session.setdefault(BEGAN, now) > settings.ABSOLUTE_SESSION_SECONDS:
        return _("You were logged out, because a log-in lasts for %(span)s. Log in again.") % {
            "span": span(settings.ABSOLUTE_SESSION_SECONDS)
        }
    seen = request.session.get(SEEN, now)
    # Workspaces may ask for less; their door comes after this use is noted.
    request.idle_seconds = now - seen  # type: ignore[attr-defined]
    if now - seen > settings.IDLE_SESSION_SECONDS:
        return _("You were logged out, because nothing happened for %(span)s. Log in again.") % {
            "span": span(settings.IDLE_SESSION_SECONDS)
        }
    if SEEN not in request.session or now - seen > WRITE_EVERY:
        request.session[SEEN] = now
    return ""
