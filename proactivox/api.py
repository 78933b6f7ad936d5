"""How the API says that something is wrong: one shape, after RFC 9457."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from psycopg.errors import DeadlockDetected, LockNotAvailable
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.advising import address_of_action
from accounts.api_keys import KeyHolder
from accounts.errors import Trouble

# What was waited for in vain; nothing was changed.
_BUSY = (LockNotAvailable, DeadlockDetected)
_SOON = {"Retry-After": "5"}


def problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """{title, detail, status, code, action?, errors?} as application/problem+json.

    None for our mistakes.
    """
    if isinstance(error, Trouble):
        return _of_trouble(error, context["request"])
    if isinstance(error.__cause__, _BUSY):
        advice = _("Ask again in a moment.")
        return _answer(409, _("Something else is working on this."), advice, "busy", _SOON)
    response = exception_handler(error, context)
    if response is None:
        return None
    headers = {
        name: response[name] for name in ("WWW-Authenticate", "Retry-After") if name in response
    }
    if isinstance(error, exceptions.ValidationError):
        title, code = _("Something in the request is not right."), "invalid"
        return _answer(400, title, "", code, headers, errors=response.data)
    return _answer(response.status_code, *_words(error), headers)


def _of_trouble(error: Trouble, request: Any) -> Response:
    more: dict[str, Any] = {}
    if error.action is not None and isinstance(request.auth, KeyHolder):
        address = address_of_action(request.auth.workspace.slug, error.action)
        more["action"] = {"label": str(error.action.label), "href": address}
    headers = None if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return _answer(error.status, error.message, error.advice, error.code, headers, **more)


def _words(error: Exception) -> tuple[str, str, str]:
    if isinstance(error, Http404 | exceptions.NotFound):
        return _("There is nothing at this address."), "", "not_found"
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return _("This key may not do this."), _("Make a key with the scope."), "forbidden"
    if isinstance(error, exceptions.Throttled):
        wait = int(getattr(error, "wait", None) or 1)
        advice = _("Try again in %(seconds)d seconds.") % {"seconds": wait}
        return _("Too many requests."), advice, "throttled"
    if isinstance(error, exceptions.APIException):
        return str(error.detail), "", str(error.get_codes())
    return _("The request could not be answered."), "", "error"


def _answer(
    status: int,
    title: str,
    detail: str,
    code: str,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    body = {"title": title, "detail": detail, "status": status, "code": code, **more}
    return Response(body, status=status, headers=headers, content_type="application/problem+json")
