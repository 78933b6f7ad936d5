"""A visitor asks for news, confirms, gets a letter of the staff, and leaves without a cookie."""

from __future__ import annotations

import re
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import Membership, Role, User
from accounts.models.workspace import HOUSE_ID
from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings
from tests.journeys.mails import mailed_link, newest_mail
from tests.journeys.people import come_in, settle

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]
READER = "dora@people.example"
SUBJECT = "A chart that tells why"


@pytest.mark.torture
def test_asked_twice_and_left_by_one_click(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    """Statements 20 to 22, in real browsers; axe looks at each page on the way."""
    context = browser.new_context(base_url=live_product.url, locale="en-GB")
    visitor = context.new_page()
    bad = subscribe(visitor, live_product)
    bob = settle("Bob")
    user = User.objects.get(email=bob.email)
    Membership.objects.create(workspace_id=HOUSE_ID, user=user, role=Role.MARKETER)
    come_in(page, bob, live_product)
    bad += send_letter(page)
    newest_mail(live_product.mails, READER, SUBJECT)
    letter = raw_mail(live_product.mails, SUBJECT)
    stop = str(letter["List-Unsubscribe"]).strip("<>")
    answer = httpx.post(stop, content=str(letter["List-Unsubscribe-Post"]), headers=FORM)
    assert (answer.status_code, answer.headers.get("set-cookie")) == (200, None)
    visitor.goto(mailed_link(live_product.mails, READER, "/newsletter/choices/"))
    expect(visitor.get_by_role("heading", name="This link is no longer good")).to_be_visible()
    visitor.goto("/newsletter/archive/")
    visitor.get_by_role("link", name=SUBJECT).click()
    expect(visitor.get_by_role("link", name="the chart")).to_be_visible()
    bad += findings(visitor)
    assert bad == []
    context.close()


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def subscribe(visitor: Page, product: RunningProduct) -> list[str]:
    """The form, the mail, the button behind its link."""
    visitor.goto("/newsletter/")
    bad = findings(visitor)
    visitor.get_by_label("Your e-mail address").fill(READER)
    visitor.get_by_label("What is new in Proactivox").check()
    visitor.wait_for_timeout(2100)  # nobody types faster than the form believes
    visitor.get_by_role("button", name="Send me news").click()
    expect(visitor.get_by_role("heading", name="Look into your mail")).to_be_visible()
    visitor.goto(mailed_link(product.mails, READER, "/newsletter/confirm/"))
    bad += findings(visitor)
    visitor.get_by_role("button", name="Yes, send me news").click()
    expect(visitor.get_by_role("heading", name="You get our news from now on")).to_be_visible()
    return bad


def send_letter(page: Page) -> list[str]:
    """Written in both languages, looked at, sent to whoever agreed."""
    page.goto("/w/proactivox/enquiries/newsletters/")
    bad = findings(page)
    page.get_by_role("link", name="Write a newsletter").first.click()
    bad += findings(page)
    page.get_by_label("Topic").select_option(label="What is new in Proactivox")
    page.get_by_label("Subject in English").fill(SUBJECT)
    page.get_by_label("Text in English").fill("See [the chart](https://proactivox.example/c).")
    page.get_by_label("Subject in Danish").fill("Et diagram, der siger hvorfor")
    page.get_by_label("Text in Danish").fill("Se [diagrammet](https://proactivox.example/c).")
    page.get_by_role("button", name="Save and look at it").click()
    bad += findings(page)
    page.get_by_role("button", name=re.compile("^Send it to 1 person")).click()
    return bad


def raw_mail(folder: Path, subject: str) -> EmailMessage:
    """The mail with this subject as it was written, with its headers; waits for it."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for path in folder.iterdir():
            for part in re.split(rb"^-{79}\r?\n", path.read_bytes(), flags=re.MULTILINE):
                found = message_from_bytes(part.lstrip(), policy=policy.default)
                if found["Subject"] == subject and isinstance(found, EmailMessage):
                    return found
        time.sleep(0.1)
    raise AssertionError(f"No mail about {subject!r} was written.")
