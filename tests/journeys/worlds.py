"""A workspace with everything in it, made over HTTP as the demo makes its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from proactivox.demo.sources import await_sync, connect_salesforce, import_spend
from proactivox.demo.story import Setting, download_spend
from proactivox.demo.visitor import Visitor
from proactivox.launch.temporary import RunningProduct
from tests.journeys.furnishing import furnish_things
from tests.journeys.pages import Places
from tests.journeys.people import Person, log_in

if TYPE_CHECKING:  # models are there only once Django is set up
    from accounts.models import User, Workspace

_WORK = 180_000  # ms, for a first sync on a busy machine


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


def furnish_wholly(product: RunningProduct, owner: Person, page: Page, folder: Path) -> Places:
    """Every connector connected and read, a file imported, another one waiting, and
    one thing of each kind that members make; logs `page` in.
    """
    furnish(product, owner, folder)
    log_in(page, owner)
    for key in ("google_ads", "meta_ads", "google_analytics", "hubspot"):
        connect_by_hand(page, owner.place, key)
    page.goto(owner.place + "sources/")
    found = {
        row.inner_text(): row.get_attribute("href") or "" for row in page.locator(_LINKS).all()
    }
    words = {"Ad spend": "file", "Google Ads": "google_ads", "Meta Ads": "meta_ads"}
    words |= {"Google Analytics": "google_analytics"}
    sources = {words.get(name, _domain(name)): href for name, href in found.items()}
    runs = [_first_run(page, href) for href in sources.values()]
    upload, certificate = _upload(page, owner.place, folder), make_certificate(page, owner.place)
    things = furnish_things(*_of_whom(owner))
    return Places(owner.place, sources, tuple(runs), upload, certificate, things)


def _of_whom(owner: Person) -> tuple[Workspace, User]:
    from accounts.models import User, Workspace

    slug = owner.place.strip("/").split("/")[1]
    return Workspace.objects.get(slug=slug), User.objects.get(email=owner.email)


def make_certificate(page: Page, place: str) -> str:
    """A certificate that waits for its source; its page is open then, and this is its address."""
    page.goto(f"{place}sources/new/salesforce/")
    page.get_by_label("With a certificate").check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/certificate/[0-9a-f-]{36}/"))
    return urlsplit(page.url).path


_LINKS = "main a[href*='/sources/']:not([href$='/new/'])"


def _domain(name: str) -> str:
    """HubSpot's sources are called after their domain, Salesforce's after their organisation."""
    return "hubspot" if "." in name else "salesforce"


def connect_by_hand(page: Page, place: str, key: str) -> None:
    """Through the wizard and the look-alike's consent; all accounts, read to the end."""
    page.goto(f"{place}sources/new/{key}/")
    page.locator("main form button[type=submit]").first.click()
    page.locator("button[value=allow]").click()
    page.wait_for_url(re.compile(rf"{place}sources/[0-9a-f-]{{36}}/"))
    if "/accounts/" in page.url:
        for box in page.locator("main input[type=checkbox]").all():
            box.check()
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(re.compile(rf"{place}sources/[0-9a-f-]{{36}}/(#.*)?$"))
    expect(page.locator(".page__head .badge")).to_have_text("Fresh", timeout=_WORK)


def _first_run(page: Page, source: str) -> str:
    page.goto(source)
    return page.locator("a[href*='/runs/']").first.get_attribute("href") or ""


def _upload(page: Page, place: str, folder: Path) -> str:
    file = folder / "waiting.csv"
    file.write_text("date,campaign,clicks,spend\n2026-01-01,Brand,1,2\n")
    page.goto(place + "sources/files/new/")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile(r"/sources/files/[0-9a-f-]{36}/$"))
    return urlsplit(page.url).path
