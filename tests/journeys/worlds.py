"""A workspace with everything in it, made over HTTP as the demo makes its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from proactivox.demo.sources import await_sync, connect_salesforce, import_spend
from proactivox.demo.story import Setting, download_spend
from proactivox.demo.visitor import Visitor
from proactivox.launch.temporary import RunningProduct
from tests.journeys.people import Person


@dataclass(frozen=True)
class World:
    """Who owns it, and the addresses of its sources."""

    owner: Person
    sources: tuple[str, ...]


def furnish(product: RunningProduct, owner: Person, folder: Path) -> World:
    """Salesforce connected and read, the spend file imported."""
    sandbox = product.sandbox
    setting = Setting(product.url, sandbox.origin, sandbox.http_origin, sandbox.ca, folder)
    visitor = Visitor(product.url, ca=sandbox.ca)
    visitor.open("/accounts/login/")
    words = {"login": owner.email, "password": owner.password}
    visitor.submit(visitor.form_with("login", "password"), words)
    quietly = lambda text: None  # noqa: E731
    connect_salesforce(visitor, owner.place, quietly)
    import_spend(visitor, owner.place, download_spend(setting), quietly)
    await_sync(visitor, owner.place, quietly)
    visitor.open(owner.place + "sources/")
    links = [link.href for link in visitor.page.links]
    visitor.http.close()
    return World(owner, tuple(x for x in links if re.search(r"/sources/[0-9a-f-]{36}/$", x)))


def all_pages(world: World, page: Page) -> list[str]:
    """Every page that its owner can open; runs are found on the sources' pages."""
    place = world.owner.place
    runs = []
    for source in world.sources:
        page.goto(source)
        runs.append(page.locator("a[href*='/runs/']").first.get_attribute("href") or "")
    settings = ("", "members/", "api-keys/", "audit/", "jobs/", "stages/", "campaigns/")
    return [
        f"{place}overview/",
        f"{place}overview/?range=last_90&by=platform",
        f"{place}overview/?from=2001-01-01&to=2001-01-31",
        *(f"{place}numbers/{key}" for key in ("spend", "roas", "won_revenue", "leads", "ctr")),
        f"{place}sources/",
        f"{place}sources/new/",
        f"{place}sources/new/salesforce/",
        f"{place}sources/files/new/",
        *world.sources,
        *(f"{source}disconnect/" for source in world.sources),
        *runs,
        *(f"{place}settings/{part}" for part in settings),
        *PERSONAL,
        "/workspaces/new/",
        "/no-such-page",
        "/connect/salesforce/callback?error=access_denied&state=forged",
        "/accounts/logout/",
    ]


PERSONAL = [
    "/accounts/profile/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/2fa/totp/activate/",
    "/accounts/sessions/",
]
PUBLIC = [
    "/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/confirm-email/",
    "/accounts/password/reset/key/no-good-key/",
    "/accounts/confirm-email/no-good-key/",
    "/invitations/00000000-0000-7000-8000-000000000009/nothing/",
    "/no-such-page",
]
