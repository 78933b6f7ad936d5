"""A dead database or broker gives a page that says so, and recovers by itself."""

import logging
from collections.abc import Callable

import redis.exceptions
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string

log = logging.getLogger(__name__)
OUTAGES = (OperationalError, InterfaceError, redis.exceptions.ConnectionError)


class OutageMiddleware:
    """Turns what a lost server throws into 503 with Retry-After."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        except OUTAGES as error:
            return unavailable(request, error)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Views' exceptions arrive here, before Django makes a 500 of them."""
        return unavailable(request, exception) if isinstance(exception, OUTAGES) else None


def unavailable(request: HttpRequest, error: Exception) -> HttpResponse:
    """503 as JSON for the API, as a page for people; needs neither database nor session."""
    log.error("%s %s: %s", request.method, request.path, error)
    headers = {"Retry-After": "10", "Cache-Control": "no-store"}
    if request.path.startswith("/api/"):
        detail = {
            "title": "A server behind this one is away. Try again in a moment.",
            "status": 503,
        }
        return JsonResponse(detail, status=503, headers=headers)
    return HttpResponse(render_to_string("errors/503.html"), status=503, headers=headers)
