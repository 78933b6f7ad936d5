"""A member's way in, up and out, and what becomes of invitations that nobody takes."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.browser import SIGNAL
from tests.cast import PASSWORD
from tests.journeys.accessibility import findings
from tests.journeys.mails import mailed_link, newest_mail
from tests.journeys.people import Person, come_in, log_in, prove_it_is_me, settle

pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database"),
]


def own_window(browser: Browser, product: RunningProduct) -> Page:
    """Somebody else's browser."""
    return browser.new_context(
        extra_http_headers=SIGNAL, base_url=product.url, locale="en-GB"
    ).new_page()


def invite(page: Page, alice: Person, email: str, role: str = "Viewer") -> None:
    """By the form on the page of members."""
    page.goto(f"{alice.place}settings/members/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Role", exact=True).select_option(label=role)
    page.get_by_role("button", name="Send the invitation").click()


def join(bob: Page, link: str) -> list[str]:
    """From the mailed link through a login of one's own into the workspace; what axe found."""
    bob.goto(link)
    bad = findings(bob)
    bob.get_by_role("button", name="Create your login").click()
    bob.get_by_label("Your name").fill("Bob")
    bob.get_by_label("Password", exact=True).fill(PASSWORD)
    bad += findings(bob)
    bob.get_by_role("button", name="Create your login").click()
    bob.get_by_role("button", name="Join Acme").click()
    bob.wait_for_url("**/overview/")
    expect(bob.get_by_text("Welcome to Acme")).to_be_visible()
    return bad + findings(bob)


def status(page: Page, path: str) -> int:
    """What a page answers to its person now."""
    answer = page.goto(path)
    assert answer is not None
    return answer.status


def change_role(page: Page, alice: Person, role: str) -> None:
    page.goto(f"{alice.place}settings/members/")
    page.get_by_label("Role of Bob").select_option(label=role)
    expect(page.get_by_text("The role is changed.")).to_be_visible()


def make_key(bob: Page, place: str) -> dict[str, str]:
    """A key's header, as its page showed it once."""
    bob.goto(f"{place}settings/api-keys/")
    bob.get_by_label("Name", exact=True).fill("Nightly export")
    bob.get_by_role("button", name="Make the key").click()
    prove_it_is_me(bob, Person("Bob", ""))  # a login that was made just now was not logged in to
    return {"Authorization": f"Bearer {bob.locator('#new-key').inner_text().strip()}"}


def test_invited_joined_raised_removed_and_shut_out_at_once(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    alice, bob = settle("Alice"), own_window(browser, live_product)
    slug = alice.place.split("/")[2]
    email, trail = f"bob@{slug}.example", f"{alice.place}settings/audit/"
    come_in(page, alice, live_product)
    invite(page, alice, email)
    bad = findings(page)
    bad += join(bob, mailed_link(live_product.mails, email, "/invitations/"))
    assert status(bob, trail) == 403
    bad += findings(bob)
    change_role(page, alice, "Admin")
    assert status(bob, trail) == 200
    key, me = make_key(bob, alice.place), f"{live_product.url}/api/v1/me"
    bad += findings(bob)
    assert httpx.get(me, headers=key, trust_env=False).status_code == 200
    newest_mail(live_product.mails, alice.email, "A new API key for Acme")
    change_role(page, alice, "Viewer")
    assert status(bob, trail) == 403
    newest_mail(live_product.mails, email, "Your role in Acme was changed", "Viewer")
    bob.goto(f"{alice.place}overview/")
    page.get_by_role("button", name="Remove Bob").click()
    dialog = page.get_by_role("dialog", name="Remove this member?")
    expect(dialog).to_contain_text("the API keys that they made")
    bad += findings(page)
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("They are no longer a member.")).to_be_visible()
    answer = bob.reload()
    assert answer is not None
    assert answer.status == 404
    bad += findings(bob)
    assert status(bob, "/accounts/profile/") == 200, "his login is his own"
    assert httpx.get(me, headers=key, trust_env=False).status_code == 401
    newest_mail(live_product.mails, email, "You are no longer a member of Acme")
    assert bad == []
    bob.context.close()


