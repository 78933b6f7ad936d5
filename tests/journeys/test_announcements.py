"""One of ours tells Acme of a change and everybody of planned work; Rival hears of the second."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.browser import SIGNAL
from tests.journeys.accessibility import findings
from tests.journeys.mails import newest_mail
from tests.journeys.people import Person, come_in, settle
from tests.journeys.test_desk import erin_of_ours, step_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.torture,
    pytest.mark.usefixtures("live_database", "nothing_left"),
]
_NOTICES, _WINDOWS, _INBOX = "/desk/notices/", "/desk/maintenance/", "/accounts/notices/"
_TITLE, _TITEL = "Exports have one column more", "Eksporter har en kolonne mere"
_WORK, _ARBEJDE = "We change the database.", "Vi skifter database."
_MOMENT = "%Y-%m-%dT%H:%M"


@pytest.fixture
def nothing_left(live_database: None) -> Iterator[None]:
    """Whatever happens, no other journey of this process meets the planned work."""
    from accounts.models import Maintenance

    yield
    Maintenance.objects.filter(ended_at=None).update(ended_at=timezone.now())


def test_told_seen_and_put_away(page: Page, browser: Browser, live_product: RunningProduct) -> None:
    alice, charlie, erin = settle("Alice"), settle("Charlie", "Rival"), erin_of_ours()
    bob = danish_marketer_of(alice)
    device = step_in(page, erin)
    bad = write_and_try(page, alice, erin, live_product)
    bad += publish(page, 2)
    assert _TITEL in newest_mail(live_product.mails, bob.email, _TITEL).subject
    bad += plan_work(page)
    seen = [
        (alice, "en-GB", _TITLE, _WORK, "Put away"),
        (bob, "da-DK", _TITEL, _ARBEJDE, "Læg væk"),
    ]
    for person, locale, title, work, button in seen:
        visited = window_of(browser, live_product, person, locale)
        bad += read_and_put_away(visited, person, title, work, button)
        visited.context.close()
    visited = window_of(browser, live_product, charlie, "en-GB")
    bad += hear_of_work_alone(visited, charlie)
    end_both(page)
    bad += findings(page)
    expect_gone(visited, charlie)
    assert bad == []
    visited.context.close()
    device.detach()


def danish_marketer_of(alice: Person) -> Person:
    """Bob, who has notices by mail and reads Danish."""
    from accounts.models import Membership, Role, User, Workspace

    bob = settle("Bob", "Elsewhere")
    acme = Workspace.objects.get(slug=slug_of(alice))
    rows = User.objects.filter(email=bob.email)
    rows.update(language="da", wants_notices=True)
    Membership.objects.create(workspace=acme, user=rows.get(), role=Role.MARKETER)
    return Person(bob.name, bob.email, alice.place)


def slug_of(person: Person) -> str:
    return person.place.split("/")[2]


def write_and_try(page: Page, alice: Person, erin: Person, product: RunningProduct) -> list[str]:
    """A draft in both languages for Acme, looked at, and mailed to who wrote it."""
    page.goto(_NOTICES)
    bad = findings(page)
    page.get_by_role("link", name="Write a notice").click()
    page.get_by_label("Title in English").fill(_TITLE)
    page.get_by_label("Title in Danish").fill(_TITEL)
    page.get_by_label("Text in English").fill("The column “zone” comes last.")
    page.get_by_label("Text in Danish").fill("Kolonnen “zone” kommer sidst.")
    page.locator("[name=audience]").select_option("chosen")
    page.get_by_label("It holds no advertising").check()
    page.get_by_role("button", name="Keep and look at it").click()
    expect(page.get_by_text("Name at least one workspace.")).to_be_visible()
    bad += findings(page)
    page.get_by_label("Workspaces").fill(slug_of(alice))
    page.get_by_role("button", name="Keep and look at it").click()
    expect(page.get_by_role("heading", name=_TITEL)).to_be_visible()
    bad += findings(page)
    page.get_by_role("button", name="Send me a test").click()
    expect(page.get_by_text(f"A test is on its way to {erin.email}.")).to_be_visible()
    mail = newest_mail(product.mails, erin.email, _TITLE)
    assert mail.subject == f"Test: {_TITLE}"
    assert "The column “zone” comes last." in mail.body
    return bad


def publish(page: Page, people: int) -> list[str]:
    """Not before the second yes, which names how many they are."""
    page.get_by_role("link", name="Publish").click()
    button = page.get_by_role("button", name=f"Publish to {people} people")
    button.click()
    expect(page.get_by_text("Tick that you are sure.")).to_be_visible()
    bad = findings(page)
    page.get_by_label("I have read both texts").check()
    button.click()
    expect(page.get_by_text("Published.")).to_be_visible()
    bad += findings(page)
    page.goto(_NOTICES)
    expect(page.get_by_role("row", name=_TITLE)).to_contain_text("Shown")
    return bad + findings(page)


def plan_work(page: Page) -> list[str]:
    """Tomorrow, and told of at once."""
    starts_at = timezone.now() + timedelta(hours=20)
    page.goto(_WINDOWS)
    page.get_by_label("Starts (UTC)").fill(starts_at.strftime(_MOMENT))
    page.get_by_label("Ends (UTC)").fill((starts_at + timedelta(hours=1)).strftime(_MOMENT))
    page.get_by_label("What we do, in English").fill(_WORK)
    page.get_by_label("What we do, in Danish").fill(_ARBEJDE)
    page.get_by_label("What it takes away").select_option("read_only")
    bad = findings(page)
    page.get_by_role("button", name="Plan", exact=True).click()
    expect(page.get_by_text("Planned. Every page tells of it in time.")).to_be_visible()
    return bad + findings(page)


def window_of(browser: Browser, product: RunningProduct, person: Person, locale: str) -> Page:
    """A browser of their own in which they are logged in."""
    visited = browser.new_context(
        extra_http_headers=SIGNAL, base_url=product.url, locale=locale
    ).new_page()
    come_in(visited, person, product)
    return visited


def await_shown(page: Page, path: str, words: str, *, is_shown: bool = True) -> None:
    """Opens the page until it says so: each process reads anew every ten seconds."""
    for _ in range(60):
        page.goto(path)
        if (page.get_by_text(words).count() > 0) == is_shown:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{path} goes on {'without' if is_shown else 'with'} {words!r}")


def read_and_put_away(page: Page, person: Person, title: str, work: str, button: str) -> list[str]:
    """Both above a page; one is put away for good and still stands among the person's notices."""
    overview = f"{person.place}overview/"
    await_shown(page, overview, title)
    await_shown(page, overview, work)
    bad = findings(page)
    page.get_by_role("region", name=title).get_by_role("button", name=button).click()
    page.wait_for_url(f"**{overview}")
    page.goto(f"{person.place}sources/")
    expect(page.get_by_text(work)).to_be_visible()
    assert page.get_by_text(title).count() == 0
    page.goto(_INBOX)
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    return bad + findings(page)


