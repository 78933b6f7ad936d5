"""Bob pauses a campaign at Google Ads, the days after it cost nothing, and he takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Membership, User, Workspace
from proactivox.launch.temporary import RunningProduct
from sandbox.control.client import Control
from tests.journeys.accessibility import findings
from tests.journeys.people import Person, log_in, settle
from tests.journeys.test_main_path import control
from tests.journeys.worlds import connect_by_hand

__all__ = ["control"]
pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
BRAND = "Google | Brand | US"
OTHER = "Google | Competitor | US"
_DAY = 86_400.0
_WORK = 60_000  # ms, for one change on a busy machine


@pytest.fixture
def days_ago(control: Control) -> Iterator[None]:
    """The platforms are six days back, so that days after a pause are there to be looked at."""
    before = control.state()["settings"]["clock_offset"]
    control.settings(clock_offset=before - 6 * _DAY)
    yield
    control.settings(clock_offset=before)


def test_bob_pauses_it_sees_the_days_without_spend_and_takes_it_back(
    page: Page, live_product: RunningProduct, control: Control, days_ago: None
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
    bad = pause(page, bob)
    action = page.url
    paused_on = control.state()["now"][:10]
    control.settings(clock_offset=control.state()["settings"]["clock_offset"] + 6 * _DAY)
    spent = spend(control)
    later = {day for _name, day in spent if day > paused_on}
    assert any(spent.get((OTHER, day)) for day in later)
    assert not any(spent.get((BRAND, day)) for day in later)
    page.goto(action)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The way back is under way")).to_be_visible()
    ended(page, "Undone")
    page.goto(f"{bob.place}actions/")
    expect(page.get_by_role("row", name="Resume")).to_contain_text("Done")
    assert [*bad, *findings(page)] == []


def marketer_of(owner: Person) -> Person:
    """Bob, who may change campaigns and approve nothing."""
    bob = settle("Bob", workspace="Elsewhere")
    workspace = Workspace.objects.get(slug=owner.place.strip("/").split("/")[1])
    user = User.objects.get(email=bob.email)
    Membership.objects.filter(user=user).delete()
    Membership.objects.create(workspace=workspace, user=user, role="marketer")
    return Person(bob.name, bob.email, owner.place)


def pause(page: Page, bob: Person) -> list[Any]:
    """From the overview's row to the change that is done."""
    page.goto(f"{bob.place}overview/?range=last_30&by=campaign")
    page.get_by_role("row", name=BRAND).get_by_role("link", name="Manage").click()
    expect(page.get_by_text("Asked of the platform just now.")).to_be_visible()
    bad = findings(page)
    page.get_by_label("Why").first.fill("Too dear this week")
    page.get_by_role("button", name="Preview the pause").click()
    expect(page.get_by_text("The platform would take it")).to_be_visible()
    bad += findings(page)
    page.get_by_role("button", name="Do it").click()
    page.wait_for_url("**/actions/*/")
    ended(page, "Done")
    return bad + findings(page)


def ended(page: Page, state: str) -> None:
    """Wait until the action's page says so, which it does by itself."""
    badge = page.locator(".page__head").get_by_text(state, exact=True)
    expect(badge).to_be_visible(timeout=_WORK)


def spend(control: Control) -> dict[tuple[str, str], int]:
    """{(campaign, day): cents}, straight from the business."""
    days: Any = control.post("/google-ads/days", {})
    return {(one["name"], one["day"]): one["cents"] for one in days}
