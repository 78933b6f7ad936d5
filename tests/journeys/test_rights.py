"""Each other right, from the public form to what it does: corrected, restricted, taken along."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from proactivox.launch.temporary import RunningProduct
from sandbox.control.client import Control
from tests.journeys.accessibility import findings
from tests.journeys.mails import newest_mail
from tests.journeys.people import log_in, settle
from tests.journeys.steps import connect_salesforce
from tests.journeys.test_copy import fetch_copy
from tests.journeys.test_main_path import control
from tests.journeys.test_privacy_centre import ask_at, stranger

__all__ = ["control"]
pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
_WORK = 180_000  # ms, for a job on a busy machine


def test_each_right_takes_effect(
    page: Page,
    browser: Browser,
    live_product: RunningProduct,
    control: Control,
    tmp_path: Path,
    subtests: pytest.Subtests,
) -> None:
    """Statements 24, 38, 41 to 43, against the connected Salesforce; axe looks at every page."""
    alice, people = settle("Alice"), somebodies_in(control)
    log_in(page, alice)
    source = connect_salesforce(page, alice.place)
    for right, carry_out in (
        ("rectification", correct),
        ("restriction", restrict_and_lift),
        ("objection", uphold),
        ("portability", take_along),
    ):
        with subtests.test(right):
            who = next(people)
            desk = _Desk(page, live_product, control, alice.place, source, tmp_path)
            dora = stranger(browser, live_product).new_page()
            centre = alice.place.replace("/w/", "/privacy/")
            bad = ask_at(dora, live_product, centre, right, who["Email"].lower())
            hers = dora.url
            desk.open_for(dora)
            bad += carry_out(desk, dora, who)
            dora.goto(hers)
            expect(dora.get_by_text("Carried out")).to_be_visible()
            assert bad + findings(page) + findings(dora) == []
            dora.context.close()


class _Desk:
    """The desk's browser, and what stands around it."""

    def __init__(
        self,
        page: Page,
        product: RunningProduct,
        control: Control,
        place: str,
        source: str,
        folder: Path,
    ) -> None:
        self.page, self.product, self.control = page, product, control
        self.place, self.source, self.folder = place, source, folder
        self.here = ""

    def open_for(self, dora: Page) -> None:
        """The request whose number her own page shows."""
        number = dora.get_by_role("heading", name="Your request").inner_text().split()[-1]
        self.page.goto(f"{self.place}settings/privacy/requests/")
        self.page.get_by_role("link", name=f"Request {number}", exact=True).click()
        expect(self.page.get_by_role("heading", name=f"Request {number}")).to_be_visible()
        self.here = self.page.url

    def answer(self) -> None:
        self.page.goto(self.here)
        self.page.get_by_role("link", name="Answer and close").click()
        self.page.get_by_label("Outcome").select_option(label="Carried out")
        self.page.get_by_label("Answer to the person").fill("It is done.")
        self.page.get_by_role("button", name="Send the answer and close").click()
        expect(self.page.get_by_text("The request is closed.")).to_be_visible()

    def sync(self) -> None:
        """Everything that the source says by now is read."""
        self.control.go_on()
        self.page.goto(self.source)
        self.page.get_by_role("button", name="Sync now").click()
        polling = self.page.locator("[hx-trigger='every 2s']")
        expect(polling).to_have_count(0, timeout=_WORK)
        expect(self.page.locator(".page__head .badge")).to_have_text("Fresh")


def somebodies_in(control: Control) -> Any:
    """Leads who joined a campaign, each with an address that nobody else has."""
    joined = {row["LeadId"] for row in control.records("CampaignMember")}
    rows = [row for row in control.records("Lead") if row["Email"]]
    addresses = [row["Email"].lower() for row in rows]
    return (
        row
        for row in rows
        if row["Id"] in joined
        and not row["IsConverted"]
        and addresses.count(row["Email"].lower()) == 1
    )


def correct(desk: _Desk, dora: Page, who: dict[str, Any]) -> list[str]:
    """Here at once, at the source by a job, and no sync undoes it."""
    page = desk.page
    page.get_by_role("link", name="Correct", exact=True).click()
    bad = findings(page)
    field = page.get_by_label("Field")
    names = [one.inner_text() for one in field.get_by_role("option").all()]
    field.select_option(label=next(one for one in names if one.startswith("LeadSource")))
    page.get_by_label("Corrected value").fill("Word of mouth")
    page.get_by_role("button", name="Correct", exact=True).click()
    row = page.get_by_role("row", name=who["Id"])
    # The page says it by itself, as soon as the source has answered.
    expect(row.get_by_text("The source is corrected")).to_be_visible(timeout=_WORK)
    bad += findings(page)
    (found,) = (one for one in desk.control.records("Lead") if one["Id"] == who["Id"])
    assert found["LeadSource"] == "Word of mouth"
    desk.sync()
    page.goto(desk.here)
    expect(row.get_by_text("The source says the same")).to_be_visible()
    desk.answer()
    dora.reload()
    expect(dora.get_by_text("Correction")).to_be_visible()
    return bad