def test_an_invitation_expires_is_sent_again_is_taken_back_and_keeps_to_its_domain(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    from accounts.models import Invitation, Workspace
    from accounts.tenancy import inside

    alice, bob = settle("Alice"), own_window(browser, live_product)
    slug = alice.place.split("/")[2]
    email, mails = f"bob@{slug}.example", live_product.mails
    come_in(page, alice, live_product)
    invite(page, alice, email)
    first = urlsplit(mailed_link(mails, email, "/invitations/")).path
    with inside(Workspace.objects.get(slug=slug)):
        Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert status(bob, first) == 404
    bad = findings(bob)
    page.reload()
    row = page.get_by_role("row", name=email)
    expect(row).to_contain_text("Expired")
    bad += findings(page)
    row.get_by_role("button", name="again").click()
    expect(page.get_by_text("The invitation is on its way again.")).to_be_visible()
    with inside(Workspace.objects.get(slug=slug)):
        sent = Invitation.objects.get()
    assert sent.expires_at > timezone.now() + timedelta(days=6)
    second = other_link(mails, email, first)
    assert status(bob, first) == 404
    assert status(bob, second) == 200
    page.get_by_role("row", name=email).get_by_role("button", name="back").click()
    expect(page.get_by_text("The invitation is taken back.")).to_be_visible()
    assert status(bob, second) == 404
    bad += keep_to_domain(page, alice, f"{slug}.example")
    assert bad == []
    bob.context.close()


def other_link(mails: object, email: str, before: str) -> str:
    """The newest link, once it is another than the one before."""
    import time

    end = time.monotonic() + 30
    while (path := urlsplit(mailed_link(mails, email, "/invitations/")).path) == before:  # type: ignore[arg-type]
        assert time.monotonic() < end, "no second mail"
        time.sleep(0.2)
    return path


def keep_to_domain(page: Page, alice: Person, domain: str) -> list[str]:
    """Only the company's own addresses from now on; what axe found."""
    page.goto(f"{alice.place}settings/security/")
    page.get_by_label("Domains").fill(domain)
    card = page.locator("section", has=page.get_by_label("Domains"))
    card.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Of these alone")).to_be_visible()
    bad = findings(page)
    invite(page, alice, "charlie@rival.example")
    expect(page.get_by_text(f"Only addresses of {domain} may join Acme").first).to_be_visible()
    expect(page.get_by_label("E-mail address")).to_have_value("charlie@rival.example")
    return bad + findings(page)


def test_handed_over_and_left(page: Page, browser: Browser, live_product: RunningProduct) -> None:
    """The only owner cannot leave; who hands over is an admin, and then can."""
    alice, bob = settle("Alice"), own_window(browser, live_product)
    email = f"bob@{alice.place.split('/')[2]}.example"
    come_in(page, alice, live_product)
    invite(page, alice, email, "Marketer")
    bad = join(bob, mailed_link(live_product.mails, email, "/invitations/"))
    page.goto(f"{alice.place}settings/members/")
    expect(page.get_by_text("The only owner")).to_be_visible()
    expect(page.get_by_role("button", name="Leave")).to_have_count(0)
    page.get_by_role("button", name="Hand the workspace over to Bob").click()
    dialog = page.get_by_role("dialog", name="Hand the workspace over?")
    bad += findings(page)
    dialog.get_by_role("button", name="Hand the workspace over").click()
    expect(page.get_by_text("The workspace is handed over")).to_be_visible()
    assert status(page, f"{alice.place}settings/closing/") == 403
    assert status(bob, f"{alice.place}settings/closing/") == 200
    newest_mail(live_product.mails, email, "You own Acme now")
    newest_mail(live_product.mails, alice.email, "You handed Acme over")
    page.goto(f"{alice.place}settings/members/")
    page.get_by_role("button", name="Leave").first.click()
    dialog = page.get_by_role("dialog", name="Leave this workspace?")
    bad += findings(page)
    dialog.get_by_role("button", name="Leave").click()
    expect(page.get_by_text("You left Acme.")).to_be_visible()
    assert status(page, f"{alice.place}overview/") == 404
    log_in(own := own_window(browser, live_product), Person("Bob", email), live_product.url)
    assert status(own, f"{alice.place}overview/") == 200
    assert bad == []
    own.context.close()
    bob.context.close()
