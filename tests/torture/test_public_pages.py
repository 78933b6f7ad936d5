"""Lighthouse on every page that search engines may list, in both languages, on a telephone.

What a busy machine does not change is asked once; how fast a page is, five times while nothing else
runs: the medians have to reach their bars. In a short run the seed draws which pages come first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Playwright

from enquiries.site.addresses import LANGUAGES, LISTED
from proactivox.launch.temporary import RunningProduct
from tests.budget import Budget
from tests.journeys.publishing import published
from tests.torture.lighthouse import Lighthouse, Told
from tests.torture.test_pages import in_order

pytestmark = [pytest.mark.torture, pytest.mark.usefixtures("live_database")]

STEADY = {"accessibility": 1.0, "best-practices": 0.95, "seo": 0.95}
BARS = {"performance": 0.95, **STEADY}
_TIMES = 5


def listed_pages(budget: Budget) -> Iterator[str]:
    """All of them in an order drawn from the seed, while there is time; one in any case."""
    pages = [f"/{language}{path}" for path in LISTED for language in LANGUAGES]
    for number, path in enumerate(in_order(pages, budget)):
        if budget.is_over and number:
            return
        yield path


@pytest.fixture
def lighthouse(
    playwright: Playwright, browser_program: tuple[Path, dict[str, str]]
) -> Iterator[Lighthouse]:
    with Lighthouse(playwright, *browser_program) as found:
        yield found


def test_every_listed_page_is_open_to_all_and_found(
    live_product: RunningProduct, lighthouse: Lighthouse, budget: Budget
) -> None:
    published()
    lighthouse.open(live_product.url)
    low: dict[str, object] = {}
    for path in listed_pages(budget):
        told = lighthouse.ask(live_product.url + path, "mobile", categories=list(STEADY))
        print(f"lighthouse: {path} {told.scores}")
        if any((told.scores.get(name) or 0.0) < bar for name, bar in STEADY.items()):
            low[path] = (told.scores, told.complaints)
    assert not low, low


@pytest.mark.alone
def test_public_pages_reach_their_bars(
    live_product: RunningProduct, lighthouse: Lighthouse, budget: Budget
) -> None:
    lighthouse.open(live_product.url)
    low: dict[str, object] = {}
    for path in listed_pages(budget):
        scores, complaints = asked(lighthouse, live_product.url + path)
        print(f"lighthouse: {path} {scores}")
        if any(scores.get(name, 0.0) < bar for name, bar in BARS.items()):
            low[path] = (scores, complaints)
    assert not low, low


def asked(lighthouse: Lighthouse, url: str) -> tuple[dict[str, float], list[str]]:
    """The median of each category on a telephone, and what was complained of in the last time.

    A trace that Lighthouse could make nothing of has no score; the page is asked once more then.
    """
    told = [lighthouse.ask(url, "mobile", categories=list(BARS)) for _time in range(_TIMES)]
    while len(told) < 2 * _TIMES and len(measured(told)) < _TIMES:
        told.append(lighthouse.ask(url, "mobile", categories=list(BARS)))
    found = measured(told)
    if len(found) < _TIMES:
        return {}, [
            f"no score in {len(told) - len(found)} of {len(told)} times",
            *told[-1].complaints,
        ]
    medians = {name: median(one.scores[name] or 0.0 for one in found) for name in BARS}
    return medians, found[-1].complaints


def measured(told: list[Told]) -> list[Told]:
    """Those with a score in each category."""
    return [one for one in told if None not in one.scores.values()]
