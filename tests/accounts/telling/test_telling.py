"""A thing is told once to whom it is for, brought up to date, and forgotten with a membership."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from accounts.models import InboxItem, Membership, Role, Told, User
from accounts.number_formats import writing_numbers
from accounts.services.members import remove_member
from accounts.telling import Kind, Money, Said, Severity, Share, mark_seen, register, take, tell
from accounts.telling import kinds as kinds_module
from accounts.telling.said import opened
from accounts.telling.sweeps import forget_told
from accounts.tenancy import inside
from tests.cast import Cast, make_user

pytestmark = pytest.mark.django_db
NOTHING = Said("")


@pytest.fixture(autouse=True)
def own_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds_module, "_kinds", dict(kinds_module._kinds))
    register(Kind("thing", "Things"))


def told_of(
    key: str = "7", title: Said = NOTHING, *, to: list[User] | None = None, resolved: bool = False
) -> None:
    tell(
        kind="thing",
        key=key,
        title=title,
        text=NOTHING,
        url="/w/acme/things/7/",
        severity=Severity.SEVERE,
        to=to,
        resolved=resolved,
    )


def unread(user: User) -> int:
    return Membership.objects.get(user=user).unread


@pytest.fixture
def acme(cast: Cast) -> Iterator[Cast]:
    with inside(cast.acme):
        yield cast


def test_everybody_of_the_workspace_is_told_and_nobody_else(cast: Cast) -> None:
    with inside(cast.acme):
        told_of()
        assert {item.user_id for item in InboxItem.objects.all()} == {cast.alice.pk, cast.bob.pk}
    with inside(cast.rival):
        assert not InboxItem.objects.exists()
        assert not Told.objects.exists()
        told_of(to=[cast.alice])
        assert not InboxItem.objects.exists()
    assert [unread(one) for one in (cast.alice, cast.bob, cast.charlie)] == [1, 1, 0]


def test_the_same_again_says_nothing_new(acme: Cast) -> None:
    told_of()
    mark_seen(kind="thing", key="7", user=acme.bob)
    told_of()
    assert Told.objects.get().count == 1
    assert (unread(acme.alice), unread(acme.bob)) == (1, 0)
    assert InboxItem.objects.count() == 2


def test_what_says_something_new_is_unread_again_in_its_own_row(acme: Cast) -> None:
    told_of(title=Said("Clicks fell"))
    mark_seen(kind="thing", key="7", user=acme.bob)
    told_of(title=Said("Clicks fell further"))
    assert Told.objects.get().count == 2
    assert InboxItem.objects.count() == 2
    assert unread(acme.bob) == 1


def test_its_end_is_marked_and_calls_nobody_back(acme: Cast) -> None:
    told_of()
    take(kind="thing", key="7", user=acme.bob)
    told_of(title=Said("Clicks are back"), resolved=True)
    told = Told.objects.get()
    assert told.resolved_at is not None
    assert told.taken_by == acme.bob
    assert (unread(acme.alice), unread(acme.bob)) == (1, 0)
    told_of()
    assert Told.objects.filter(resolved_at=None, taken_at=None, taken_by=None).exists()
    assert unread(acme.bob) == 1


def test_the_end_of_what_was_never_told_is_not_told(acme: Cast) -> None:
    told_of(resolved=True)
    assert not Told.objects.exists()
    assert not take(kind="thing", key="7", user=acme.bob)


def test_whoever_leaves_takes_their_rows_along(acme: Cast) -> None:
    told_of()
    take(kind="thing", key="7", user=acme.bob)
    places = {one.user_id: one for one in Membership.objects.all()}
    remove_member(membership_id=places[acme.bob.pk].pk, by=places[acme.alice.pk])
    assert [item.user_id for item in InboxItem.objects.all()] == [acme.alice.pk]
    assert Told.objects.get().taken_by is None
    told_of(to=[acme.bob])
    assert InboxItem.objects.count() == 1


def test_a_member_who_came_later_is_told_with_the_next_news_alone(acme: Cast) -> None:
    told_of(to=[acme.bob])
    dora = make_user("dora@acme.example", "Dora")
    Membership.objects.create(workspace=acme.acme, user=dora, role=Role.VIEWER)
    told_of(resolved=True)
    assert unread(dora) == 0
    told_of(title=Said("Clicks fell"))
    assert unread(dora) == 1


def test_it_is_forgotten_a_year_after_it_was_told_last(cast: Cast) -> None:
    with inside(cast.acme):
        told_of("old")
        told_of("new")
        Told.objects.filter(key="old").update(updated=timezone.now() - timedelta(days=366))
    assert forget_told() == 1
    with inside(cast.acme):
        assert [told.key for told in Told.objects.all()] == ["new"]
        assert unread(cast.bob) == 1


def test_a_sentence_is_written_in_the_language_and_with_the_marks_of_its_reader() -> None:
    said = Said(
        "%(campaign)s: %(spend)s, %(share)s, %(on)s, %(clicks)s, %(rate)s, %(state)s",
        {
            "campaign": "Autumn 50%",
            "spend": Money(1_234_500_000, "EUR"),
            "share": Share(0.314),
            "on": date(2026, 11, 3),
            "clicks": 12345,
            "rate": Decimal("0.5"),
            "state": Said("Resolved"),
        },
    )
    again = opened(said.kept())
    with translation.override("da"), writing_numbers(own="", workspace=""):
        danish = again.written()
    with translation.override("en"), writing_numbers(own="space_dot", workspace=""):
        english = again.written()
    assert danish.startswith("Autumn 50%: EUR\xa01.234,50, 31,4\xa0%, 3. nov 2026, 12.345, 0,5")
    assert english.startswith("Autumn 50%: EUR\xa01\xa0234.50, 31.4%, 3 Nov 2026, 12\xa0345, 0.5")


def test_one_and_many_are_said_apart() -> None:
    one, many = (Said("%(count)s day", {"count": n}, plural="%(count)s days") for n in (1, 2000))
    assert (opened(one.kept()).written(), many.written()) == ("1 day", "2,000 days")


def test_a_sentence_without_its_values_is_refused_where_it_is_said() -> None:
    with pytest.raises(KeyError):
        Said("%(metric)s fell")


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "things/7/", ""])
def test_a_link_that_leads_elsewhere_is_refused(acme: Cast, url: str) -> None:
    with pytest.raises(ValueError, match="no path of ours"):
        tell(kind="thing", key="7", title=NOTHING, text=NOTHING, url=url, severity=Severity.NOTE)
    assert not Told.objects.exists()


def test_a_kind_that_nobody_registered_is_refused(acme: Cast) -> None:
    with pytest.raises(LookupError, match="thing"):
        tell(kind="x", key="7", title=NOTHING, text=NOTHING, url="/", severity=Severity.NOTE)


def test_a_word_stands_for_one_kind() -> None:
    register(Kind("thing", "Things"))
    with pytest.raises(ValueError, match="another"):
        register(Kind("thing", "Things", inbox=False))
