"""From the trial to a paid plan, over a card that fails and another, to the end: in one browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from accounts.models import Workspace
from billing.models import StripeCustomer
from proactivox.demo.visitor import trust
from proactivox.launch.temporary import RunningProduct
from sandbox.control.client import Control
from tests.journeys import accessibility
from tests.journeys.accessibility import findings
from tests.journeys.mails import newest_mail
from tests.journeys.steps import create_workspace, sign_up

pytestmark = [
    pytest.mark.torture,
    pytest.mark.journey,
    pytest.mark.usefixtures("live_database"),
]
EMAIL = "alice@billing.example"
_PAYS = "4242424242424242"
_ALSO_PAYS = "5555555555554444"


@pytest.fixture
def stripe(live_product: RunningProduct) -> Iterator[Control]:
    """Stripe with our catalogue, which tells the product of everything at once."""
    sandbox = live_product.sandbox
    with httpx.Client(verify=trust(sandbox.ca), trust_env=False, timeout=60) as http:
        control = Control(http, sandbox.origin)
        control.stripe_webhooks("now", url=f"{live_product.url}/inbound/stripe")
        live_product.manage("sync_plans")
        yield control


def type_card(page: Page, number: str) -> None:
    """As on Stripe's pages; a year after all the months that the journey skips."""
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiration").fill("12 / 40")
    page.get_by_label("CVC").fill("123")


def badge(page: Page, place: str, words: str) -> None:
    """The state on the page of billing, once Stripe's message has come."""
    for _try in range(40):
        page.goto(f"{place}settings/billing/")
        if page.locator(".card .badge").first.inner_text() == words:
            return
        page.wait_for_timeout(250)
    expect(page.locator(".card .badge").first).to_have_text(words)


def test_a_workspace_buys_fails_recovers_and_ends(
    page: Page, live_product: RunningProduct, stripe: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accessibility, "is_looking", True)
    sign_up(page, live_product.mails, "Alice", EMAIL)
    place = create_workspace(page, "Acme")
    workspace = Workspace.objects.get(slug=place.split("/")[2])
    badge(page, place, "Free trial")
    bad = buy(page, place)
    bad += fail_and_recover(page, place, workspace, live_product, stripe)
    bad += end(page, place, stripe)
    assert bad == []


def buy(page: Page, place: str) -> list[str]:
    """Team by the month, in kroner, at Stripe's page and back."""
    page.get_by_role("link", name="Choose a plan").click()
    page.get_by_role("link", name="DKK").click()
    bad = findings(page)
    page.get_by_role("button", name="Buy Team").click()
    type_card(page, _PAYS)
    page.get_by_role("button", name="Subscribe").click()
    page.wait_for_url(f"**{place}settings/billing/bought/**")
    expect(page.get_by_text("Team is yours")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Go to billing").click()
    expect(page.get_by_text("718 DKK a month")).to_be_visible()
    return bad + findings(page)


def fail_and_recover(
    page: Page, place: str, workspace: Workspace, product: RunningProduct, stripe: Control
) -> list[str]:
    """The renewal is refused: banner and mail; another card in the portal, and it is paid."""
    customer = StripeCustomer.objects.get(workspace_ref=workspace.pk).pk
    stripe.stripe_decline(customer)
    stripe.stripe_advance(days=32)
    badge(page, place, "Payment late")
    page.goto(f"{place}overview/")
    banner = page.locator(".alert", has_text="The last payment did not go through")
    expect(banner).to_contain_text("Everything works until")
    remind(workspace, product, stripe)
    mail = newest_mail(product.mails, EMAIL, "The payment for Acme did not go through")
    assert f"{place}settings/billing/" in mail.body
    bad = findings(page)
    banner.get_by_role("link", name="Pay now").click()
    stripe.stripe_decline(customer, None)
    page.get_by_role("button", name="Pay with another card").click()
    type_card(page, _ALSO_PAYS)
    page.get_by_role("button", name="Update card").click()
    expect(page.get_by_text("mastercard ending in 4444")).to_be_visible()
    page.get_by_role("link", name="Return to Proactivox").click()
    # Stripe tries an open invoice again some days after it failed.
    stripe.stripe_advance(days=8)
    badge(page, place, "Paid")
    expect(page.locator(".alert", has_text="did not go through")).to_have_count(0)
    return bad


_REMIND = """
from django.utils import timezone
from accounts.tenancy import inside
from billing.models import Subscription
from billing.services.dunning import remind_of_payment
with inside("{workspace}"):
    Subscription.objects.update(past_due_since=timezone.now())
print(remind_of_payment())
"""


def remind(workspace: Workspace, product: RunningProduct, stripe: Control) -> None:
    """The hourly sweep, at an hour of ours: Stripe's clock is a month ahead of this machine's."""
    assert stripe.stripe_settle(60)
    told = product.manage("shell", "-v", "0", "-c", _REMIND.format(workspace=workspace.pk))
    assert told.strip().endswith("1")


def end(page: Page, place: str, stripe: Control) -> list[str]:
    """Cancelled to the end of the period, taken back, cancelled again: and then Free."""
    page.get_by_role("link", name="Cancel the subscription").click()
    expect(page.get_by_text("Until then everything works")).to_be_visible()
    bad = findings(page)
    page.get_by_role("button", name="Cancel the subscription").click()
    page.get_by_role("button", name="Keep the subscription").click()
    page.get_by_role("link", name="Cancel the subscription").click()
    page.get_by_role("button", name="Cancel the subscription").click()
    expect(page.get_by_role("button", name="Keep the subscription")).to_be_visible()
    stripe.stripe_advance(days=40)
    badge(page, place, "Ended")
    expect(page.get_by_text("the workspace goes on with Free")).to_be_visible()
    # What was bought, the month that was paid late, and the use of the last one: none.
    rows = page.get_by_role("row").filter(has_text=re.compile("DKK"))
    expect(rows).to_have_text([re.compile(f"{total}.00 DKK") for total in (0, 718, 718)])
    return bad + findings(page)
