"""The password of a link: asked for, limited by client and by link, remembered for some hours."""

import hashlib

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.strangers.rates import Rates
from analytics.models import SharedLink

COOKIE = "shared_link"
HOURS = 12
_SALT = "analytics.sharing.unlocking"
RATES = Rates(
    "sharing",
    {
        # Reading asks the rollups; a page that is shown on a wall reloads now and then.
        "open": "60/m/ip",
        "password": "10/m/ip,40/h/ip,200/d/key",
    },
)


def is_unlocked(request: HttpRequest, link: SharedLink) -> bool:
    """Whether it asks for no password, or was opened by it in this browser."""
    if not link.password:
        return True
    try:
        said = signing.TimestampSigner(salt=_SALT).unsign(
            request.COOKIES.get(COOKIE, ""), max_age=HOURS * 3600
        )
    except signing.BadSignature:
        return False
    return said == _proof(link)


def is_password(link: SharedLink, given: str) -> bool:
    """Whether it is the one, after the time that argon2 takes either way."""
    return check_password(given[:200], link.password)


def remember(answer: HttpResponseBase, link: SharedLink, path: str) -> None:
    """Have the browser show the link alone for some hours without asking again."""
    answer.set_cookie(
        COOKIE,
        signing.TimestampSigner(salt=_SALT).sign(_proof(link)),
        max_age=HOURS * 3600,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _proof(link: SharedLink) -> str:
    """Of this link and this password; it tells neither."""
    return hashlib.sha256(f"{link.pk} {link.password}".encode()).hexdigest()
