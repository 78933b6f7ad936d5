"""A visitor reads a version again and hears of changes; a customer accepts the agreement."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings
from tests.journeys.mails import mailed_link
from tests.journeys.people import come_in, settle

pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
DORA = "dora.policies@people.example"


def test_versions_changes_and_an_acceptance(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    """Statements 10, 51 and 55; the language of the address stays on the way."""
    dora = browser.new_context(base_url=live_product.url, locale="en-GB").new_page()
    bad = read_again(dora)
    bad += subscribe(dora, live_product)
    dora.context.close()
    alice = settle("Alice", "Policies")
    come_in(page, alice, live_product)
    bad += accept(page, alice.place)
    assert bad == []


def read_again(dora: Page) -> list[str]:
    """From the text in force to the very text of a version."""
    dora.goto("/da/dpa")
    dora.locator("main a[href$='/dpa/versions/']").first.click()
    expect(dora.get_by_role("heading", level=1)).to_contain_text("alle versioner")
    bad = findings(dora)
    dora.get_by_role("row").nth(1).get_by_role("link").click()
    expect(dora).to_have_url(f"{dora.url.split('/da/')[0]}/da/dpa/versions/1/da/")
    expect(dora.get_by_text("sha256").first).to_be_visible()
    return bad + findings(dora)


def subscribe(dora: Page, product: RunningProduct) -> list[str]:
    """The form, the mail, the button behind its link."""
    dora.goto("/da/subprocessors/changes/")
    dora.get_by_label("Din e-mailadresse").fill(DORA)
    dora.wait_for_timeout(2_100)  # faster than that nobody types
    dora.get_by_role("button", name="Send linket").click()
    expect(dora).to_have_url(f"{product.url}/da/subprocessors/changes/sent/")
    bad = findings(dora)
    dora.goto(mailed_link(product.mails, DORA, "/da/subprocessors/changes/confirm/"))
    bad += findings(dora)
    dora.locator("main form button").click()
    expect(dora.get_by_role("heading", name="Vi giver dig besked")).to_be_visible()
    return bad


def accept(page: Page, place: str) -> list[str]:
    """The owner reads what is offered, and accepts that very text."""
    page.goto(f"{place}settings/privacy/agreement/")
    bad = findings(page)
    page.get_by_role("button", name="Accept it for Policies").click()
    expect(page.get_by_text("Version 1 of the agreement is accepted.")).to_be_visible()
    expect(page.get_by_role("region", name="Accepted versions")).to_contain_text("Alice")
    return bad + findings(page)
