"""What is answered to the parts of a page that ask by themselves, by htmx."""

from typing import Any

from django.http import HttpResponse


def is_part(request: Any) -> bool:
    """Whether a part of a page asks, and not somebody who wants the page."""
    return bool(request.headers.get("HX-Request") == "true")


def nothing_new() -> HttpResponse:
    """The page stays as it is, and asks again."""
    return HttpResponse(status=204)


def load_anew() -> HttpResponse:
    """The page is loaded once more, as a whole."""
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})
