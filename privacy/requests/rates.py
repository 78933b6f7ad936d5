"""How often strangers may ask: per client and per address, counted as the log-in's tries are."""

from allauth.core.internal.ratelimit import consume, respond_429
from django.http import HttpRequest, HttpResponse

from accounts.crypto import normalise

_RATES = {
    "form": "30/h/ip",
    # Whatever workspace is asked: nobody's mailbox is filled by way of us.
    "address": "5/h/key",
    "link": "60/h/ip",
    "own": "10/h/key",
    "message": "20/h/key",
}


def too_many(request: HttpRequest, action: str, key: str = "") -> HttpResponse | None:
    """The page that says to wait; None while it is not too often. Reading is never counted."""
    is_allowed = consume(request, app="privacy", action=action, config=_RATES, key=normalise(key))
    answer: HttpResponse | None = None if is_allowed else respond_429(request)
    return answer
