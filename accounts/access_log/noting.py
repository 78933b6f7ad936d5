"""Notes each answered request in memory; nobody's answer waits for the log."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accounts.access_log.devices import browser_of, device_of

# Past so many that nobody has written, the oldest go: the log may have holes, the web may not.
_MOST = 5000
_SILENT = ("/static/", "/healthz", "/readyz", "/metrics")
waiting: deque["Noted"] = deque(maxlen=_MOST)


@dataclass(frozen=True)
class Noted:
    """What is kept of one request; the address is sealed when it is written."""

    at: datetime
    ip: str
    user_id: UUID | None
    method: str
    route: str
    status: int
    device: str
    browser: str
    referrer_host: str


class AccessLogMiddleware:
    """Stands outside of all others, so that it sees every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path.startswith(_SILENT):
            waiting.append(_noted(request, response.status_code))
        return response


def _noted(request: HttpRequest, status: int) -> Noted:
    agent = request.headers.get("User-Agent", "")
    return Noted(
        at=timezone.now(),
        ip=_ip(request),
        # Only whom the request has looked up anyway: the log asks the database nothing.
        user_id=getattr(getattr(request, "_cached_user", None), "pk", None),
        method=(request.method or "")[:10],
        route=route_of(request),
        status=status,
        device=device_of(agent),
        browser=browser_of(agent),
        referrer_host=_host(request.headers.get("Referer", "")),
    )


def route_of(request: HttpRequest) -> str:
    """The name of the address, "accounts:members"; never what was typed. Empty where none is."""
    match: Any = request.resolver_match
    return (match.view_name or match.route)[:80] if match else ""


def _ip(request: HttpRequest) -> str:
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return ""


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:100]
    except ValueError:
        return ""
