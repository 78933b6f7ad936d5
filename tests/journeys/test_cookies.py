"""A visitor and the banner: refuses, agrees, withdraws; what the browser holds after each of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from privacy.consent.registry import CONSENT_COOKIE, USAGE_COOKIE, declared
from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings, findings_at
from tests.journeys.people import log_in, settle
from tests.journeys.stored import names, stored_elsewhere, undeclared, watch_hosts
from tests.torture.test_pages import variant

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]
LOGIN = "/accounts/login/"
_DECLARED = {f"{kind} {name}" for kind, name in declared()}


@pytest.fixture
def visitor(browser: Browser, live_product: RunningProduct) -> Iterator[BrowserContext]:
    """Somebody whose browser sends no signal, and who has never been here."""
    context = browser.new_context(
        base_url=live_product.url, locale="en-GB", reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.mark.torture
def test_a_visitor_refuses_agrees_and_withdraws(visitor: BrowserContext) -> None:
    """Statements 12, 13, 15, 17 and 19, as somebody meets them."""
    page = visitor.new_page()
    strangers = watch_hosts(page)
    page.goto(LOGIN)
    assert undeclared(page) == []
    assert findings(page) == []
    _looking_is_not_agreeing(page)
    _both_answers_are_alike(page)

    page.get_by_label("E-mail address").fill("alice@acme.example")
    page.get_by_role("button", name="Reject all").click()
    expect(page.locator("#consent")).to_have_count(0)
    assert page.get_by_label("E-mail address").input_value() == "alice@acme.example"
    page.goto("/")
    expect(page.locator("#consent")).to_have_count(0)
    assert USAGE_COOKIE not in names(page)

    page.get_by_role("link", name="Cookie choices").click()
    expect(page.get_by_role("checkbox", name="Usage analytics")).not_to_be_checked()
    page.get_by_role("button", name="Accept all").click()
    expect(page.get_by_role("checkbox", name="Usage analytics")).to_be_checked()
    assert {CONSENT_COOKIE, USAGE_COOKIE} <= names(page)

    page.goto("/")
    page.get_by_role("link", name="Cookie choices").click()
    page.get_by_role("button", name="Reject all").click()
    expect(page.get_by_role("checkbox", name="Usage analytics")).not_to_be_checked()
    assert USAGE_COOKIE not in names(page)
    page.goto(LOGIN)
    expect(page.locator("#consent")).to_have_count(0)
    assert USAGE_COOKIE not in names(page)
    assert undeclared(page) == []
    assert stored_elsewhere(page) == []
    assert strangers == []


def _looking_is_not_agreeing(page: Page) -> None:
    page.mouse.wheel(0, 2000)
    page.keyboard.press("Escape")
    page.mouse.click(5, 5)
    page.reload()
    expect(page.locator("#consent")).to_be_visible()
    assert CONSENT_COOKIE not in names(page)


def _both_answers_are_alike(page: Page) -> None:
    """Statement 13: size and contrast, as the browser draws them."""
    drawn = [
        page.get_by_role("button", name=name).evaluate(
            """(button) => {
              const box = button.getBoundingClientRect(), style = getComputedStyle(button);
              const names = ["color", "backgroundColor", "borderColor", "fontSize", "fontWeight"];
              return [box.width, box.height, ...names.map((name) => style[name])];
            }"""
        )
        for name in ("Reject all", "Accept all")
    ]
    assert drawn[0] == drawn[1]


@pytest.mark.torture
@pytest.mark.parametrize(("theme", "size"), [("light", (1440, 900)), ("dark", (390, 844))])
def test_a_login_agrees_and_staff_see_it(
    browser: Browser, live_product: RunningProduct, theme: str, size: tuple[int, int]
) -> None:
    """Asked beneath the log-in and in the product; axe about every page of consent and usage."""
    from accounts.models import Membership, User
    from accounts.models.workspace import HOUSE_ID

    alice = settle("Alice")
    user = User.objects.get(email=alice.email)
    Membership.objects.create(workspace_id=HOUSE_ID, user=user, role="owner")
    context = variant(browser, live_product, theme, size)
    page = context.new_page()
    log_in(page, alice)
    bad = {"asked": findings(page)}
    page.get_by_role("button", name="Accept all").click()
    expect(page.locator("#consent")).to_have_count(0)
    paths = ["accounts/usage/", "w/proactivox/consents/", "w/proactivox/usage/", "cookie-choices/"]
    bad |= findings_at(page, [f"/{path}" for path in paths])
    page.goto("/accounts/usage/")
    expect(page.get_by_role("cell", name="Agreed")).to_be_visible()
    bad["kept"] = [*undeclared(page), *set(stored_elsewhere(page)).difference(_DECLARED)]
    context.close()
    assert {place: found for place, found in bad.items() if found} == {}
