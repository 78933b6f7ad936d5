"""Sign-up, the ways in, a forgotten password, a new address, sessions."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.browser import SIGNAL
from tests.journeys.accessibility import findings
from tests.journeys.mails import mailed_link, newest_mail
from tests.journeys.people import Person, come_in, log_in, log_out, prove_it_is_me, settle
from tests.journeys.steps import create_workspace, sign_up

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]


@pytest.fixture
def alice(live_database: None) -> Person:
    return settle("Alice")


@pytest.mark.torture  # the main path begins with it, too
def test_sign_up_to_a_workspace(page: Page, live_product: RunningProduct) -> None:
    sign_up(page, live_product.mails, "Alice", "alice@signup.example")
    place = create_workspace(page, "Acme Signup")
    assert place.startswith("/w/acme-signup")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("Acme Signup")


@pytest.mark.torture
def test_log_in_by_code(page: Page, live_product: RunningProduct, alice: Person) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Send me a code by mail").click()
    page.get_by_label("E-mail address").fill(alice.email)
    page.get_by_role("button", name="Send the code").click()
    expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
    assert findings(page) == []
    mail = newest_mail(live_product.mails, alice.email)
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", mail.body, re.MULTILINE)
    assert code is not None, mail.body
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**{alice.place}**")


@pytest.mark.torture
def test_reset_a_forgotten_password(
    page: Page, live_product: RunningProduct, alice: Person
) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail address").fill(alice.email)
    page.get_by_role("button", name="Send the link").click()
    page.goto(mailed_link(live_product.mails, alice.email, "password/reset/key"))
    assert findings(page) == []
    page.get_by_label("New password").fill("another four unrelated words")
    page.get_by_role("button", name="Save the new password").click()
    expect(page.get_by_role("heading", name="Your password is new")).to_be_visible()
    log_in(page, Person(alice.name, alice.email, alice.place, "another four unrelated words"))
    page.wait_for_url(f"**{alice.place}**")


@pytest.mark.torture
def test_change_the_address(page: Page, live_product: RunningProduct, alice: Person) -> None:
    come_in(page, alice, live_product)
    page.goto("/accounts/email/")
    page.get_by_label("New e-mail address").fill("new." + alice.email)
    page.get_by_role("button", name="Change the address").click()
    prove_it_is_me(page, alice)
    expect(page.get_by_text("Waits for its link")).to_be_visible()
    page.goto(mailed_link(live_product.mails, "new." + alice.email, "confirm-email"))
    page.get_by_role("button", name="Yes, this is my address").click()
    page.goto("/accounts/email/")
    expect(page.locator(".facts")).to_contain_text("new." + alice.email)
    told = newest_mail(live_product.mails, alice.email, "was changed")
    assert "new." + alice.email in told.body
    log_out(page.context)
    log_in(page, Person(alice.name, "new." + alice.email))
    page.wait_for_url(f"**{alice.place}**")


@pytest.mark.torture
def test_end_a_session_elsewhere(
    page: Page, browser: Browser, live_product: RunningProduct, alice: Person
) -> None:
    elsewhere = browser.new_context(extra_http_headers=SIGNAL, base_url=live_product.url)
    there = elsewhere.new_page()
    come_in(there, alice, live_product)
    come_in(page, alice, live_product)
    page.goto("/accounts/sessions/")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("row").get_by_role("button", name="Log out").click()
    expect(page.get_by_role("row")).to_have_count(2)
    there.goto("/accounts/profile/")
    there.wait_for_url("**/accounts/login/**")
    page.goto("/accounts/profile/")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Alice")
    elsewhere.close()
