"""An authenticator app and a passkey, set up and used in the browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.utils import timezone
from playwright.sync_api import CDPSession, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings
from tests.journeys.people import Person, come_in, log_in, log_out, prove_it_is_me, settle

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]

_DEVICE: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def alice(live_database: None) -> Person:
    return settle("Alice")


def codes(secret: str) -> list[str]:
    """What an app shows just before, now and just after; each opens once."""
    return [format_hotp_value(hotp_value(secret, at)) for at in yield_hotp_counters_from_time()]


@pytest.mark.torture
@pytest.mark.usefixtures("looked_at")
def test_a_code_from_an_app(page: Page, alice: Person, live_product: RunningProduct) -> None:
    come_in(page, alice, live_product)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Set up").click()
    prove_it_is_me(page, alice)
    secret = page.locator("#totp-secret").evaluate("e => e.value ?? e.textContent").strip()
    page.get_by_label("Code from the app").fill(codes(secret)[1])
    page.get_by_role("button", name="Turn on").click()
    page.wait_for_url(re.compile("recovery-codes"))
    bad = findings(page)
    log_out(page.context)
    log_in(page, alice)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    bad += findings(page)
    page.get_by_label("Code").fill(codes(secret)[2])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"**{alice.place}**")
    for part in ("recovery-codes/generate/", "totp/deactivate/", "reauthenticate/"):
        page.goto(f"/accounts/2fa/{part}")
        bad += findings(page)
    assert bad == []


def plug_in_device(page: Page) -> CDPSession:
    """A security key made of software, which says yes to everything."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})
    return devtools


def use_passkey(page: Page, button: str, leads_to: re.Pattern[str]) -> None:
    """Presses once, and once more where the browser gave up on a device that is slow to answer."""
    page.get_by_role("button", name=button).click()
    try:
        page.wait_for_url(leads_to, timeout=20_000)
    except TooLate:
        expect(page.get_by_text("The passkey did not answer")).to_be_visible()
        page.get_by_role("button", name=button).click()
        page.wait_for_url(leads_to)


@pytest.mark.torture
def test_a_workspace_that_asks_for_it_leads_there(page: Page, alice: Person) -> None:
    from accounts.models import Workspace

    asking = Workspace.objects.filter(slug=alice.place.split("/")[2])
    asking.update(second_step_required_at=timezone.now())
    device = plug_in_device(page)
    log_in(page, alice)
    page.goto(alice.place)
    expect(page.get_by_role("heading", name="Set up a second step")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("link", name="Add a passkey").click()
    prove_it_is_me(page, alice)
    page.get_by_label("Name").fill("Work laptop")
    use_passkey(page, "Make the passkey", re.compile("recovery-codes|webauthn/$"))
    page.goto(f"{alice.place}settings/security/")
    page.get_by_role("button", name="Require it no longer").click()
    expect(page.get_by_role("button", name="Require a second step")).to_be_visible()
    assert findings(page) == []
    device.detach()


@pytest.mark.torture
@pytest.mark.usefixtures("looked_at")
def test_a_passkey_logs_in_alone(page: Page, alice: Person, live_product: RunningProduct) -> None:
    device = plug_in_device(page)
    come_in(page, alice, live_product)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    prove_it_is_me(page, alice)
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_label("Log in with this passkey alone").check()
    use_passkey(page, "Make the passkey", re.compile("recovery-codes|webauthn/$"))
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("row", name="Work laptop")).to_contain_text("logs in alone")
    for part in ("edit", "remove"):
        page.locator(f"a[href*='/keys/'][href$='/{part}/']").first.click()
        page.wait_for_url(f"**/keys/*/{part}/")
        assert findings(page) == []
        page.goto("/accounts/2fa/webauthn/")
    log_out(page.context)
    page.goto("/accounts/login/")
    use_passkey(page, "Log in with a passkey", re.compile(re.escape(alice.place)))
    device.detach()
