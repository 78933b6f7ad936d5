"""Notes when, from where and by which browser a log-in is used: not at each page, once a minute."""

import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponseBase

from accounts.session_length import WRITE_EVERY

# So many log-ins are remembered by a process; beyond, each is noted once more than it has to be.
_MOST = 10_000
# {key of the session: (when it was noted, address, browser)}
_noted: dict[str, tuple[float, str, str]] = {}


class SessionActivityMiddleware:
    """In place of allauth's, which writes a row for each request and waits for it.

    A log-in that is used from another address or by another browser is noted at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.session.session_key
        if key and request.user.is_authenticated and _is_news(key, request):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _is_news(key: str, request: HttpRequest) -> bool:
    now = time.monotonic()
    place = str(get_adapter(request).get_client_ip(request))
    used = (place, request.headers.get("User-Agent", ""))
    noted = _noted.get(key)
    if noted is not None and noted[1:] == used and now - noted[0] < WRITE_EVERY:
        return False
    if len(_noted) >= _MOST:
        _noted.clear()
    _noted[key] = (now, *used)
    return True
