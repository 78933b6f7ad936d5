"""Language, theme and small screens: what was chosen stays, and nothing runs off the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.journeys.people import Person, come_in, settle

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]

_PAGES = ("settings/", "settings/members/", "settings/api-keys/", "settings/audit/")
_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => `${e.tagName}.${e.className}`).slice(0, 8)"""


@pytest.fixture
def alice(live_database: None) -> Person:
    return settle("Alice")


@pytest.mark.torture
def test_danish_and_dark_stay(page: Page, alice: Person, live_product: RunningProduct) -> None:
    come_in(page, alice, live_product)
    page.goto(alice.place + "settings/members/")
    before = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    page.locator("button[popovertarget=user-menu]").click()
    page.get_by_role("button", name="Dark", exact=True).click()
    page.get_by_role("button", name="Dansk").click()
    expect(page.locator("html")).to_have_attribute("lang", "da")
    for part in ("settings/members/", "settings/audit/"):
        page.goto(alice.place + part)
        expect(page.locator("html")).to_have_attribute("lang", "da")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") != before
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    expect(page.locator("nav a[aria-current=page]")).not_to_have_text("Audit trail")


@pytest.mark.torture
def test_a_narrow_screen(page: Page, alice: Person, live_product: RunningProduct) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    assert_no_scrolling(page, "/", "/accounts/login/", "/accounts/signup/")
    come_in(page, alice, live_product)
    own = ("/accounts/profile/", "/accounts/2fa/", "/accounts/sessions/")
    assert_no_scrolling(page, *(alice.place + part for part in _PAGES), *own)


@pytest.mark.torture
def test_navigation_on_a_narrow_screen(
    page: Page, alice: Person, live_product: RunningProduct
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    come_in(page, alice, live_product)
    page.goto(alice.place + "settings/members/")
    sidebar = page.locator("#sidebar")
    expect(sidebar).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(sidebar).to_be_visible()
    page.keyboard.press("Escape")
    expect(sidebar).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    sidebar.get_by_role("link", name="Audit trail").click()
    page.wait_for_url("**/settings/audit/")
    expect(sidebar).to_be_hidden()


def assert_no_scrolling(page: Page, *paths: str) -> None:
    for path in paths:
        page.goto(path)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= 390, f"{path} is {width} px wide: {page.evaluate(_WIDE)}"
