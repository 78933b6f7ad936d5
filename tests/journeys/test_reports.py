"""Bob mails a dashboard as a PDF; Alice publishes it; a sync changes what was, and is explained."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Workspace
from proactivox.launch.temporary import RunningProduct
from sandbox.control.client import Control
from tests.journeys.accessibility import findings
from tests.journeys.mails import newest_mail
from tests.journeys.pdfs import words_of
from tests.journeys.people import Person, log_in, settle
from tests.journeys.test_campaign_actions import OTHER, marketer_of
from tests.journeys.test_dashboards import colleague
from tests.journeys.test_main_path import control
from tests.journeys.worlds import connect_by_hand

__all__ = ["control"]
pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
_NAME, _WORK = "Monday's spend", 180_000
_MONEY = re.compile(r"([-+−]?)USD[ \u00a0]([\d,]+\.\d\d)")


@pytest.fixture
def planted(control: Control) -> Iterator[dict[str, Any]]:
    """What makes a campaign spend twice as much from four days ago on, once it is sent."""
    day: date = datetime.fromisoformat(control.state()["now"]).date() - timedelta(days=4)
    asked: dict[str, Any] = {"campaign": OTHER, "day": day.isoformat(), "factor": 2}
    yield asked
    control.post("/google-ads/plant", {**asked, "factor": 1})


def test_mailed_as_it_is_seen_published_and_bridged_to_the_cent(
    page: Page, live_product: RunningProduct, control: Control, planted: dict[str, Any]
) -> None:
    alice = settle("Alice")
    bob, dora = marketer_of(alice), colleague(alice, "Dora", "viewer")
    slug = alice.place.strip("/").split("/")[1]
    Workspace.objects.filter(slug=slug).update(currency="USD")
    log_in(page, alice)
    connect_by_hand(page, alice.place, "google_ads")
    source = page.url.split("#")[0]

    change_to(page, bob)
    bad = make_report(page, bob, dora)
    report = page.url
    page.get_by_role("link", name="Preview").click()
    seen = spend_on(page)
    bad += findings(page)
    page.goto(report)
    page.get_by_role("button", name="Send me one now").click()
    check_mail(live_product.mails, bob, dora, seen)

    change_to(page, alice)
    publish(page, alice)
    published = page.url
    assert spend_on(page) == seen
    bad += findings(page)
    control.post("/google-ads/plant", planted)
    sync(page, source)
    page.goto(published)
    bad += check_bridge(page, seen)
    assert bad == []


def change_to(page: Page, person: Person) -> None:
    page.context.clear_cookies()
    log_in(page, person)


def make_report(page: Page, bob: Person, dora: Person) -> list[str]:
    """Of a dashboard that viewers do not see; Dora is one, and is told to get nothing."""
    page.goto(f"{bob.place}dashboards/new/?begin=paid_media")
    page.get_by_label("Name").fill("Paid media")
    page.get_by_label("Viewer").uncheck()
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url(re.compile(r"/dashboards/[0-9a-f-]{36}/"))
    page.goto(f"{bob.place}reports/new/")
    page.get_by_label("Dashboard").select_option(label="Paid media")
    page.get_by_label("Name").fill(_NAME)
    expect(page.get_by_label("Weekday")).to_be_hidden()
    page.get_by_label("How often").select_option("weekly")
    expect(page.get_by_label("Weekday")).to_be_visible()
    for person in (bob, dora):
        page.get_by_label(f"{person.name} (").check()
    bad = findings(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=_NAME)).to_be_visible()
    row = page.get_by_role("row", name="Dora")
    expect(row).to_contain_text("their role does not see the dashboard")
    return bad + findings(page)


def spend_on(page: Page) -> Decimal:
    """The exact spend of the paper's first card."""
    card = page.locator(".paper__cards li", has_text="Spend").first
    return amount(card.locator(".faint").inner_text())


def amount(text: str) -> Decimal:
    """The money in a text, to the cent."""
    found = _MONEY.search(text)
    assert found, text
    value = Decimal(found[2].replace(",", ""))
    return -value if found[1] in ("-", "−") else value


def check_mail(mails: Path, bob: Person, dora: Person, seen: Decimal) -> None:
    """The picture lies in it, the PDF beside it says the same number; Dora hears nothing."""
    newest_mail(mails, bob.email, _NAME)
    parts = list(message_to(mails, bob.email, _NAME).walk())
    (pdf,) = (one for one in parts if one.get_content_type() == "application/pdf")
    (picture,) = (one for one in parts if one.get_content_type() == "image/png")
    assert picture["Content-ID"]
    drawn = picture.get_payload(decode=True)
    assert isinstance(drawn, bytes)
    assert drawn.startswith(b"\x89PNG")
    said = pdf.get_payload(decode=True)
    assert isinstance(said, bytes)
    assert f"USD {seen:,.2f}" in words_of(said)
    assert not [one for one in all_messages(mails) if dora.email in str(one["To"])]


def all_messages(mails: Path) -> list[EmailMessage]:
    """Django ends each message of a file with a line of dashes."""
    between = re.compile(rb"^-{79}\r?\n", re.MULTILINE)
    raw = [one for file in mails.iterdir() for one in between.split(file.read_bytes())]
    return [message_from_bytes(one, policy=policy.default) for one in raw if one.strip()]


def message_to(mails: Path, to: str, subject: str) -> EmailMessage:
    """The whole of the one that has come."""
    for one in all_messages(mails):
        if to in str(one["To"]) and subject in str(one["Subject"]):
            return one
    raise AssertionError(f"No mail about {subject!r} to {to}")


def publish(page: Page, alice: Person) -> None:
    """Kept as it is now; nothing has changed yet."""
    page.goto(f"{alice.place}reports/publish/")
    page.get_by_label("Dashboard").select_option(label="Paid media")
    page.get_by_label("Name").fill("For the board")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url("**/reports/published/*/")
    expect(page.get_by_text("Nothing: today’s numbers are those")).to_be_visible()


def sync(page: Page, source: str) -> None:
    """Read the days of the last weeks once more, to the end."""
    page.goto(source)
    run = "a[href*='/runs/']"
    before = page.locator(run).first.get_attribute("href")
    page.get_by_role("button", name="Sync now").click()
    until = time.monotonic() + _WORK / 1_000
    while time.monotonic() < until:
        page.goto(source)
        is_new = page.locator(run).first.get_attribute("href") != before
        if is_new and not page.get_by_role("button", name="Sync now").is_disabled():
            return
        page.wait_for_timeout(1_000)
    raise AssertionError("The sync did not end.")


def check_bridge(page: Page, seen: Decimal) -> list[str]:
    """From what was published to what is now, every cent with its reason."""
    card = page.locator("section.card").filter(has=page.locator("h3", has_text="Spend:"))
    then, now = (amount(one) for one in card.locator("h3").inner_text().split("→"))
    assert then == seen
    assert now > then
    table = card.get_by_role("region", name="How Spend changed")
    steps = [amount(one) for one in table.locator("tbody td.is-number").all_inner_texts()]
    assert steps
    assert sum(steps) == amount(table.locator("tfoot td.is-number").inner_text()) == now - then
    assert spend_on(page) == seen
    return findings(page)
