"""/metrics for Prometheus, behind METRICS_TOKEN: counts and times, no person and no workspace."""

import hmac
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.access_log.noting import route_of
from accounts.doors import public


@require_safe
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever brings the token; for all others there is no such page."""
    wanted = f"Bearer {settings.METRICS_TOKEN}"
    brought = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(wanted.encode(), brought.encode()):
        raise Http404("There are no metrics.")
    from prometheus_client import CollectorRegistry, generate_latest, multiprocess
    from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

    from proactivox.observing.counting import gauges

    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    gauges(registry)
    text = generate_latest(registry)
    return HttpResponse(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


class MetricsMiddleware:
    """Counts and times each answer by its route's name; not there where nobody may ask."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begin = time.monotonic()
        response = self.get_response(request)
        requests, seconds = instruments()
        route = route_of(request) or "none"
        requests.labels(route, request.method, response.status_code).inc()
        seconds.labels(route).observe(time.monotonic() - begin)
        return response


@cache
def instruments() -> tuple[Any, Any]:
    """(requests, seconds), made with the first request: their files are this process's own."""
    from prometheus_client import Counter, Histogram

    labels = ["route", "method", "status"]
    return (
        Counter("proactivox_requests", "Answered requests.", labels, registry=None),
        Histogram("proactivox_request_seconds", "How long.", ["route"], registry=None),
    )
