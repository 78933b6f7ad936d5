"""Every public page in both languages, as strangers look at it: nothing undeclared, and a banner
that a scanner has nothing against and an agent can refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from privacy.consent.registry import CONSENT_COOKIE, USAGE_COOKIE, trackers
from proactivox.launch.temporary import RunningProduct
from tests.budget import Budget
from tests.journeys.pages import PUBLIC, Places, every
from tests.journeys.publishing import published
from tests.journeys.stored import names, stored_elsewhere, undeclared, watch_hosts
from tests.torture.scanners import Agent, Scanner
from tests.torture.test_pages import in_full, in_order

pytestmark = [pytest.mark.torture, pytest.mark.usefixtures("live_database")]
LOCALES = ("en-GB", "da-DK")
# However short the time: so many pages, others in each run.
_LEAST = 4
# What stands where nothing does knows no request, and asks nothing. Nor does the place of choices.
_NOT_THERE = (
    "/no-such-page",
    "/webinars/00000000-0000-7000-8000-000000000009/",
    "/newsletter/archive/nothing/",
)
_ASKS_NOTHING = ("/cookie-choices/", *_NOT_THERE)


def public_pages(budget: Budget) -> Iterator[tuple[str, str]]:
    """(address, locale) in an order drawn from the seed, both languages of a page together."""
    pages = in_order([*every(PUBLIC, Places("", {}, (), "", "")), *published()], budget)
    for number, address in enumerate(pages):
        if budget.is_over and number >= _LEAST:
            return
        yield from ((address, locale) for locale in LOCALES)


def visitor(browser: Browser, product: RunningProduct, locale: str) -> BrowserContext:
    """Somebody new, without a signal."""
    context = browser.new_context(base_url=product.url, locale=locale)
    context.set_default_timeout(60_000)
    return context


def test_a_first_visit_leaves_nothing_that_is_not_necessary(
    browser: Browser, live_product: RunningProduct, budget: Budget
) -> None:
    """Statements 12 and 19: no other host, no other cookie, no storage, on any public page."""
    necessary = frozenset(one.name for one in trackers() if one.is_necessary)
    bad: dict[str, list[str]] = {}
    for address, locale in public_pages(budget):
        context = visitor(browser, live_product, locale)
        page = context.new_page()
        strangers = watch_hosts(page)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        found = [*strangers, *undeclared(page, necessary), *stored_elsewhere(page)]
        if found:
            bad[f"{locale} {address}"] = found
        context.close()
    assert not bad, in_full(bad)


def test_an_agent_finds_reject_and_is_obeyed(
    browser: Browser, live_product: RunningProduct, budget: Budget
) -> None:
    """Statement 13: by the words and the shape of the banner, which nobody told it of."""
    agent = Agent()
    bad: dict[str, list[str]] = {}
    for address, locale in public_pages(budget):
        context = visitor(browser, live_product, locale)
        probe = context.new_page()
        probe.goto(address)
        if probe.locator("#consent").count():
            heard = agent.refuse(context, address)
            probe.goto("/accounts/login/")
            stays = probe.locator("#consent").count()
            kept = names(probe)
            print(f"agent: {address} {locale} {heard}")
            if "optOutResult true" not in heard or stays or CONSENT_COOKIE not in kept:
                bad[f"{locale} {address}"] = [*heard, *sorted(kept)]
            elif USAGE_COOKIE in kept:
                bad[f"{locale} {address}"] = [USAGE_COOKIE]
        context.close()
    assert not bad, in_full(bad)


def test_a_scanner_has_nothing_against_it(
    live_product: RunningProduct, browser_program: tuple[Path, dict[str, str]], budget: Budget
) -> None:
    """Statements 12, 13, 15: both answers found and pressed, no issue, no cookie after Reject."""
    bad: dict[str, list[str]] = {}
    with Scanner(*browser_program) as scanner:
        for address, locale in public_pages(budget):
            told = scanner.scan(live_product.url + address, locale)
            print(f"scanner: {address} {locale} {told.answers}")
            found = [*told.issues, *told.after_reject]
            if address not in _ASKS_NOTHING:
                found += [*told.errors, *{"accept", "reject"}.difference(told.answers)]
            if found:
                bad[f"{locale} {address}"] = found
    assert not bad, in_full(bad)
