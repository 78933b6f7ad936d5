"""The password of a link: asked for, limited by client and by link, remembered for some hours."""

import hashlib
import time

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.strangers.rates import Rates
from analytics.models import SharedLink

LINK_COOKIE = "shared_link"
HOURS = 12
# So many links are open at once in a browser.
_MOST = 8
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
    return not link.password or _proof(link) in _opened(request)


def is_password(link: SharedLink, given: str) -> bool:
    """Whether it is the one, after the time that argon2 takes either way."""
    return check_password(given[:200], link.password)


def remember(request: HttpRequest, answer: HttpResponseBase, link: SharedLink) -> None:
    """Have the browser show the link for some hours without asking again, in each language."""
    found = {**_opened(request), _proof(link): int(time.time())}
    answer.set_cookie(
        LINK_COOKIE,
        signing.dumps(dict(list(found.items())[-_MOST:]), salt=_SALT),
        max_age=HOURS * 3600,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _opened(request: HttpRequest) -> dict[str, int]:
    """{proof of a link: when its password was typed}, of the last hours."""
    try:
        found = signing.loads(request.COOKIES.get(LINK_COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return {}
    since = time.time() - HOURS * 3600
    return {str(proof): int(at) for proof, at in found.items() if at > since}


def _proof(link: SharedLink) -> str:
    """Of this link and this password; it tells neither."""
    return hashlib.sha256(f"{link.pk} {link.password}".encode()).hexdigest()[:32]
