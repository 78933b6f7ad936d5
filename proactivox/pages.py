"""Error pages, for people and as JSON for the API."""

import sys
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from accounts.request_ids import current_request_id
from proactivox.outages import OUTAGES, unavailable


def _page(request: HttpRequest, status: int, title: str, template: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        return _problem(status, title)
    reference = current_request_id()
    html = render_to_string(f"errors/{template or status}.html", {"reference": reference})
    return HttpResponse(html, status=status)


def _problem(status: int, title: str) -> HttpResponse:
    """As the API's own refusals: after RFC 9457, whoever met it first."""
    code = HTTPStatus(status).phrase.lower().replace(" ", "_")
    body = {"title": title, "detail": "", "status": status, "code": code}
    return JsonResponse(body, status=status, content_type="application/problem+json")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read."""
    return _page(request, 400, "The request could not be read.")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: a member, but the role lacks the permission."""
    return _page(request, 403, "Your role does not allow this.")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here, or nothing of yours; whoever has no session stays on the public site."""
    is_stranger = settings.SESSION_COOKIE_NAME not in request.COOKIES
    template = "404_stranger" if is_stranger else ""
    return _page(request, 404, "There is nothing at this address.", template)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; says nothing of the inside. A lost server below a middleware is an outage."""
    error = sys.exc_info()[1]
    if isinstance(error, OUTAGES):
        return unavailable(request, error)
    return _page(request, 500, "Something went wrong on our side.")


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    """403: the form's token is missing or old."""
    return _page(request, 403, "The form's security token is missing or old.", "403_csrf")
