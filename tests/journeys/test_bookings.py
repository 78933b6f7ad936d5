"""A visitor who refuses all cookies books a demo, moves it and cancels it; two want one slot."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings, findings_at
from tests.journeys.mails import mailed_link, newest_mail
from tests.journeys.people import come_in
from tests.journeys.publishing import host, webinar

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]
DORA, ERIN = "dora.demo@people.example", "erin.demo@people.example"
_QUICKEST = 2_100  # ms: a form that is sent faster was filled in by a machine


def visitor(browser: Browser, product: RunningProduct, zone: str) -> Page:
    context = browser.new_context(base_url=product.url, locale="en-GB", timezone_id=zone)
    return context.new_page()


def fill_in(page: Page, name: str, email: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("What would you like to see?").fill("Salesforce, please")
    page.wait_for_timeout(_QUICKEST)
    page.get_by_role("button", name="Hold this time").click()


@pytest.mark.torture
def test_a_visitor_books_moves_and_cancels_and_another_is_told(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    alice, product = host(), live_product
    dora = visitor(browser, product, "America/New_York")
    dora.goto("/demo/")
    dora.get_by_role("button", name="Reject all").click()
    # The page asks for the zone of the browser by itself.
    expect(dora.get_by_label("Times are shown for")).to_have_value("America/New_York")
    bad = findings(dora)
    slot = dora.locator(".week__start").first.get_attribute("href") or ""
    dora.locator(".week__start").first.press("Enter")
    erin = visitor(browser, product, "Europe/Copenhagen")
    erin.goto(slot)
    bad += findings(dora)
    fill_in(dora, "Dora", DORA)
    expect(dora.get_by_role("heading", name="Look into your mail")).to_be_visible()
    fill_in(erin, "Erin", ERIN)
    expect(erin.get_by_role("alert")).to_contain_text("This time was taken just now")
    expect(erin.get_by_label("What would you like to see?")).to_have_value("Salesforce, please")
    bad += findings(erin)
    erin.get_by_role("group", name="Choose another time").get_by_role("radio").first.check()
    erin.get_by_role("button", name="Hold this time").click()
    expect(erin.get_by_role("heading", name="Look into your mail")).to_be_visible()

    dora.goto(mailed_link(product.mails, DORA, "/demo/confirm/"))
    bad += findings(dora)
    dora.get_by_role("button", name="Yes, book it").click()
    expect(dora.get_by_role("heading", name="Your demo is booked")).to_be_visible()
    move = mailed_link(product.mails, DORA, "/demo/move/")
    dora.goto(move)
    dora.locator(".week__start").first.click()
    bad += findings(dora)
    dora.get_by_role("button", name="Move the demo to this time").click()
    expect(dora.get_by_role("heading", name="Your demo is moved")).to_be_visible()
    dora.goto(move)
    expect(dora.get_by_role("heading", name="This link is no longer good")).to_be_visible()

    come_in(page, alice, product)
    place, webinar_id = "/w/proactivox/enquiries/", webinar()
    page.goto(f"{place}bookings/")
    booked = page.get_by_role("row", name="Dora").get_by_role("link").get_attribute("href") or ""
    webinars = f"{place}webinars/"
    found = findings_at(
        page,
        [
            *(f"{place}bookings/", f"{place}bookings/?show=day", f"{place}bookings/hours/"),
            *(booked, f"{booked}move/", webinars, f"{webinars}new/", f"{webinars}{webinar_id}/"),
        ],
    )
    open_to_all = findings_at(dora, ["/webinars/", f"/da/webinars/{webinar_id}/"])

    newest_mail(product.mails, DORA, "has a new time")
    dora.goto(mailed_link(product.mails, DORA, "/demo/cancel/"))
    bad += findings(dora)
    dora.get_by_role("button", name="Cancel the demo").click()
    expect(dora.get_by_role("heading", name="Your demo is cancelled")).to_be_visible()
    assert (bad, found, open_to_all) == ([], {}, {})
    names = {cookie.get("name") for cookie in dora.context.cookies()}
    assert names <= {"csrf", "consent"}
