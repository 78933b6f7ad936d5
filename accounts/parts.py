"""Parts of a page that htmx asks for: how they are known, and what they are answered."""

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails


def is_by_htmx(request: HttpRequest) -> bool:
    """Whether a script asks, which puts what it is answered into the page that there is."""
    found: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(found)


def is_part(request: HttpRequest) -> bool:
    """Whether a part alone is asked for; behind a boosted link stands a whole page."""
    found: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(found) and not found.boosted


def nothing_new() -> HttpResponse:
    """The page stays as it is, and asks again."""
    return HttpResponse(status=204)


def load_anew() -> HttpResponse:
    """The page is loaded once more, as a whole."""
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def lead_to(address: str) -> HttpResponse:
    """The script goes to another page, as a whole."""
    return HttpResponse(headers={"HX-Redirect": address})