def restrict_and_lift(desk: _Desk, dora: Page, who: dict[str, Any]) -> list[str]:
    """Tried first; out of use; told before it is lifted; back in use."""
    page = desk.page
    page.get_by_role("link", name="Restrict", exact=True).click()
    page.get_by_label("Reason").fill("She says that it is wrong.")
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_role("heading", name="What would be out of use")).to_be_visible()
    bad = findings(page)
    page.get_by_role("button", name="Restrict", exact=True).click()
    expect(page.get_by_role("link", name=who["Id"])).to_be_visible()
    page.goto(f"{desk.place}settings/privacy/restrictions/")
    expect(page.get_by_role("row", name=who["Id"])).to_be_visible()
    bad += findings(page)
    page.get_by_role("link", name="Tell before lifting").click()
    bad += findings(page)
    page.get_by_label("Notice to the person").fill("We checked, and it was right.")
    page.get_by_role("button", name="Send the notice").click()
    newest_mail(desk.product.mails, who["Email"].lower(), "Your request")
    dora.reload()
    expect(dora.get_by_text("We checked, and it was right.")).to_be_visible()
    expect(page.get_by_text("Can be lifted")).to_be_visible(timeout=_WORK)
    page.get_by_role("link", name="Lift", exact=True).click()
    bad += findings(page)
    page.get_by_role("button", name="Lift it").click()
    expect(page.get_by_text("Lifted").first).to_be_visible()
    desk.answer()
    return bad


def uphold(desk: _Desk, dora: Page, who: dict[str, Any]) -> list[str]:
    """Out of use with the objection itself, before anybody decides; upheld, it stays so."""
    page = desk.page
    expect(page.get_by_text("by itself, with the objection")).to_be_visible(timeout=_WORK)
    expect(page.get_by_role("link", name=who["Id"])).to_be_visible()
    page.get_by_role("link", name="Decide", exact=True).click()
    bad = findings(page)
    page.get_by_label("The objection is upheld").check()
    page.get_by_role("textbox", name="Grounds").fill("Your wish counts.")
    page.get_by_role("button", name="Decide and tell the person").click()
    expect(page.get_by_text("Objection upheld")).to_be_visible()
    dora.reload()
    expect(dora.get_by_text("Your wish counts.")).to_be_visible()
    desk.answer()
    return bad


def take_along(desk: _Desk, dora: Page, who: dict[str, Any]) -> list[str]:
    """Only what rests on consent or a contract, once the business said what does."""
    page = desk.page
    page.get_by_role("link", name="Copy", exact=True).click()
    page.get_by_role("button", name="Gather what is held").click()
    expect(page.get_by_role("link", name="Say it")).to_be_visible(timeout=_WORK)
    bad = findings(page)
    here = page.url
    page.get_by_role("link", name="Say it").click()
    expect(page.get_by_role("heading", name="On which basis")).to_be_visible()
    bad += findings(page)
    for choice in page.locator("main select").all():
        choice.select_option("consent")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="What was found")).to_be_visible()
    assert page.url == here
    look_at_all_texts(page)
    page.get_by_role("button", name="Make the copy").click()
    expect(page.get_by_text("The copy is made")).to_be_visible(timeout=_WORK)
    page.get_by_role("link", name="Release").click()
    page.get_by_label("Answer to the person").fill("Take it along.")
    page.get_by_role("button", name="Release and close").click()
    expect(page.get_by_text("The person has the copy", exact=True)).to_be_visible()
    file = desk.folder / "along.zip"
    bad += fetch_copy(dora, desk.product, who["Email"].lower(), file)
    with zipfile.ZipFile(file) as archive:
        assert who["Email"].lower() in archive.read("data.json").decode().lower()
    return bad


def look_at_all_texts(page: Page) -> None:
    """Whoever had an appointment is written about: a member has to have read it."""
    unread = page.get_by_role("button", name="I looked at it")
    for left in range(unread.count(), 0, -1):
        unread.first.click()
        expect(unread).to_have_count(left - 1)
