"""From Proactivox's own page to the customer's answer; and each right from the form to its end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.browser import SIGNAL
from tests.journeys.accessibility import findings
from tests.journeys.mails import mailed_link, newest_mail
from tests.journeys.people import Person, come_in, settle

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]

_RIGHTS = (
    *("access", "erasure", "rectification", "restriction", "objection", "portability"),
    "withdrawal",
)


def stranger(browser: Browser, product: RunningProduct) -> BrowserContext:
    return browser.new_context(extra_http_headers=SIGNAL, base_url=product.url, locale="en-GB")


def ask_at(dora: Page, product: RunningProduct, place: str, right: str, email: str) -> list[str]:
    """The form, the mailed link and its button; her own page at the end."""
    dora.goto(place)
    bad = findings(dora)
    dora.get_by_label("What do you want?").select_option(right)
    if place == "/privacy/":
        dora.get_by_label("Which company").fill("Acme")
    dora.get_by_label("Your e-mail address").fill(email)
    dora.get_by_role("button", name="Send the request").click()
    dora.goto(mailed_link(product.mails, email, "/confirm/"))
    dora.get_by_role("button", name="Yes, this is my request").click()
    expect(dora.get_by_role("heading", name="Your request")).to_be_visible()
    return bad


def answer(page: Page, desk: str, right: str) -> None:
    """What the desk does with it: the newest request of this right is carried out."""
    page.goto(desk)
    page.get_by_role("row", name=right).first.get_by_role("link").click()
    page.get_by_role("link", name="Answer and close").click()
    page.get_by_label("Outcome").select_option(label="Carried out")
    page.get_by_label("Answer to the person").fill("It is done.")
    page.get_by_role("button", name="Send the answer and close").click()
    expect(page.get_by_text("The request is closed.")).to_be_visible()


def staff() -> Person:
    """Somebody of Proactivox's own."""
    from accounts.models import Membership, Role, User
    from accounts.models.workspace import HOUSE_ID

    hanne = settle("Hanne", "Elsewhere")
    user = User.objects.get(email=hanne.email)
    Membership.objects.create(workspace_id=HOUSE_ID, user=user, role=Role.PRIVACY_OFFICER)
    return hanne


@pytest.mark.torture
@pytest.mark.usefixtures("looked_at")
def test_from_proactivox_to_the_customers_answer(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    """Statements 24 and 52: what reaches Proactivox is passed on, and the customer answers."""
    alice, hanne, email = settle("Alice"), staff(), "dora.passed@people.example"
    dora = stranger(browser, live_product).new_page()
    bad = ask_at(dora, live_product, "/privacy/", "objection", email)
    come_in(page, hanne, live_product)
    page.goto("/w/proactivox/settings/privacy/requests/")
    page.get_by_role("row", name="Object to the use of my data").first.get_by_role("link").click()
    page.get_by_role("link", name="Pass on").click()
    slug = alice.place.split("/")[2]
    page.get_by_label("Name or address of a workspace").fill(slug)
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_label(f"({slug})").check()
    bad += findings(page)
    page.get_by_role("button", name="Decide and tell the person").click()
    expect(page.get_by_text("It is on its way")).to_be_visible()
    dora.reload()
    expect(dora.get_by_text("The business decides, and answers itself")).to_be_visible()
    expect(dora.get_by_text("Acme")).to_have_count(0)
    dora.goto(mailed_link(live_product.mails, email, alice.place.replace("/w/", "/privacy/")))
    expect(dora.get_by_text("To Acme:")).to_be_visible()
    desk = browser.new_context(
        extra_http_headers=SIGNAL, base_url=live_product.url, locale="en-GB"
    ).new_page()
    come_in(desk, alice, live_product)
    answer(desk, f"{alice.place}settings/privacy/requests/", "Object to the use of my data")
    dora.reload()
    expect(dora.get_by_text("It is done.")).to_be_visible()
    bad += [*findings(dora), *findings(desk)]
    assert bad == []


@pytest.mark.torture
def test_each_right_from_the_form_to_its_end(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    """Statement 24: the same way for every right."""
    from privacy.models import Kind

    alice = settle("Alice")
    come_in(page, alice, live_product)
    for right in _RIGHTS:
        email = f"dora.{right}@people.example"
        dora = stranger(browser, live_product).new_page()
        ask_at(dora, live_product, alice.place.replace("/w/", "/privacy/"), right, email)
        answer(page, f"{alice.place}settings/privacy/requests/", str(Kind(right).label))
        dora.reload()
        expect(dora.get_by_text("It is done.")).to_be_visible()
        dora.context.close()


@pytest.mark.torture
def test_a_user_asks_about_their_own_login(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    """Statement 25: without a mailed link, and it is on the house's desk."""
    bob = settle("Bob")
    come_in(page, bob, live_product)
    page.goto("/accounts/privacy/")
    bad = findings(page)
    page.get_by_label("What do you want?").select_option("access")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Your request is made.")).to_be_visible()
    bad += findings(page)
    page.get_by_role("link", name="Request").last.click()
    expect(page.get_by_role("heading", name="Your request")).to_be_visible()
    assert bad == []


@pytest.mark.torture
def test_a_complaint_from_the_form_to_the_outcome(
    page: Page, browser: Browser, live_product: RunningProduct
) -> None:
    """Statement 30: confirmed at once, decided in its register, and the person hears of it."""
    alice, email = settle("Alice"), "dora.complains@people.example"
    dora = stranger(browser, live_product).new_page()
    dora.goto(alice.place.replace("/w/", "/privacy/"))
    dora.get_by_role("link", name="Send us a complaint").click()
    bad = findings(dora)
    dora.get_by_label("Your e-mail address").fill(email)
    dora.get_by_label("What is it about?").fill("Nobody answered me.")
    dora.get_by_role("button", name="Send the complaint").click()
    expect(dora.get_by_role("heading", name="Your complaint arrived")).to_be_visible()
    newest_mail(live_product.mails, email, words="received your complaint")
    come_in(page, alice, live_product)
    page.goto(f"{alice.place}settings/privacy/registers/complaints/")
    page.locator("main table").get_by_role("link").first.click()
    expect(page.get_by_text("Nobody answered me.").first).to_be_visible()
    bad += findings(page)
    page.get_by_role("link", name="Answer and close").click()
    page.get_by_label("Outcome").select_option(label="The person is right")
    page.get_by_label("Answer to the person").fill("You are right, and it is mended.")
    page.get_by_role("button", name="Send the answer and close").click()
    expect(page.get_by_text("The complaint is closed.")).to_be_visible()
    newest_mail(live_product.mails, email, words="You are right, and it is mended.")
    dora.context.close()
    assert bad == []
