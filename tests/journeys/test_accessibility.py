"""axe finds nothing on what opens over a page; torture asks about the main pages, then the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings, findings_at
from tests.journeys.people import log_in, settle
from tests.journeys.worlds import furnish

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]


@pytest.mark.torture
def test_main_pages(page: Page, live_product: RunningProduct, tmp_path: Path) -> None:
    world = furnish(live_product, settle("Alice"), tmp_path)
    place = world.owner.place
    bad = findings_at(page, ["/", "/accounts/login/"])
    log_in(page, world.owner)
    main = ["overview/", "numbers/spend", "sources/", "settings/members/"]
    bad |= findings_at(page, [place + part for part in main] + [world.sources[0]])
    assert bad == {}


@pytest.mark.torture
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


@pytest.mark.torture
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
