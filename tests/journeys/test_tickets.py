"""A visitor writes, answers by mail, and reads what staff answered; axe looks at each page."""

from __future__ import annotations

import re
import time
import urllib.request
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.letters.signing import signature_of
from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings
from tests.journeys.mails import mailed_link
from tests.journeys.people import come_in, settle

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]
DORA = "dora.asks@people.example"
QUEUE = "/w/proactivox/enquiries/tickets/"


@pytest.mark.torture
def test_a_visitor_writes_and_answers_by_mail(
    page: Page, browser: Browser, live_product: RunningProduct, tmp_path: Path
) -> None:
    context = browser.new_context(base_url=live_product.url, locale="en-GB")
    dora = context.new_page()
    bad = write(dora, tmp_path)
    dora.goto(mailed_link(live_product.mails, DORA, "/contact/ticket/"))
    expect(dora.get_by_role("link", name="plan.csv")).to_be_visible()
    bad += findings(dora)
    answer_by_mail(live_product, "One thing more.\n\n> By a button?")
    bad += answer_as_staff(page, live_product)
    dora.reload()
    expect(dora.get_by_text("Connect it under Sources.")).to_be_visible()
    expect(dora.get_by_text("One thing more.")).to_be_visible()
    expect(dora.get_by_text("> By a button?")).to_be_hidden()
    dora.get_by_text("Quoted text").click()
    expect(dora.get_by_text("> By a button?")).to_be_visible()
    dora.get_by_role("button", name="Close it").click()
    expect(dora.get_by_text("Your ticket is closed.")).to_be_visible()
    bad += findings(dora)
    assert bad == []
    context.close()


def write(dora: Page, folder: Path) -> list[str]:
    """The form with a file, and the page that says what comes next."""
    plan = folder / "plan.csv"
    plan.write_text("month;spend\n2026-03;12\n")
    dora.goto("/contact/")
    bad = findings(dora)
    dora.get_by_label("What is it about?").select_option(label="Plans and prices")
    dora.get_by_label("Your e-mail address").fill(DORA)
    dora.get_by_label("Your message").fill("How do I connect Salesforce?")
    dora.get_by_label("Files").set_input_files(plan)
    dora.wait_for_timeout(2_000)  # faster than that nobody types
    dora.get_by_role("button", name="Send", exact=True).click()
    expect(dora.get_by_role("heading", name="Your message is sent")).to_be_visible()
    return bad + findings(dora)


def answer_by_mail(product: RunningProduct, text: str) -> None:
    """What our mail server hands over when she presses "reply" on the first mail."""
    message = EmailMessage()
    message["From"], message["To"] = DORA, _reply_address(product.mails)
    message["Subject"], message["Message-ID"] = "Re: Your message", "<1@people.example>"
    message.set_content(text)
    body, stamp = message.as_bytes(), str(int(time.time()))
    secret, recipient = product.env["SUPPORT_MAIL_SECRET"], str(message["To"])
    headers = {
        "Content-Type": "message/rfc822",
        "X-Proactivox-Timestamp": stamp,
        "X-Proactivox-Recipient": recipient,
        "X-Proactivox-Signature": signature_of(secret, stamp, recipient, body),
    }
    request = urllib.request.Request(  # noqa: S310  the product's own address
        f"{product.url}/inbound/support-mail", body, headers, method="POST"
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        assert b"appended" in answer.read()


def _reply_address(folder: Path) -> str:
    for path in folder.iterdir():
        for mail in path.read_text(errors="replace").split("-" * 79):
            found = re.search(r"^Reply-To: (support\+\S+)$", mail, re.MULTILINE)
            if found and f"To: {DORA}" in mail:
                return found.group(1)
    raise AssertionError("No mail to her names an address to answer to.")


def answer_as_staff(page: Page, product: RunningProduct) -> list[str]:
    """From the queue to the answer."""
    from accounts.models import Membership, Role, User
    from accounts.models.workspace import HOUSE_ID

    hanne = settle("Hanne", "Helpers")
    user = User.objects.get(email=hanne.email)
    Membership.objects.create(workspace_id=HOUSE_ID, user=user, role=Role.MARKETER)
    come_in(page, hanne, product)
    page.goto(QUEUE)
    bad = findings(page)
    page.get_by_role("row", name="Plans and prices").get_by_role("link").click()
    expect(page.get_by_text("One thing more.")).to_be_visible()
    expect(page.get_by_text(DORA)).to_be_visible()
    bad += findings(page)
    page.get_by_label("Answer to the asker").fill("Connect it under Sources.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is on its way.")).to_be_visible()
    page.get_by_role("link", name="Tickets").first.click()
    expect(page.get_by_text("Waits for the asker").first).to_be_visible()
    return bad
