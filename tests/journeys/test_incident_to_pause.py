"""Spend jumps; Bob finds it, asks for a pause that Alice approves, and takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Workspace
from accounts.tenancy import inside
from analytics.models import AdCampaignDay
from proactivox.launch.temporary import RunningProduct
from sandbox.control.client import Control
from tests.journeys.accessibility import findings
from tests.journeys.people import Person, log_in, settle
from tests.journeys.test_campaign_actions import ended, marketer_of
from tests.journeys.test_main_path import control
from tests.journeys.worlds import connect_by_hand

__all__ = ["control"]
pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
# Not the one that another journey pauses for days, in the same sandbox.
SENSORS = "Google | Sensors Nonbrand | US"
_WORK = 240_000  # ms, for the history and the first look on a busy machine
_HISTORY = timedelta(days=90)
_SOME = re.compile("[1-9]")


@pytest.fixture
def planted(control: Control) -> Iterator[date]:
    """Three days ago the campaign's spend became six times what it was."""
    day = datetime.fromisoformat(control.state()["now"]).date() - timedelta(days=3)
    asked: Any = {"campaign": SENSORS, "day": day.isoformat(), "factor": 6}
    control.post("/google-ads/plant", asked)
    yield day
    control.post("/google-ads/plant", {**asked, "factor": 1})


def test_what_was_planted_is_found_explained_paused_by_two_and_undone(
    page: Page, live_product: RunningProduct, control: Control, planted: date
) -> None:
    alice = settle("Alice")
    bob = marketer_of(alice)
    # The campaign's own money, which no source here knows a rate of.
    Workspace.objects.filter(slug=slug_of(alice)).update(currency="USD")
    log_in(page, alice)
    connect_by_hand(page, alice.place, "google_ads")
    page.locator("details", has_text="Changes from here").locator("summary").click()
    page.get_by_role("button", name="Allow changes").click()
    expect(page.get_by_text("Allowed", exact=True)).to_be_visible()
    page.goto(f"{alice.place}actions/")
    page.get_by_label("A pause takes a second member, too").check()
    page.get_by_role("button", name="Save").click()
    wait_for_history(page, alice, planted)
    change_to(page, bob)
    page.goto(f"{bob.place}monitors/")
    page.get_by_role("button", name="Watch these").click()
    bad = find(page, bob, planted)
    action = ask_for_pause(page)
    change_to(page, alice)
    page.goto(action)
    page.get_by_role("button", name="Approve").click()
    ended(page, "Done")
    assert standing(control) == "paused"
    change_to(page, bob)
    page.goto(f"{bob.place}incidents/")
    page.get_by_role("link", name=f"Spend of {SENSORS} is above").first.click()
    for words in ("asked for", "approved", "done"):
        expect(page.get_by_role("link", name=f"Change {words}: pause {SENSORS}")).to_be_visible()
    bad += findings(page)
    page.goto(action)
    page.get_by_role("button", name="Undo").click()
    ended(page, "Undone")
    assert standing(control) == "active"
    assert bad == []


def slug_of(owner: Person) -> str:
    return owner.place.strip("/").split("/")[1]


def change_to(page: Page, person: Person) -> None:
    page.context.clear_cookies()
    log_in(page, person)


def wait_for_history(page: Page, owner: Person, planted: date) -> None:
    """The months before are read by and by, the newest first."""
    workspace = Workspace.objects.get(slug=slug_of(owner))
    for _ in range(120):
        with inside(workspace):
            if AdCampaignDay.objects.filter(on__lt=planted - _HISTORY).exists():
                return
        page.wait_for_timeout(_WORK / 120)
    raise AssertionError("The months before were not read.")


def find(page: Page, bob: Person, planted: date) -> list[Any]:
    """In Bob's inbox, on the right day, explained by the right campaign."""
    link = page.get_by_role("link", name=f"Spend of {SENSORS} is above")
    for _ in range(60):
        page.goto(f"{bob.place}inbox/")
        if link.count():
            break
        page.wait_for_timeout(_WORK / 60)
    bad = findings(page)
    # Its words may stand in two lines, and their middle between them.
    link.first.click(position={"x": 4, "y": 4})
    expect(page.get_by_role("heading", level=1)).to_contain_text(SENSORS)
    expect(page.locator(".page__head")).to_contain_text(written(planted))
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    # Others may have been found beside it: the same business is changed by other journeys.
    expect(page.locator(".sidebar").get_by_role("link", name="Incidents")).to_contain_text(_SOME)
    return bad + findings(page)


def written(day: date) -> str:
    """As English pages write a day."""
    return f"{day.day} {day:%b} {day.year}"


def ask_for_pause(page: Page) -> str:
    page.get_by_role("link", name=f"Pause “{SENSORS}” at Google Ads").click()
    expect(page.get_by_text("Proposed because of an incident")).to_be_visible()
    why = f"Spend of {SENSORS} is above what was expected"
    expect(page.get_by_label("Why").first).to_have_value(why)
    page.get_by_role("button", name="Preview the pause").click()
    expect(page.get_by_text("It takes a second member")).to_be_visible()
    page.get_by_role("button", name="Ask for it").click()
    page.wait_for_url("**/actions/*/")
    return page.url


def standing(control: Control) -> str:
    """How it stands, straight from the business."""
    rows: Any = control.post("/google-ads/standing", {"campaign": SENSORS})
    return str(rows["status"])
