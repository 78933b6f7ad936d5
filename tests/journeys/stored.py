"""What a browser holds of the product, and whom it asked, beside what is declared."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import Page

from privacy.consent.registry import declared

# Chromium speaks to nobody but who it is told to; these are no hosts at all.
_OF_NO_HOST = ("data", "blob", "about")


def watch_hosts(page: Page) -> list[str]:
    """Fills with every address that is asked for at another host than the page's first."""
    strangers: list[str] = []
    own: list[str] = []

    def look(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in _OF_NO_HOST:
            return
        own[:] = own or [parts.netloc]
        if parts.netloc != own[0]:
            strangers.append(url)

    page.on("request", lambda request: look(request.url))
    page.on("websocket", lambda socket: strangers.append(socket.url))
    return strangers


def names(page: Page) -> set[str]:
    """The cookies that are there."""
    return {cookie["name"] for cookie in page.context.cookies()}


def undeclared(page: Page, necessary: frozenset[str] | None = None) -> list[str]:
    """Cookies that are in no line of the registry; or in none of these."""
    known = {name for kind, name in declared() if kind == "cookie"}
    return sorted(names(page) - (known if necessary is None else necessary))


def stored_elsewhere(page: Page) -> list[str]:
    """Keys of both storages, databases, caches and workers, as "kind name"."""
    found: list[list[str]] = page.evaluate(
        """async () => [
          ...Object.keys(localStorage).map((key) => ["localStorage", key]),
          ...Object.keys(sessionStorage).map((key) => ["sessionStorage", key]),
          ...(await indexedDB.databases()).map((one) => ["indexedDB", one.name]),
          ...(await caches.keys()).map((key) => ["caches", key]),
          ...(await navigator.serviceWorker.getRegistrations()).map((one) => ["worker", one.scope]),
        ]"""
    )
    return [f"{kind} {name}" for kind, name in found]
