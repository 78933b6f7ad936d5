"""A stranger's request, from the public form to its answer; axe looks at each page on the way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.browser import SIGNAL
from tests.journeys.accessibility import findings
from tests.journeys.mails import mailed_link, newest_mail
from tests.journeys.people import log_in, settle

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]

DORA = "dora@people.example"


@pytest.mark.torture
def test_from_the_form_to_the_closed_request(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    """Statements 24, 25, 28, 31 and 40, as a person and a desk live through them."""
    alice = settle("Alice")
    context = browser.new_context(
        extra_http_headers=SIGNAL, base_url=live_product.url, locale="en-GB"
    )
    dora = context.new_page()
    bad = make_request(dora, live_product, alice.place)
    log_in(page, alice)
    page.get_by_role("link", name="Requests", exact=True).click()
    page.get_by_role("link", name="Request 1").click()
    here = page.url
    expect(page.get_by_text("What do you hold of me?")).to_be_visible()
    bad += findings(page)
    for step in ("ask", "extend", "reply", "hear", "close", "propose", "decide"):
        page.goto(f"{here}{step}/")
        bad += findings(page)
    ask(page, dora, here)
    close(page, dora, live_product, here)
    bad += [*findings(page), *findings(dora)]
    assert bad == []
    context.close()


def make_request(dora: Page, product: RunningProduct, place: str) -> list[str]:
    """The form, the mail, the button; her own page at the end."""
    dora.goto(place.replace("/w/", "/privacy/"))
    bad = findings(dora)
    dora.get_by_label("What do you want?").select_option(label="See the data about me")
    dora.get_by_label("Your e-mail address").fill(DORA)
    dora.get_by_label("What should we know?").fill("What do you hold of me?")
    dora.get_by_role("button", name="Send the request").click()
    expect(dora.get_by_role("heading", name="Look into your mail")).to_be_visible()
    link = mailed_link(product.mails, DORA, "/confirm/")
    dora.goto(link)
    bad += findings(dora)
    dora.get_by_role("button", name="Yes, this is my request").click()
    expect(dora.get_by_role("heading", name="Your request 1")).to_be_visible()
    expect(dora.get_by_text("We answer by")).to_be_visible()
    bad += findings(dora)
    mine = dora.url
    dora.goto(link)
    expect(dora.get_by_role("heading", name="This link is no longer good")).to_be_visible()
    dora.goto(mine)
    return bad


def ask(page: Page, dora: Page, here: str) -> None:
    """A question stops the time until she answers."""
    page.goto(here)
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_label("What is unclear").select_option(label="What the person wants")
    page.get_by_label("Question to the person").fill("Which years do you mean?")
    page.get_by_label("Why it has to be asked").fill("Ten years are held.")
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("The time stands still until the person answers.")).to_be_visible()
    dora.reload()
    expect(dora.get_by_text("Which years do you mean?")).to_be_visible()
    dora.get_by_label("Your message").fill("The last two.")
    dora.get_by_role("button", name="Send", exact=True).click()
    expect(dora.get_by_text("The last two.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("The last two.")).to_be_visible()


def close(page: Page, dora: Page, product: RunningProduct, here: str) -> None:
    """The answer reaches her by mail and on her page; the desk offers nothing more."""
    page.goto(here)
    page.get_by_role("link", name="Answer and close").click()
    page.get_by_label("Outcome").select_option(label="We hold nothing")
    page.get_by_label("Answer to the person").fill("We searched, and hold nothing of you.")
    page.get_by_role("button", name="Send the answer and close").click()
    expect(page.get_by_text("The request is closed.")).to_be_visible()
    expect(page.get_by_role("link", name="Answer and close")).to_have_count(0)
    answer = newest_mail(product.mails, DORA, "Your request 1")
    assert re.search(r"/privacy/\S+/request/", answer.body)
    dora.reload()
    expect(dora.get_by_text("We searched, and hold nothing of you.")).to_be_visible()
    expect(dora.get_by_role("button", name="Send", exact=True)).to_have_count(0)
