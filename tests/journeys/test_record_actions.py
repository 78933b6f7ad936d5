"""Bob makes a task in Salesforce from the oldest deals, sets a field there, and takes both back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from proactivox.launch.temporary import RunningProduct
from sandbox.control.client import Control
from tests.journeys.accessibility import findings
from tests.journeys.people import log_in, settle
from tests.journeys.test_campaign_actions import ended, marketer_of
from tests.journeys.test_main_path import control
from tests.journeys.worlds import connect_by_hand

__all__ = ["control"]
pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
SUBJECT = "Ask whether it is still alive"


def test_bob_makes_a_task_sets_a_field_and_takes_both_back(
    page: Page, live_product: RunningProduct, control: Control
) -> None:
    alice = settle("Alice")
    bob = marketer_of(alice)
    log_in(page, alice)
    connect_by_hand(page, alice.place, "salesforce")
    page.locator("details", has_text="Changes from here").locator("summary").click()
    page.get_by_role("button", name="Allow changes").click()
    page.locator("details", has_text="Changes from here").locator("summary").click()
    page.get_by_role("link", name="Fields that may be set").click()
    bad = findings(page)
    page.locator("input[value='Opportunity.NextStep']").check()
    page.get_by_role("button", name="Save").click()
    page.context.clear_cookies()
    log_in(page, bob)
    page.goto(f"{bob.place}pipeline/")
    page.get_by_role("link", name="Create a task").first.click()
    record = page.url
    bad += findings(page)
    page.get_by_label("Subject").fill(SUBJECT)
    page.get_by_role("button", name="Preview the task").click()
    bad += findings(page)
    page.get_by_role("button", name="Do it").click()
    page.wait_for_url(re.compile(r"/actions/[0-9a-f-]{36}/$"))
    task = page.url
    ended(page, "Done")
    bad += findings(page)
    assert [one["Subject"] for one in control.records("Task")].count(SUBJECT) == 1
    page.goto(f"{record}?field=NextStep")
    bad += findings(page)
    page.get_by_label("Next Step").fill("Send the new offer")
    page.get_by_role("button", name="Preview the change").click()
    bad += findings(page)
    page.get_by_role("button", name="Do it").click()
    page.wait_for_url(re.compile(r"/actions/[0-9a-f-]{36}/$"))
    field = page.url
    ended(page, "Done")
    for action in (task, field):
        page.goto(action)
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("The way back is under way")).to_be_visible()
        ended(page, "Undone")
    assert SUBJECT not in [one["Subject"] for one in control.records("Task")]
    assert bad == []
