"""Staff tells of a disturbance, then that it is over; a visitor reads both; axe looks on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.journeys.accessibility import findings
from tests.journeys.people import come_in, settle

pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]
NOTICES = "/w/proactivox/enquiries/notices/"


def test_a_disturbance_is_told_and_is_over(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    from accounts.models import Membership, Role, User
    from accounts.models.workspace import HOUSE_ID

    bob = settle("Bob", "Notices")
    user = User.objects.get(email=bob.email)
    Membership.objects.create(workspace_id=HOUSE_ID, user=user, role=Role.MARKETER)
    come_in(page, bob, live_product)
    page.goto(NOTICES)
    bad = findings(page)
    page.goto(f"{NOTICES}new/")
    bad += findings(page)
    page.get_by_label("Title in English").fill("Syncs from Salesforce are late")
    page.get_by_label("Title in Danish").fill("Synkronisering fra Salesforce er forsinket")
    page.get_by_label("What happens, in English").fill("We read slower than usual.")
    page.get_by_label("What happens, in Danish").fill("Vi læser langsommere end ellers.")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("Everybody can read it on the status page now.")).to_be_visible()
    bad += findings(page)
    visitor = browser.new_context(base_url=live_product.url, locale="da-DK").new_page()
    visitor.goto("/status/")
    told = visitor.get_by_role("region", name="Synkronisering fra Salesforce er forsinket")
    expect(told).to_contain_text("Vi læser langsommere end ellers.")
    bad += findings(visitor)
    page.get_by_label("What happens, in English").fill("All is read again.")
    page.get_by_label("What happens, in Danish").fill("Alt læses igen.")
    page.get_by_label("It is over").check()
    page.locator("main form button[type=submit]").first.click()
    visitor.goto("/en/status/")
    expect(visitor.get_by_role("region", name="Past disturbances")).to_contain_text(
        "All is read again."
    )
    bad += findings(visitor)
    assert bad == []
    visitor.context.close()
