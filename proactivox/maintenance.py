"""Planned work: the banner on every page, and what is refused while a window lasts."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.db import Error
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.doors import LAST_WORKSPACE
from accounts.maintenance import running, seconds_left, told_now
from accounts.models import Effect, Maintenance
from accounts.selectors import memberships_of
from accounts.unpaid import SAFE_METHODS
from accounts.zones import HOME

# What belongs to workspaces and to logins; the public site, what people ask of us there, the desk
# and the words for machines go on.
_APP = ("/w/", "/workspaces/", "/api/", "/accounts/", "/invitations/", "/connect/")
# Our own people have to come in to end it, and to write on the page about the service.
_OPEN = (
    *("/accounts/login/", "/accounts/logout/", "/accounts/2fa/authenticate/"),
    *("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/", "/accounts/looks/"),
    "/w/proactivox/",
)
_API = "/api/"


class MaintenanceMiddleware:
    """503 with Retry-After for what a window takes away: changes, or workspaces as a whole."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        window = running() if _is_of_app(request.path_info) else None
        if window is not None and _takes_away(window, request.method):
            return _refused(request, window)
        return self.get_response(request)


def maintenance(request: Any) -> dict[str, Any]:
    """Context for components/maintenance.html: the window that is told of, and in which zone."""
    window = told_now()
    if window is None or request.path_info.startswith("/desk/"):
        return {}
    return {"maintenance": window, "maintenance_zone": zone_of(request)}


def zone_of(request: Any) -> ZoneInfo:
    """The zone of the page's workspace, else of the reader's own, else that of Proactivox."""
    workspace = getattr(request, "workspace", None) or _own(request)
    return workspace.zone if workspace is not None else ZoneInfo(HOME)


def _own(request: Any) -> Any:
    """The workspace last used, of those that are the reader's; a dead database names none."""
    user = getattr(request, "user", None)
    try:
        if user is None or not user.is_authenticated:
            return None
        places = [place.workspace for place in memberships_of(user)]
    except Error:
        return None
    wanted = request.COOKIES.get(LAST_WORKSPACE)
    return next((one for one in places if str(one.pk) == wanted), next(iter(places), None))


def _is_of_app(path: str) -> bool:
    return path.startswith(_APP) and not path.startswith(_OPEN)


def _takes_away(window: Maintenance, method: str | None) -> bool:
    if window.effect == Effect.READ_ONLY:
        return method not in SAFE_METHODS
    return window.effect == Effect.CLOSED


def _refused(request: Any, window: Maintenance) -> HttpResponse:
    """As a page for people, as JSON for programs; both with the second to come back at."""
    headers = {"Retry-After": str(seconds_left(window)), "Cache-Control": "no-store"}
    if request.path_info.startswith(_API):
        body = {
            "title": "Planned work on the service.",
            "detail": f"{window.text_en} Until {window.ends_at:%Y-%m-%d %H:%M} UTC.",
            "status": 503,
            "code": "maintenance",
        }
        kind = "application/problem+json"
        return JsonResponse(body, status=503, headers=headers, content_type=kind)
    zone = zone_of(request)
    with timezone.override(zone):
        context = {"window": window, "zone": zone}
        answer = render(request, "errors/maintenance.html", context, status=503)
    for name, value in headers.items():
        answer.headers[name] = value
    return answer
