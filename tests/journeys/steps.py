"""The steps of the main path, each as a person does it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.cast import PASSWORD
from tests.journeys.mails import mailed_link
from tests.journeys.people import Person, log_in

_WORK = 90_000  # ms, for a first sync on a busy machine


def sign_up(page: Page, mails: Path, name: str, email: str) -> None:
    """A login, proven by the mailed link."""
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Work e-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create your login").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(mailed_link(mails, email, "confirm-email"))
    page.get_by_role("button", name="Yes, this is my address").click()
    expect(page.get_by_text("Your address is confirmed.")).to_be_visible()
    log_in(page, Person(name, email))


def create_workspace(page: Page, name: str) -> str:
    """The first workspace; "/w/<slug>/"."""
    expect(page.get_by_role("heading", name="Create your workspace")).to_be_visible()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Reporting currency").select_option("USD")
    page.get_by_role("button", name="Create the workspace").click()
    page.wait_for_url(re.compile(r"/w/[a-z0-9-]+/"))
    found = re.search(r"/w/[a-z0-9-]+/", page.url)
    assert found is not None
    return found.group()


def to_consent(page: Page, place: str) -> None:
    """From the gallery through the wizard to Salesforce's own page."""
    page.goto(place + "sources/new/")
    page.get_by_role("link", name="Salesforce").click()
    page.get_by_role("button", name="Continue", exact=True).click()
    allow = page.get_by_role("button", name="Allow")
    by_hand = page.get_by_role("link", name="Go to Salesforce")
    expect(allow.or_(by_hand)).to_be_visible()
    if by_hand.is_visible():  # clicked before the page's scripts had come: the way without them
        by_hand.click()
    expect(allow).to_be_visible()


def connect_salesforce(page: Page, place: str) -> str:
    """Allow, come back, watch the progress to its end; the source's address."""
    to_consent(page, place)
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url(f"**{place}sources/*/")
    # The page polls while it is read, then loads itself anew and stops.
    expect(page.locator(".page__head .badge")).to_have_text("Fresh", timeout=_WORK)
    expect(page.locator("[hx-trigger='every 2s']")).to_have_count(0)
    return page.url


def import_spend(page: Page, place: str, file: Path) -> str:
    """Upload, accept the preview, import; the run's address."""
    page.goto(place + "sources/files/new/")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile(r"/sources/files/[0-9a-f-]{36}/$"))
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("What the file holds")).to_be_visible(timeout=_WORK)
    return page.url
