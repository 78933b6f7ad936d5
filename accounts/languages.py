"""The language in which a person reads: kept with them, and in the browser's cookie."""

from django.conf import settings
from django.http import HttpResponse

_YEAR = 365 * 24 * 3600


def keep_in_browser(response: HttpResponse, language: str) -> None:
    """The next page is in this language, whatever the browser prefers."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_YEAR,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
