"""Every page of the urlconf: axe in both themes and sizes, Lighthouse on a screen and a telephone.

In a short run each test takes its share of the time and says how many pages that was; pages are in
an order drawn from the seed, so that short runs look at others each time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from proactivox.launch.temporary import RunningProduct
from tests.budget import Budget
from tests.journeys.accessibility import findings_at
from tests.journeys.pages import PERSONAL, PUBLIC, Places, every
from tests.journeys.people import Person, log_in, prove_it_is_me, settle
from tests.journeys.worlds import furnish_wholly
from tests.torture.lighthouse import Lighthouse

pytestmark = [pytest.mark.torture, pytest.mark.usefixtures("live_database")]

_SIZES = ((1440, 900), (390, 844))
_VARIANTS = [(theme, size) for theme in ("light", "dark") for size in _SIZES]
# Whoever opens it is logged out, or asked who they are.
_LAST = ("/accounts/logout/", "/accounts/reauthenticate/")
# Answered with an error on purpose, of which Lighthouse says no more than that.
_ERRORS = ("/connect/salesforce/callback?error=access_denied&state=forged",)


def in_order(pages: list[str], budget: Budget) -> list[str]:
    """Shuffled by the seed; what changes the session comes last."""
    rest = [page for page in pages if page not in _LAST]
    budget.chance.shuffle(rest)
    return rest + [page for page in _LAST if page in pages]


def variant(
    browser: Browser, product: RunningProduct, theme: str, size: tuple[int, int]
) -> BrowserContext:
    """A browser of this size, in this theme."""
    context = browser.new_context(
        base_url=product.url,
        locale="en-GB",
        viewport={"width": size[0], "height": size[1]},
        reduced_motion="reduce",
    )
    context.set_default_timeout(60_000)
    cookie = {"name": "theme", "value": theme, "url": product.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    return context


@pytest.fixture
def world(
    live_product: RunningProduct, page: Page, tmp_path: Path, live_database: None
) -> tuple[Person, Places]:
    """Alice's workspace with everything in it."""
    alice = settle("Alice")
    return alice, furnish_wholly(live_product, alice, page, tmp_path)


def test_axe_finds_nothing_on_any_page(
    browser: Browser, live_product: RunningProduct, world: tuple[Person, Places], budget: Budget
) -> None:
    alice, places = world
    bad: dict[str, dict[str, list[str]]] = {}
    for theme, size in budget.chance.sample(_VARIANTS, len(_VARIANTS)):
        context = variant(browser, live_product, theme, size)
        page = context.new_page()
        found = findings_at(page, every(PUBLIC, places))
        log_in(page, alice)
        page.goto("/accounts/2fa/totp/activate/")
        prove_it_is_me(page, alice)
        seen = 0
        for address in in_order(every(PERSONAL, places), budget):
            if budget.is_over and not is_first(theme, size):
                break
            found |= findings_at(page, [address])
            seen += 1
        print(f"axe: {seen} pages, {theme}, {size[0]} px")
        if found:
            bad[f"{theme} {size[0]}"] = found
        context.close()
    assert not bad, in_full(bad)


def in_full(bad: dict[str, Any]) -> str:
    """Every finding with its place; pytest would cut them short."""
    return json.dumps(bad, indent=1, ensure_ascii=False)


def is_first(theme: str, size: tuple[int, int]) -> bool:
    """The variant in which every page is asked about, however short the time."""
    return (theme, size) == _VARIANTS[0]


@pytest.fixture
def lighthouse(
    playwright: Playwright, browser_program: tuple[Path, dict[str, str]]
) -> Iterator[Lighthouse]:
    with Lighthouse(playwright, *browser_program) as found:
        yield found


def test_lighthouse_is_content_with_every_page(
    live_product: RunningProduct,
    world: tuple[Person, Places],
    lighthouse: Lighthouse,
    budget: Budget,
) -> None:
    alice, places = world
    log_in(lighthouse.open(live_product.url), alice, live_product.url)
    bad: dict[str, list[str]] = {}
    pages = in_order(every(PERSONAL, places), budget)
    shown = [page for page in pages if page not in _ERRORS]
    for number, address in enumerate(shown):
        if budget.is_over and number >= 5:
            break
        for form_factor in ("desktop", "mobile"):
            told = lighthouse.ask(live_product.url + address, form_factor)
            print(f"lighthouse: {address} {form_factor} {told.scores}")
            if told.complaints:
                bad[f"{form_factor} {address}"] = told.complaints
    assert not bad, in_full(bad)
