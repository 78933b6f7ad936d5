"""Whose choices count for a request, and whether to ask: the browser's, or those of the login."""

from typing import Any

from django.conf import settings

from privacy.consent import gpc
from privacy.consent.choices import Choices, opened, read, written
from privacy.consent.choosing import standing_of
from privacy.consent.registry import CONSENT_COOKIE

_KEY = "consent"


def choices_of(request: Any) -> Choices:
    """Of who is logged in, what the login chose; of anybody else, what the browser keeps.

    Who refused in this browser and logs in is not asked once more; who agreed in it is, because
    from then on it is about a login, and somebody else may have agreed.
    """
    browser = of_browser(request)
    if not is_logged_in(request):
        return browser
    login = of_login(request)
    has_refused = browser.is_answered and not browser.granted
    return browser if has_refused and not login.is_answered else login


def of_browser(request: Any) -> Choices:
    """What this browser's cookie says."""
    return opened(request.COOKIES.get(CONSENT_COOKIE, ""), signal=has_signal(request))


def of_login(request: Any) -> Choices:
    """What the login chose, as the session knows it since the log-in."""
    try:
        return read(request.session[_KEY], signal=has_signal(request))
    except (KeyError, TypeError, ValueError):
        return Choices(signal=has_signal(request))


def remember(request: Any, choices: Choices) -> None:
    """From now on the session knows what the login chose."""
    request.session[_KEY] = written(choices)


def recall(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    """At the log-in: what was chosen elsewhere counts here, too."""
    found = standing_of(user.pk)
    if found.at is not None:
        remember(request, found)


def is_logged_in(request: Any) -> bool:
    """Whether somebody is; without a session cookie the database is not asked."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def has_signal(request: Any) -> bool:
    """Whether the browser sends Global Privacy Control."""
    return gpc.is_signalled(request.META.get("HTTP_SEC_GPC"))
