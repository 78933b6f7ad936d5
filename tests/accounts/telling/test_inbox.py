"""The inbox page: unread first, read and done by the person alone, by pages, for nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import InboxItem, Membership, Told, User
from accounts.telling import Said, Severity, tell
from accounts.telling.counting import count_unread
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.budget import at_length
from tests.cast import Cast
from tests.counting import assert_same_queries

pytestmark = pytest.mark.django_db
PAGE, CHANGE = "/w/acme/inbox/", "/w/acme/inbox/change/"


def tell_of(key: str, *, kind: str = "incident", to: list[User] | None = None) -> None:
    tell(
        kind=kind,
        key=key,
        title=Said("%(name)s fell", {"name": f"Clicks <{key}>"}),
        text=Said(""),
        url=f"/w/acme/things/{key}/",
        severity=Severity.SEVERE,
        to=to,
    )


def item(user: User, key: str) -> InboxItem:
    return InboxItem.objects.select_related("told").get(user=user, told__key=key)


@pytest.fixture
def bob(cast: Cast, browser: Browser) -> Client:
    with inside(cast.acme):
        tell_of("old")
        tell_of("new")
    return browser(cast.bob)


def page(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_newest_unread_stands_first_and_what_was_typed_is_escaped(
    cast: Cast, bob: Client
) -> None:
    with inside(cast.acme):
        new = item(cast.bob, "new")
    answer = bob.get(f"{PAGE}{new.told_id}/")
    assert (answer.status_code, answer["Location"]) == (302, "/w/acme/things/new/")
    shown = page(bob)
    assert "Clicks &lt;old&gt; fell" in shown
    assert shown.index("Clicks &lt;old&gt;") < shown.index("Clicks &lt;new&gt;")
    assert '<span class="sidebar__count">1</span>' in shown


def test_done_is_away_and_can_be_opened_again(cast: Cast, bob: Client) -> None:
    with inside(cast.acme):
        old, alices = item(cast.bob, "old"), item(cast.alice, "old")
    bob.post(CHANGE, {"do": f"done {old.pk}"})
    assert "Clicks &lt;old&gt;" not in page(bob)
    assert "Clicks &lt;old&gt;" in page(bob, f"{PAGE}?state=done")
    assert Membership.objects.get(user=cast.bob).unread == 1
    bob.post(CHANGE, {"do": "unread", "item": [old.pk, alices.pk]})
    assert Membership.objects.get(user=cast.bob).unread == 2
    with inside(cast.acme):
        assert item(cast.alice, "old").read_at is None
        assert item(cast.bob, "old").done_at is None


def test_all_of_one_kind_is_read_and_the_others_are_not(cast: Cast, bob: Client) -> None:
    with inside(cast.acme):
        tell_of("7", kind="budget")
    assert "Budgets and goals" in page(bob, f"{PAGE}?kind=budget")
    assert "Clicks &lt;old&gt;" not in page(bob, f"{PAGE}?kind=budget")
    bob.post(CHANGE, {"do": "all_read", "kind": "incident"})
    assert Membership.objects.get(user=cast.bob).unread == 1
    bob.post(CHANGE, {"do": "all_read"})
    assert Membership.objects.get(user=cast.bob).unread == 0
    assert Membership.objects.get(user=cast.alice).unread == 3


def test_nobody_reads_or_puts_away_what_is_anothers(cast: Cast, browser: Browser) -> None:
    with inside(cast.acme):
        tell_of("1", to=[cast.alice])
        hers = item(cast.alice, "1")
    bob, charlie = browser(cast.bob), browser(cast.charlie)
    assert bob.get(f"{PAGE}{hers.pk}/").status_code == 404
    assert "Nothing waits for you" in page(bob)
    bob.post(CHANGE, {"do": f"done {hers.pk}"})
    assert charlie.get(PAGE).status_code == 404
    assert charlie.get(f"/w/rival/inbox/{hers.told_id}/").status_code == 404
    charlie.post("/w/rival/inbox/change/", {"do": f"done {hers.pk}"})
    with inside(cast.acme):
        assert (item(cast.alice, "1").read_at, item(cast.alice, "1").done_at) == (None, None)


@pytest.mark.parametrize(
    "said", [{"do": "explode"}, *at_length({"do": "read", "item": "seven"}, {})]
)
def test_what_cannot_be_done_is_refused_in_words(bob: Client, said: dict[str, str]) -> None:
    answer = bob.post(CHANGE, said)
    assert answer.status_code == 422
    assert answer.content


def test_nothing_ticked_changes_nothing(cast: Cast, bob: Client) -> None:
    assert bob.post(CHANGE, {"do": "read"}).status_code == 302
    assert Membership.objects.get(user=cast.bob).unread == 2


def test_many_things_come_by_pages(cast: Cast, bob: Client) -> None:
    now = timezone.now()
    with inside(cast.acme):
        first = Told.objects.get(key="old")
        things = [
            Told(
                workspace=cast.acme,
                kind="incident",
                key=f"t{n}",
                severity=1,
                said=first.said,
                url="/",
                updated=now - timedelta(minutes=n),
            )
            for n in range(60)
        ]
        Told.objects.bulk_create(things)
        rows = [
            InboxItem(
                workspace=cast.acme,
                user=cast.bob,
                told=told,
                kind="incident",
                updated=told.updated,
            )
            for told in things
        ]
        InboxItem.objects.bulk_create(rows)
        count_unread()
    shown = page(bob, f"{PAGE}?page=2")
    assert shown.count('<li class="inbox__item') == 25
    assert '<span class="sidebar__count">62</span>' in shown


def test_a_page_costs_the_same_however_much_is_told(cast: Cast, bob: Client) -> None:
    numbers = iter(range(100))

    def add() -> None:
        with inside(cast.acme):
            tell_of(f"more{next(numbers)}")

    assert_same_queries(lambda: page(bob), add)


def test_in_danish_the_sentence_is_danish(cast: Cast, browser: Browser, danish: None) -> None:
    User.objects.filter(pk=cast.bob.pk).update(language="da")
    cast.bob.refresh_from_db()
    with inside(cast.acme):
        tell(
            kind="budget",
            key="1",
            title=Said("Note"),
            text=Said("Done"),
            url="/",
            severity=Severity.NOTE,
        )
    client = browser(cast.bob)
    client.cookies["django_language"] = "da"
    shown = page(client)
    assert "Budgetter og mål" in shown
    assert "Bemærkning" in shown
