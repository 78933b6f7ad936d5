"""Knows the browsers in which a person has logged in before, by a signed cookie alone."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.utils.crypto import salted_hmac

from accounts.models import User

_SALT = "accounts.devices"
_YEAR = 365 * 24 * 3600
# People who share a browser; the cookie stays small.
_PEOPLE = 8


def is_known(request: Any, user: User) -> bool:
    """Whether this browser was used by this person within a year."""
    return _mark(user) in _marks(request)


def remember(request: Any, response: HttpResponse, user: User) -> None:
    """Know this browser from now on; the cookie tells nobody whose it is."""
    marks = [_mark(user), *(mark for mark in _marks(request) if mark != _mark(user))]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(marks[:_PEOPLE], salt=_SALT),
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _marks(request: Any) -> list[str]:
    try:
        text = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
        return list(signing.loads(text, salt=_SALT, max_age=_YEAR))
    except signing.BadSignature:
        return []


def _mark(user: User) -> str:
    return salted_hmac(_SALT, str(user.pk), algorithm="sha256").hexdigest()[:32]
