"""Bob's rule shows what it would pause and goes live; Alice approves, and it is taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from proactivox.launch.temporary import RunningProduct
from sandbox.control.client import Control
from tests.journeys.accessibility import findings
from tests.journeys.people import Person, log_in, settle
from tests.journeys.test_campaign_actions import BRAND, marketer_of
from tests.journeys.test_main_path import control
from tests.journeys.worlds import connect_by_hand

__all__ = ["control"]
pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
_LOOKS = 60


def test_a_rule_is_previewed_set_live_approved_and_undone(
    page: Page, live_product: RunningProduct, control: Control
) -> None:
    alice = settle("Alice")
    bob = marketer_of(alice)
    log_in(page, alice)
    connect_by_hand(page, alice.place, "google_ads")
    page.locator("details", has_text="Changes from here").locator("summary").click()
    page.get_by_role("button", name="Allow changes").click()
    expect(page.get_by_text("Allowed", exact=True)).to_be_visible()
    page.context.clear_cookies()
    log_in(page, bob)
    bad = make_rule(page, bob)
    rule = page.url.removesuffix("preview/")
    page.get_by_role("button", name="set it live").click()
    expect(page.get_by_text("It is live. It looks for the first time")).to_be_visible()
    until(page, rule, "Waits for approval")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    page.context.clear_cookies()
    log_in(page, alice)
    page.goto(rule)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved. It is on its way.")).to_be_visible()
    until(page, rule, "Done")
    bad += findings(page)
    page.goto(f"{alice.place}overview/?range=last_30&by=campaign")
    page.get_by_role("row", name=BRAND).get_by_role("link", name="Manage").click()
    expect(page.get_by_role("button", name="Preview the resumption")).to_be_visible()
    page.goto(rule)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The way back is under way")).to_be_visible()
    until(page, rule, "Undone")
    assert bad == []


def make_rule(page: Page, bob: Person) -> list[str]:
    """From what one may begin with to its preview, in which the campaign is named."""
    page.goto(f"{bob.place}automations/")
    page.get_by_role("link", name="Pause what costs and brings nothing").click()
    page.get_by_label("Value").first.fill("1")
    page.get_by_label("Number").nth(1).select_option("")
    page.get_by_label("Only campaigns that fit this filter").fill(f'campaign is "{BRAND}"')
    page.get_by_label("Clicks at least").fill("1")
    page.get_by_label("Wait until days are settled").uncheck()
    bad = list(findings(page))
    page.get_by_role("button", name="Save and preview").click()
    expect(page.get_by_role("heading", name="In the last 8 weeks it would have")).to_be_visible(
        timeout=60_000
    )
    expect(page.get_by_role("link", name=BRAND).first).to_be_visible()
    return bad + list(findings(page))


def until(page: Page, rule: str, state: str) -> None:
    """Look at the rule until a change of it stands so."""
    badge = page.get_by_role("region", name="Changes").get_by_text(state, exact=True).first
    for _ in range(_LOOKS):
        page.goto(rule)
        if badge.is_visible():
            return
        page.wait_for_timeout(1_000)
    expect(badge).to_be_visible()
