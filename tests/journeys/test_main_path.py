"""From sign-up to right numbers, a passport, an invited colleague; Charlie sees nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from django.urls import get_resolver
from playwright.sync_api import Browser, Page, expect

from proactivox.demo.visitor import trust
from proactivox.launch.temporary import RunningProduct
from sandbox.control.client import Control
from tests.architecture.test_urls import addresses
from tests.browser import SIGNAL
from tests.journeys.mails import mailed_link
from tests.journeys.people import come_in, settle
from tests.journeys.steps import connect_salesforce, create_workspace, import_spend, sign_up
from tests.journeys.sums import Period, expected

pytestmark = pytest.mark.journey

_PERIOD = Period(date(2025, 11, 1), date(2026, 10, 31))
_DAYS = f"?from={_PERIOD.first_on}&to={_PERIOD.last_on}"
_CENT = Decimal("0.01")


@pytest.fixture
def control(live_product: RunningProduct) -> Iterator[Control]:
    """The sandbox's control plane."""
    with httpx.Client(verify=trust(live_product.sandbox.ca), trust_env=False, timeout=60) as http:
        control = Control(http, live_product.sandbox.origin)
        # The business ends now; a sync leaves the latest minutes to the next one.
        control.go_on()
        yield control


def test_from_sign_up_to_a_colleague(
    page: Page,
    browser: Browser,
    live_product: RunningProduct,
    live_database: None,
    control: Control,
    tmp_path: Path,
) -> None:
    sign_up(page, live_product.mails, "Alice", "alice@main.example")
    place = create_workspace(page, "Acme Trading")
    expect(page.get_by_text("Connect your first source")).to_be_visible()
    source = connect_salesforce(page, place)
    (tmp_path / "spend.csv").write_text(control.spend_csv())
    run = import_spend(page, place, tmp_path / "spend.csv")
    check_numbers(page, place, expected(control, _PERIOD))
    check_passport(page, place)
    invite_bob(page, browser, live_product, place)
    charlie_sees_nothing(browser, live_product, place, [source, run])


def check_numbers(page: Page, place: str, wanted: dict[str, Decimal]) -> None:
    """The exact values on the cards, and on the passports of what has no card."""
    page.goto(f"{place}overview/{_DAYS}")
    shown = {key: exact_on_card(page, key) for key in wanted if key != "new_customers"}
    page.goto(f"{place}numbers/new_customers{_DAYS}")
    shown["new_customers"] = number_in(page.locator(".metric__value").inner_text())
    wrong = {
        key: (shown[key], value)
        for key, value in wanted.items()
        if abs(shown[key] - value) > (_CENT if value > 1000 or key != "roas" else Decimal("0.0001"))
    }
    assert wrong == {}, "shown, computed from the records and the file"


def exact_on_card(page: Page, key: str) -> Decimal:
    card = page.locator("article.metric", has=page.locator(f"a[href*='/numbers/{key}?']"))
    return number_in(card.locator(".metric__value").get_attribute("title") or "")


def number_in(text: str) -> Decimal:
    found = re.search(r"[\d,]+(?:\.\d+)?", text)
    assert found is not None, f"no number in {text!r}"
    return Decimal(found.group().replace(",", ""))


def check_passport(page: Page, place: str) -> None:
    """In the drawer, and as a page; with a link to the record in Salesforce."""
    page.goto(f"{place}overview/{_DAYS}")
    page.get_by_role("link", name="Won revenue").first.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("heading", name="Won revenue")).to_be_visible()
    expect(drawer).to_contain_text("closed as won, by their close date")
    expect(drawer.get_by_role("link", name=re.compile("^006")).first).to_be_visible()
    drawer.get_by_role("link", name="Open as a page").click()
    expect(page.get_by_role("heading", name="Where this number comes from")).to_be_visible()
    expect(page.locator(".passport")).to_contain_text("Records behind it")


def invite_bob(page: Page, browser: Browser, product: RunningProduct, place: str) -> None:
    """Bob joins by the link in his mail, with a login that he makes on the way."""
    page.goto(place + "settings/members/")
    page.get_by_label("E-mail address").fill("bob@main.example")
    page.get_by_label("Role", exact=True).select_option(label="Marketer")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("row", name="bob@main.example")).to_be_visible()
    context = browser.new_context(extra_http_headers=SIGNAL, base_url=product.url, locale="en-GB")
    bob = context.new_page()
    bob.goto(mailed_link(product.mails, "bob@main.example", "/invitations/"))
    bob.get_by_role("button", name="Create your login").click()
    bob.get_by_label("Your name").fill("Bob")
    bob.get_by_label("Work e-mail address").fill("bob@main.example")
    bob.get_by_label("Password", exact=True).fill("correct horse battery staple")
    bob.get_by_role("button", name="Create your login").click()
    # The way to a login ends where it began: at the invitation.
    bob.get_by_role("button", name="Join Acme Trading").click()
    expect(bob.get_by_text("Welcome to Acme Trading.")).to_be_visible()
    bob.goto(f"{place}overview/{_DAYS}")
    expect(bob.locator("article.metric").first).to_be_visible()
    context.close()
    page.reload()
    expect(page.get_by_role("row", name="bob@main.example")).to_contain_text("Marketer")


def charlie_sees_nothing(
    browser: Browser, product: RunningProduct, place: str, known: list[str]
) -> None:
    """404 at addresses of Acme's, real ids included, and not a word of it on his own."""
    charlie = settle("Charlie", "Rival")
    context = browser.new_context(extra_http_headers=SIGNAL, base_url=product.url, locale="en-GB")
    his = context.new_page()
    come_in(his, charlie, product)
    his.goto(charlie.place)
    slug = place.strip("/").split("/")[1]
    # Without a browser, tests/accounts/test_support.py asks for each fifth, and for each at length.
    paths = [*known, *(filled(route, slug) for route in routes_of_a_workspace()[::8])]
    assert len(paths) > 20
    token = his.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answers = {path: answer_to(his, path, token) for path in paths}
    assert {path: status for path, status in answers.items() if status != 404} == {}
    for part in ("overview/", "sources/", "settings/members/", "settings/audit/", "settings/jobs/"):
        his.goto(charlie.place + part)
        words = his.content()
        assert "Rival" in words
        assert "Acme" not in words
        assert slug not in words
    context.close()


def answer_to(page: Page, path: str, token: str) -> int:
    """The status of asking, or of posting where only posting is understood."""
    asked = page.request.get(path, max_redirects=0).status
    if asked != 405:
        return asked
    form: dict[str, str | float | bool] = {"csrfmiddlewaretoken": token}
    return page.request.post(path, form=form, max_redirects=0).status


def routes_of_a_workspace() -> list[str]:
    found = [route for route, _view in addresses(get_resolver().url_patterns)]
    return [route for route in found if route.lstrip("/").startswith("w/<slug:slug>")]


def filled(route: str, slug: str) -> str:
    """The address with Acme's slug, and something of the right shape in every other place."""
    route = route.replace("<slug:slug>", slug).replace("<slug:metric>", "spend")
    return "/" + re.sub(r"<uuid:\w+>", str(uuid4()), route).lstrip("/")
