"""What Salesforce's consent page may answer: a refusal, a forgery."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.journeys.people import come_in, settle
from tests.journeys.steps import to_consent

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]


@pytest.mark.torture
def test_a_refused_consent(page: Page, live_product: RunningProduct) -> None:
    alice = settle("Alice")
    come_in(page, alice, live_product)
    to_consent(page, alice.place)
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_role("heading", name="Salesforce was not connected")).to_be_visible()
    expect(page.get_by_role("alert")).not_to_be_empty()
    page.get_by_role("link", name="Back to your workspace").click()
    page.goto(alice.place + "sources/")
    expect(page.get_by_text("No source yet")).to_be_visible()


@pytest.mark.torture
def test_a_forged_state(page: Page, live_product: RunningProduct) -> None:
    alice = settle("Alice")
    come_in(page, alice, live_product)
    answer = page.goto("/connect/salesforce/callback?code=aPrx.forged&state=forged")
    assert answer is not None
    assert answer.status == 400
    expect(page.get_by_role("heading", name="Salesforce was not connected")).to_be_visible()
    page.goto(alice.place + "sources/")
    expect(page.get_by_text("No source yet")).to_be_visible()
