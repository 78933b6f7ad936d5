"""Somebody in Acme's Salesforce asks to be forgotten, and is: from the public form to the proof."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.tenancy import inside
from proactivox.launch.temporary import RunningProduct
from sandbox.control.client import Control
from tests.browser import SIGNAL
from tests.journeys.accessibility import findings
from tests.journeys.mails import newest_mail
from tests.journeys.people import Person, log_in, settle
from tests.journeys.steps import connect_salesforce
from tests.journeys.test_main_path import control
from tests.journeys.test_privacy_centre import ask_at

__all__ = ["control"]
pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
_WORK = 180_000  # ms, for an erasure or a sync on a busy machine


def test_from_the_form_to_the_certificate_on_her_disk(
    page: Page, browser: Browser, live_product: RunningProduct, control: Control, tmp_path: Path
) -> None:
    """Statements 24, 40, 44, 46, 47, 53: tried, erased here and there, proven, and kept away."""
    alice, dora = settle("Alice"), somebody_in(control)
    log_in(page, alice)
    source = connect_salesforce(page, alice.place)
    choose_delete(page)
    assert is_stored(alice, dora)
    her_context = browser.new_context(
        extra_http_headers=SIGNAL, base_url=live_product.url, locale="en-GB"
    )
    her_page = her_context.new_page()
    email, centre = dora["Email"].lower(), alice.place.replace("/w/", "/privacy/")
    bad = ask_at(her_page, live_product, centre, "erasure", email)
    page.goto(f"{alice.place}settings/privacy/requests/")
    page.get_by_role("row", name="Have data about me erased").get_by_role("link").click()
    here = page.url
    bad += try_it(page)
    assert is_stored(alice, dora), "a dry run changes nothing"
    bad += erase(page)
    assert not is_stored(alice, dora)
    assert is_deleted_there(control, dora)
    verify(page, live_product, tmp_path / "desk.json")
    expect(her_page.get_by_role("link", name="Certificate")).to_have_count(0)
    bad += answer(page, here)
    newest_mail(live_product.mails, email, "Your request")
    her_page.reload()
    expect(her_page.get_by_text("Your data is erased. The certificate here says")).to_be_visible()
    bad += findings(her_page)
    verify(her_page, live_product, tmp_path / "hers.json")
    assert (tmp_path / "hers.json").read_bytes() == (tmp_path / "desk.json").read_bytes()
    bad += read_it(her_page, browser, tmp_path / "hers.html")
    assert dora["Id"] not in (tmp_path / "hers.html").read_text()
    assert bad == []
    come_back(page, control, source, dora)
    assert not is_stored(alice, dora)
    her_context.close()


def somebody_in(control: Control) -> dict[str, Any]:
    """A lead who joined a campaign, with an address that nobody else has."""
    joined = {row["LeadId"] for row in control.records("CampaignMember")}
    rows = [row for row in control.records("Lead") if row["Email"]]
    addresses = [row["Email"].lower() for row in rows]
    return next(
        row
        for row in rows
        if row["Id"] in joined
        and not row["IsConverted"]
        and addresses.count(row["Email"].lower()) == 1
    )


def choose_delete(page: Page) -> None:
    """On the source's page: whoever is erased here is deleted there, too."""
    page.locator("#on-erasure summary").click()
    page.get_by_label("Delete there, too").check()
    page.locator("#on-erasure").get_by_role("button", name="Save").click()
    expect(page.get_by_text("It counts for erasures that begin from now on.")).to_be_visible()


def try_it(page: Page) -> list[str]:
    """The desk's dry run: what would go, what stays and why."""
    page.get_by_role("link", name="Erase", exact=True).click()
    expect(page.get_by_text("This is a dry run")).to_be_visible()
    expect(page.get_by_role("row", name="Campaign members Erased")).to_be_visible()
    expect(page.get_by_text("are deleted in the source")).to_be_visible()
    bad = findings(page)
    page.get_by_label("number, to be sure").fill("999")
    page.get_by_role("button", name="Erase", exact=True).click()
    expect(page.get_by_text("That is not the number of this request.").first).to_be_visible()
    return bad + findings(page)


def erase(page: Page) -> list[str]:
    """The number is typed; the page follows the work to its end by itself."""
    page.get_by_label("number, to be sure").fill("1")
    page.get_by_role("button", name="Erase", exact=True).click()
    answering = page.get_by_role("link", name="Answer and close")
    expect(answering).to_be_visible(timeout=_WORK)
    expect(page.locator(".page__head .badge")).to_have_text("Finished: nothing is left")
    return findings(page)


def verify(page: Page, product: RunningProduct, file: Path) -> None:
    """The file as it was downloaded is genuine: the command says so."""
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Certificate, JSON").click()
    fetched.value.save_as(file)
    assert "is genuine" in product.manage("verify_certificate", str(file))


def read_it(page: Page, browser: Browser, file: Path) -> list[str]:
    """For people: a file that stands alone and loads nothing."""
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Certificate", exact=True).click()
    fetched.value.save_as(file)
    alone, asked = browser.new_page(), list[str]()
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(file.as_uri())
    expect(alone.get_by_role("heading", name="What became of each part")).to_be_visible()
    bad = findings(alone)
    alone.close()
    assert len(asked) == 1, asked
    return bad


def answer(page: Page, here: str) -> list[str]:
    """By what the erasure found; it closes the request, and the erasure stays to be seen."""
    page.get_by_role("link", name="Answer and close").click()
    expect(page.get_by_text("Carried out")).to_be_visible()
    bad = findings(page)
    page.get_by_role("button", name="Send the answer and close").click()
    expect(page.get_by_text("The request is closed.")).to_be_visible()
    assert page.url == here
    page.get_by_role("link", name="Erasure", exact=True).click()
    expect(page.get_by_role("link", name="Certificate, JSON")).to_be_visible()
    expect(page.get_by_role("link", name="Answer and close")).to_have_count(0)
    return bad + findings(page)


def come_back(page: Page, control: Control, source: str, dora: dict[str, Any]) -> None:
    """Somebody takes her out of the source's bin, and everything is read anew."""
    control.undelete("Lead", dora["Id"])
    control.go_on()
    page.goto(source)
    before = page.locator("a[href*='/runs/']").count()
    page.get_by_role("button", name="Sync now").click()
    expect(page.locator("[hx-trigger='every 2s']")).to_have_count(0, timeout=_WORK)
    page.reload()
    assert page.locator("a[href*='/runs/']").count() > before
    expect(page.locator(".page__head .badge")).to_have_text("Fresh")


def is_stored(alice: Person, dora: dict[str, Any]) -> bool:
    """Whether Acme's own tables hold her lead, deleted or not."""
    from accounts.models import Workspace
    from integrations.models import Lead

    found = re.search(r"/w/([a-z0-9-]+)/", alice.place)
    assert found is not None
    with inside(Workspace.objects.get(slug=found[1])):
        return Lead.objects.filter(external_id=dora["Id"]).exists()


def is_deleted_there(control: Control, dora: dict[str, Any]) -> bool:
    rows = control.records("Lead", deleted=True, fields="Id,IsDeleted")
    return next(bool(row["IsDeleted"]) for row in rows if row["Id"] == dora["Id"])
