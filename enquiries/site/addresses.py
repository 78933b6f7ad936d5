"""Each language of a public page has an address of its own: `/da/pricing/` beside `/pricing/`.

An address without a language answers in the one that the browser asks for or the visitor chose.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
_ADDRESS = re.compile(rf"/({'|'.join(LANGUAGES)})(/.*|$)")
_STATUS = re.compile(rf"(/({'|'.join(LANGUAGES)}))?/status/")
# What search engines are told of, in the order of their weight; the rest is asked not to be listed.
LISTED = (
    "/",
    "/pricing/",
    "/security/",
    "/developers/",
    "/demo/",
    "/webinars/",
    "/contact/",
    "/newsletter/",
    "/status/",
    "/privacy/",
    "/privacy-policy",
    "/cookie-policy",
    "/subprocessors",
    "/dpa",
)


class LanguageAddressMiddleware:
    """Takes the language off the address of a public page and speaks it; stands below the locale's.

    `request.address_prefix` ("/da" or "") is what links to other public pages begin with.
    """

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.address_prefix = ""
        parts = _ADDRESS.fullmatch(request.path_info)
        if parts is not None and _is_public(parts[2]):
            language, request.path_info = parts.groups()
            request.address_prefix = f"/{language}"
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


class StatusWithoutSessionMiddleware:
    """The page that tells of a dead database asks for no session; stands above the sessions'."""

    def __init__(self, get_response: Callable[[Any], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        if _STATUS.fullmatch(request.path_info):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)


def _is_public(path: str) -> bool:
    """Whether a public view of ours answers there, be it only with the slash at the end."""
    return any(_is_public_view(candidate) for candidate in (path, f"{path}/"))


def _is_public_view(path: str) -> bool:
    try:
        return bool(getattr(resolve(path).func, "is_public", False))
    except Resolver404:
        return False


def listed(path: str) -> bool:
    """Whether search engines may list the page at this address, whose language was taken off."""
    return path in LISTED


def is_there(path: str) -> bool:
    """Whether any view answers at this address."""
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


def absolute(path: str, language: str = "") -> str:
    """The whole address of a public page, in one language or in the reader's."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{f'/{language}' if language else ''}{path}"
