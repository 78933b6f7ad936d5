"""The way to the log-in for who is not, or no longer, logged in, and back to where they were."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.parts import is_by_htmx, load_anew


def to_login(request: Any) -> HttpResponseBase:
    """The page to log in on, then the page asked for, or the one with the form that was sent.

    A part of a page would show the log-in inside of it, so its whole page is loaded anew instead.
    """
    if is_by_htmx(request):
        return load_anew()
    is_reading = request.method in ("GET", "HEAD")
    return redirect_to_login(request.get_full_path() if is_reading else page_before(request))


def page_before(request: Any) -> str:
    """The page with the form, where it is one of ours."""
    before = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()})
    return urlsplit(before).path if is_ours and urlsplit(before).path else "/"
