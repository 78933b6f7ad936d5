"""Every address of ours asks for a permission, is about the person, or is known to be public."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from accounts.api_keys.view import WorkspaceAPIView
from accounts.doors import public, requires
from accounts.permissions import Permission

# Addresses that anybody may call and whose views are not ours to mark, each with its reason.
PUBLIC = {
    "healthz": "Says that the process lives, and nothing else.",
    "metrics": "Counts for whoever brings the operator's token; else there is no such page.",
    "readyz": "Says whether the servers behind it are well, and nothing else.",
    "accounts/": "allauth's doors: each asks for log-in itself where one is needed.",
    "desk/": "Our own desk: each of its views stands behind its door, which tests/desk asks.",
    "api/v1/openapi": "The description of the API, which customers' programs read.",
}
# Open to every key, whatever its scopes: it says what the key's holder knows already.
EVERY_KEY = {"api/v1/me"}
OURS = ("accounts.", "billing.", "enquiries.", "integrations.", "analytics.", "privacy.")


def addresses(patterns: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """(address, view) of every pattern, those of included ones too."""
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def unguarded(patterns: Any) -> list[str]:
    """Addresses that nobody guards and nobody declared public."""
    return [route for route, view in addresses(patterns) if not is_guarded(route, view)]


def is_guarded(route: str, view: Any) -> bool:
    if getattr(view, "is_public", False) or getattr(view, "is_personal", False):
        return True
    if isinstance(getattr(view, "permission", None), Permission):
        return True
    view_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
    if view_class is not None and isinstance(getattr(view_class, "permission", None), Permission):
        return True
    if issubclass(view_class or object, WorkspaceAPIView):
        return route in EVERY_KEY
    is_ours = view.__module__.startswith(OURS)
    return not is_ours and route.startswith(tuple(PUBLIC))


def test_every_address_is_guarded() -> None:
    assert unguarded(get_resolver().url_patterns) == []


def test_no_reason_is_left_over() -> None:
    routes = [route for route, _ in addresses(get_resolver().url_patterns)]
    unused = [p for p in PUBLIC if not any(route.startswith(p) for route in routes)]
    assert [p for p in unused if p != "api/v1/openapi"] == []


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize(
    ("view", "found"),
    [
        (bare, ["w/numbers/"]),
        (public(open_to_all), []),
        (requires(Permission.VIEW_NUMBERS)(bare), []),
    ],
    ids=["bare", "public", "permission"],
)
def test_a_bare_view_is_found(view: Any, found: list[str]) -> None:
    assert unguarded([path("w/numbers/", view)]) == found


def test_our_own_view_is_not_public_for_its_address_alone() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    view.__module__ = "accounts.views.landing"
    assert unguarded([path("accounts/secrets/", view)]) == ["accounts/secrets/"]


def test_every_address_in_a_workspace_asks_for_a_permission() -> None:
    """Inside /w/<slug>/ nothing is public or merely personal: the door is the membership."""
    for route, view in addresses(get_resolver().url_patterns):
        if route.startswith("w/<slug:slug>/"):
            assert isinstance(getattr(view, "permission", None), Permission), route
