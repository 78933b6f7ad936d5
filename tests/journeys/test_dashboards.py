"""A dashboard made of a template, moved by keyboard and by pointer, shared, changed, restored."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from accounts.models import Membership, User, Workspace
from proactivox.launch.temporary import RunningProduct
from tests.browser import SIGNAL
from tests.journeys.accessibility import findings
from tests.journeys.people import Person, come_in, settle

pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
_FIELDS = ("Column", "Row", "Width", "Height")


def window(browser: Browser, product: RunningProduct, person: Person) -> Page:
    """Somebody's own browser, logged in."""
    page = browser.new_context(
        extra_http_headers=SIGNAL, base_url=product.url, locale="en-GB"
    ).new_page()
    come_in(page, person, product)
    return page


def colleague(alice: Person, name: str, role: str) -> Person:
    """A member of Alice's workspace, who has one of their own, too."""
    person = settle(name, name, role)
    place = Workspace.objects.get(slug=alice.place.split("/")[2])
    user = User.objects.get(email=person.email)
    Membership.objects.create(workspace=place, user=user, role=role)
    return person


def tile(page: Page, title: str) -> Locator:
    """The first of a title: the number, where a chart beneath it is of the same."""
    return page.get_by_role("article", name=title, exact=True).first


def place(page: Page, title: str) -> tuple[int, ...]:
    """Where a tile stands: column, row, width, height, as its fields say."""
    fields = tile(page, title).locator("input[type=number]")
    return tuple(int(fields.nth(n).input_value()) for n in range(len(_FIELDS)))


def drag(page: Page, handle: Locator, right: int, down: int) -> None:
    """By the pointer, so many pixels."""
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()


def compose(page: Page) -> None:
    """By keyboard a row down and a column wider, by pointer to the right and higher."""
    grip = tile(page, "Spend").locator("[data-board-grip]")
    assert place(page, "Spend") == (1, 1, 3, 2)
    grip.focus()
    grip.press("Shift+ArrowRight")
    assert place(page, "Spend") == (1, 1, 4, 2)
    expect(page.locator("[data-board-live]")).to_have_text("Spend: column 1, row 1, 4 wide, 2 high")
    assert place(page, "Won revenue")[1] > 1
    grip.press("ArrowDown")
    assert place(page, "Spend")[1] > 1
    paid = tile(page, "Paid CAC").locator("[data-board-grip]")
    before = place(page, "Paid CAC")
    corner = tile(page, "Paid CAC").locator("[data-board-corner]")
    drag(page, corner, 0, 100)
    assert place(page, "Paid CAC") == (*before[:3], before[3] + 1)
    drag(page, paid, -400, 0)
    assert place(page, "Paid CAC")[0] < before[0]
    expect(page.get_by_text("Not saved yet")).to_be_visible()


def change_in_place(page: Page) -> list[str]:
    """A tile's title and days in its panel by keyboard, with what axe finds in it."""
    one = tile(page, "Leads")
    one.get_by_role("button", name="More about Leads", exact=True).press("Enter")
    one.get_by_role("link", name="Change", exact=True).press("Enter")
    panel = page.locator("#drawer")
    preview = panel.get_by_role("article", name="Preview")
    expect(preview).to_be_visible()
    panel.get_by_label("Title").fill("New people")
    panel.locator("#tile-span").select_option("custom")
    panel.get_by_label("First day").fill("2026-03-09")
    panel.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(panel.get_by_text("Choose a day.").first).to_be_visible()
    panel.locator("#tile-span").select_option("7d")
    expect(preview).to_contain_text("New people")
    bad = findings(page)
    panel.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_role("article", name="New people", exact=True)).to_be_visible()
    return bad


def test_composed_shared_changed_restored_and_kept_from_charlie(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    alice = settle("Alice")
    bob, charlie = colleague(alice, "Bob", "marketer"), settle("Charlie", "Rival")
    come_in(page, alice, live_product)
    page.goto(f"{alice.place}dashboards/")
    bad = findings(page)
    page.get_by_role("link", name="Executive").click()
    page.get_by_label("Marketer").check()
    page.get_by_label("Viewer").check()
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", name="Executive")).to_be_visible()
    address = page.url
    bad += findings(page)
    page.get_by_role("link", name="Edit", exact=True).click()
    bad += findings(page)
    compose(page)
    kept = {name: place(page, name) for name in ("Spend", "Paid CAC")}
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as version 2.")).to_be_visible()
    bad += change_in_place(page)
    page.goto(f"{address}edit/")
    assert {name: place(page, name) for name in kept} == kept

    theirs = window(browser, live_product, bob)
    theirs.goto(f"{address}edit/")
    spend = theirs.get_by_role("article", name="Spend", exact=True)
    tile(theirs, "Spend").get_by_role("button", name="Change Spend", exact=True).click()
    theirs.get_by_role("button", name="Take this tile away").click()
    expect(spend).to_have_count(1)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Somebody else saved meanwhile")).to_be_visible()
    bad += findings(page)

    page.goto(f"{address}versions/")
    bad += findings(page)
    page.get_by_role("row", name=re.compile("Version 2")).get_by_role("button").click()
    expect(page.get_by_role("article", name="Spend", exact=True)).to_have_count(2)
    stranger = window(browser, live_product, charlie)
    for path in ("", "edit/", "versions/"):
        answer = stranger.goto(f"{address}{path}")
        assert answer
        assert answer.status == 404
    assert not bad
