"""One of ours asks to look into a workspace, is let in to read, and is shown the door."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.browser import SIGNAL
from tests.journeys.accessibility import findings
from tests.journeys.people import Person, come_in, log_in, prove_it_is_me, settle
from tests.journeys.test_second_step import plug_in_device, use_passkey

pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
_DESK = ("", "switches/", "accounts/workspacestanding/", "accounts/sourcestanding/")
_LISTS = ("accounts/queuestanding/", "accounts/deadjob/", "billing/stripeevent/")


def erin_of_ours() -> Person:
    """A login that whoever runs the servers admitted to the desk."""
    from accounts.models import ConfidantKind, User
    from accounts.services.support import admit_confidant

    erin = settle("Erin", "Elsewhere")
    admit_confidant(user=User.objects.get(email=erin.email), kind=ConfidantKind.STAFF)
    return erin


def test_asked_allowed_read_and_ended(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    alice, erin = settle("Alice"), erin_of_ours()
    slug = alice.place.split("/")[2]
    device = step_in(page, erin)
    bad: list[str] = []
    for part in (*_DESK, *_LISTS):
        page.goto(f"/desk/{part}")
        bad += findings(page)
    page.goto("/desk/access/")
    bad += findings(page)
    page.get_by_role("button", name="I promise this").click()
    page.get_by_label("Workspace").fill(slug)
    page.get_by_label("Reason").fill("Spend of March is missing.")
    bad += findings(page)
    page.get_by_role("button", name="Ask").click()
    assert is_nowhere(page, alice)
    desk = browser.new_context(
        extra_http_headers=SIGNAL, base_url=live_product.url, locale="en-GB"
    ).new_page()
    come_in(desk, alice, live_product)
    desk.goto(f"{alice.place}settings/support-access/")
    expect(desk.get_by_text("Spend of March is missing.")).to_be_visible()
    desk.get_by_role("button", name="Allow").click()
    page.goto(f"{alice.place}overview/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    bad += findings(page)
    desk.reload()
    desk.get_by_text("1 page opened").click()
    expect(desk.get_by_role("rowheader", name=f"{alice.place}overview/")).to_be_visible()
    bad += findings(desk)
    desk.get_by_role("button", name="End it now").click()
    assert is_nowhere(page, alice)
    assert bad == []
    device.detach()
    desk.context.close()


def is_nowhere(page: Page, alice: Person) -> bool:
    """Whether Acme's overview is a page that does not exist."""
    answer = page.goto(f"{alice.place}overview/")
    return answer is not None and answer.status == 404


def step_in(page: Page, erin: Person) -> CDPSession:
    """Logged in by a passkey, so that the desk opens."""
    device = plug_in_device(page)
    log_in(page, erin)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").first.click()
    prove_it_is_me(page, erin)
    page.get_by_label("Name").fill("Work laptop")
    use_passkey(page, "Make the passkey", re.compile("recovery-codes|webauthn/$"))
    return device