def hear_of_work_alone(page: Page, charlie: Person) -> list[str]:
    """What is said to Acme is not said to Rival; planned work is said to the whole world."""
    await_shown(page, f"{charlie.place}overview/", _WORK)
    assert page.get_by_text(_TITLE).count() == 0
    page.goto(_INBOX)
    expect(page.get_by_text("Nothing yet")).to_be_visible()
    assert page.get_by_text(_TITLE).count() == 0
    bad = findings(page)
    page.goto("/en/pricing/")
    expect(page.get_by_role("region", name="Planned work")).to_contain_text(_WORK)
    bad += findings(page)
    page.goto("/en/status/")
    planned = page.locator("section[aria-labelledby=planned]")
    expect(planned).to_contain_text(f"{_WORK} Meanwhile everything can be read")
    return bad + findings(page)


def end_both(page: Page) -> None:
    """The work is taken back, and the notice goes off people's pages."""
    page.goto(_WINDOWS)
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Ended. Everybody follows within ten seconds.")).to_be_visible()
    page.goto(_NOTICES)
    page.get_by_role("link", name=_TITLE).click()
    page.get_by_role("button", name="Take it off people’s pages").click()
    expect(page.get_by_text("It stands above no page any more.")).to_be_visible()
    page.goto(_WINDOWS)
    expect(page.get_by_role("row", name=_WORK)).to_be_visible()


def expect_gone(page: Page, charlie: Person) -> None:
    for path in ("/en/status/", f"{charlie.place}overview/"):
        await_shown(page, path, _WORK, is_shown=False)
