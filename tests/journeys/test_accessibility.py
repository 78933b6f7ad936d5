"""axe finds nothing: on the main pages here, on all of them at length."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings, findings_at
from tests.journeys.people import log_in, prove_it_is_me, settle
from tests.journeys.worlds import PUBLIC, all_pages, furnish

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]

_SIZES = ((1440, 900), (390, 844))


def test_main_pages(page: Page, live_product: RunningProduct, tmp_path: Path) -> None:
    world = furnish(live_product, settle("Alice"), tmp_path)
    place = world.owner.place
    bad = findings_at(page, ["/", "/accounts/login/"])
    log_in(page, world.owner)
    main = ["overview/", "numbers/spend", "sources/", "settings/members/"]
    bad |= findings_at(page, [place + part for part in main] + [world.sources[0]])
    assert bad == {}


def test_what_opens_over_a_page(page: Page) -> None:
    alice = settle("Alice", role="admin")  # the only owner is not offered to leave
    log_in(page, alice)
    page.goto(alice.place + "settings/members/")
    page.keyboard.press("Control+k")
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.locator("button[popovertarget=user-menu]").click()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Leave", exact=True).first.click()
    assert findings(page) == []


def test_planted_faults_are_found(page: Page) -> None:
    """So that silence means something."""
    page.goto("/accounts/login/")
    assert findings(page) == []
    page.evaluate("""() => {
      document.querySelector('label').remove();
      document.querySelector('h1').style.color = '#ddd';
    }""")
    rules = {line.split(":")[0] for line in findings(page)}
    assert {"label", "color-contrast"} <= rules


@pytest.mark.torture
def test_all_pages_in_both_themes_and_sizes(
    browser: Browser, live_product: RunningProduct, tmp_path: Path
) -> None:
    world = furnish(live_product, settle("Alice"), tmp_path)
    bad: dict[str, dict[str, list[str]]] = {}
    for theme in ("light", "dark"):
        for width, height in _SIZES:
            context = browser.new_context(
                base_url=live_product.url,
                locale="en-GB",
                viewport={"width": width, "height": height},
                reduced_motion="reduce",
            )
            context.set_default_timeout(20_000)
            cookie = {"name": "theme", "value": theme, "url": live_product.url}
            context.add_cookies([cookie])  # type: ignore[list-item]
            page = context.new_page()
            found = findings_at(page, PUBLIC)
            log_in(page, world.owner)
            page.goto("/accounts/2fa/totp/activate/")
            prove_it_is_me(page, world.owner)
            found |= findings_at(page, all_pages(world, page))
            if found:
                bad[f"{theme} {width}"] = found
            context.close()
    assert bad == {}
