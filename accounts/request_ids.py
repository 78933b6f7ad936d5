"""One id for a request and for all that it sets off: in its answer, its log lines and its jobs'."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
# What a proxy or a customer's program may bring: enough to be unique, nothing that says anything.
_TAKEN = re.compile(r"[0-9A-Za-z-]{8,36}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of what is being done; empty outside of requests and of jobs that they asked for."""
    return _current.get()


@contextmanager
def carrying(request_id: str) -> Iterator[None]:
    """What is done in this block belongs to that request."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


class RequestIdMiddleware:
    """Takes the id that came with the request, or makes one; tells it in the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        brought = request.headers.get(HEADER, "")
        request_id = brought if _TAKEN.fullmatch(brought) else uuid4().hex
        with carrying(request_id):
            response = self.get_response(request)
        response.headers[HEADER] = request_id
        return response
