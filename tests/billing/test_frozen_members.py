"""After a move to a smaller plan the newest members stay outside, and come back by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from accounts.errors import NotInPlan
from accounts.freezing import frozen_ids
from accounts.models import CompanyDomain, Membership, Role, User
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.services.api_keys import create_api_key
from accounts.services.members import change_role, remove_member
from accounts.tenancy import inside
from billing.pages.freezing import consequences
from billing.plans import FREE, TEAM
from tests.accounts.scim.conftest import directory_of
from tests.architecture.test_urls import addresses
from tests.billing.pages.conftest import PAGE, Browser, browser, buy
from tests.budget import sweeping
from tests.cast import Cast, make_user

pytestmark = pytest.mark.django_db
__all__ = ["browser"]


@pytest.fixture
def newest(cast: Cast) -> Membership:
    """A third member, where Free holds two; Team is bought."""
    buy(cast.acme)
    return join(cast, "newest@acme.example", Role.ADMIN, hours=1)


def join(cast: Cast, email: str, role: Role, *, hours: int) -> Membership:
    user: User = make_user(email, email.partition("@")[0].title())
    user.emailaddress_set.create(email=email, verified=True, primary=True)  # type: ignore[attr-defined]
    at = timezone.now() + timedelta(hours=hours)
    return Membership.objects.create(workspace=cast.acme, user=user, role=role, joined_at=at)


def test_the_newest_sees_why_and_nothing_of_the_workspace(
    cast: Cast, browser: Browser, newest: Membership
) -> None:
    there = browser(newest.user)
    assert there.get("/w/acme/settings/members/").status_code == 200
    buy(cast.acme, status="canceled")
    answer = there.get("/w/acme/settings/members/")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "No room for you just now" in text
    assert "Alice" in text
    assert "bob@acme.example" not in text
    assert browser(cast.bob).get("/w/acme/settings/members/").status_code == 200
    buy(cast.acme)
    assert there.get("/w/acme/settings/members/").status_code == 200


@sweeping(4)
def test_no_page_of_the_workspace_opens_while_frozen(
    cast: Cast, browser: Browser, newest: Membership, every: int
) -> None:
    """Generated from the urlconf, as an owner who lost the seat would ask: all but leaving."""
    buy(cast.acme, status="canceled")
    there, asked = browser(newest.user), 0
    for route, view in [*addresses(get_resolver().url_patterns)][::every]:
        if route.startswith("w/<slug:slug>/") and route.count("<") == 1 and route.endswith("/"):
            answer = there.get("/" + route.replace("<slug:slug>", "acme"))
            text = answer.content.decode() if not answer.streaming else ""
            # What the role does not open, another method and the house's pages have other words.
            is_told = "No room for you just now" in text
            assert is_told or answer.status_code in (403, 404, 405), (route, view)
            asked += is_told
    assert asked * every > 20


def test_their_keys_are_refused_and_come_back(
    cast: Cast, browser: Browser, newest: Membership
) -> None:
    with inside(cast.acme):
        key = create_api_key(name="BI", scopes=["numbers.view"], days=9, by=newest).secret
    asked = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/me", headers=asked).status_code == 200
    for number in range(TEAM.members or 0):
        join(cast, f"early{number}@acme.example", Role.VIEWER, hours=-number - 1)
    answer = Client().get("/api/v1/me", headers=asked)
    assert (answer.status_code, answer.json()["code"]) == (402, "member_frozen")
    buy(cast.acme, plan_key="business")
    assert Client().get("/api/v1/me", headers=asked).status_code == 200


def test_a_free_seat_lets_the_oldest_of_them_in(cast: Cast, newest: Membership) -> None:
    later = join(cast, "later@acme.example", Role.VIEWER, hours=2)
    buy(cast.acme, status="canceled")
    assert frozen_ids(cast.acme.pk) == {newest.pk, later.pk}
    alice = Membership.objects.get(user=cast.alice)
    bob = Membership.objects.get(user=cast.bob)
    with inside(cast.acme):
        remove_member(membership_id=bob.pk, by=alice)
    assert frozen_ids(cast.acme.pk) == {later.pk}
    assert frozen_ids(cast.rival.pk) == frozenset()


def test_a_directory_still_takes_people_away_and_so_lets_the_next_in(
    cast: Cast, newest: Membership
) -> None:
    """Free has no directory: nobody comes by it, and whoever leaves the company leaves here."""
    buy(cast.acme, plan_key="business")
    CompanyDomain.objects.create(
        workspace=cast.acme, name="acme.example", token="t" * 40, verified_at=timezone.now()
    )
    directory = directory_of(cast.acme, cast.alice)
    later = join(cast, "later@acme.example", Role.VIEWER, hours=2)
    buy(cast.acme, status="canceled")
    assert frozen_ids(cast.acme.pk) == {newest.pk, later.pk}
    end = {"op": "replace", "path": "active", "value": False}
    assert directory.patch(f"Users/{newest.user_id}", end).status_code == 200
    assert frozen_ids(cast.acme.pk) == {later.pk}
    back = directory.patch(f"Users/{newest.user_id}", {**end, "value": True})
    assert back.status_code == 403
    assert directory.patch(f"Users/{cast.bob.pk}", end).status_code == 200
    assert frozen_ids(cast.acme.pk) == frozenset()


def test_owners_are_never_frozen_and_nobody_is_made_one_for_it(
    cast: Cast, browser: Browser, newest: Membership
) -> None:
    buy(cast.acme, status="canceled")
    alice = Membership.objects.get(user=cast.alice)
    with inside(cast.acme), pytest.raises(NotInPlan, match="no room for this member"):
        change_role(membership_id=newest.pk, role=Role.OWNER, by=alice)
    Membership.objects.filter(pk=newest.pk).update(role=Role.OWNER)
    bob = Membership.objects.get(user=cast.bob)
    assert frozen_ids(cast.acme.pk) == {bob.pk}
    assert browser(newest.user).get("/w/acme/settings/members/").status_code == 200


def test_who_is_frozen_may_leave_and_is_told_nothing_by_mail(
    cast: Cast, browser: Browser, newest: Membership
) -> None:
    with inside(cast.acme):
        assert newest in members_who_may(Permission.MANAGE_WORKSPACE)
    buy(cast.acme, status="canceled")
    with inside(cast.acme):
        assert newest not in members_who_may(Permission.MANAGE_WORKSPACE)
    assert browser(newest.user).post("/w/acme/settings/members/leave/").status_code == 302
    assert not Membership.objects.filter(pk=newest.pk).exists()


def test_the_pages_say_who_is_frozen_and_would_be(
    cast: Cast, browser: Browser, newest: Membership
) -> None:
    alice = browser(cast.alice)
    assert "Frozen" not in alice.get("/w/acme/settings/members/").content.decode()
    with inside(cast.acme):
        (told,) = (one for one in consequences(TEAM, FREE) if "frozen" in one.text)
    assert told.text.startswith("1 of 3 members is frozen")
    assert told.names == ("Newest",)
    buy(cast.acme, status="canceled")
    text = alice.get("/w/acme/settings/members/").content.decode()
    assert text.count("Frozen") == 1
    text = alice.get(PAGE).content.decode()
    assert "The newest stand still: Newest" in text
