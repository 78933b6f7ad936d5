"""Roles change by rank, an owner always remains, and an end takes effect at the next request."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import AuditEvent, Invitation, Membership, Role, User, Workspace
from accounts.services.members import change_role, remove_member
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def place(user: User, workspace: Workspace) -> Membership:
    return Membership.objects.get(user=user, workspace=workspace)


def test_an_owner_changes_a_role_and_it_counts_at_once(cast: Cast, browser: Browser) -> None:
    bob, alice = browser(cast.bob), browser(cast.alice)
    assert bob.get("/w/acme/settings/audit/").status_code == 403
    member = place(cast.bob, cast.acme)
    alice.post(f"/w/acme/settings/members/{member.pk}/role/", {"role": "admin"})
    assert bob.get("/w/acme/settings/audit/").status_code == 200
    with inside(cast.acme):
        event = AuditEvent.objects.get(action="member.role_changed")
    assert event.data == {"user": str(cast.bob.pk), "before": "marketer", "after": "admin"}


def test_removal_counts_at_once(cast: Cast, browser: Browser) -> None:
    bob, alice = browser(cast.bob), browser(cast.alice)
    assert bob.get("/w/acme/settings/members/").status_code == 200
    alice.post(f"/w/acme/settings/members/{place(cast.bob, cast.acme).pk}/remove/")
    assert bob.get("/w/acme/settings/members/").status_code == 404


@pytest.mark.parametrize("action", ["role", "remove", "leave"])
def test_the_last_owner_stays(cast: Cast, browser: Browser, action: str) -> None:
    alice = browser(cast.alice)
    member = place(cast.alice, cast.acme)
    path = "leave/" if action == "leave" else f"{member.pk}/{action}/"
    page = alice.post(f"/w/acme/settings/members/{path}", {"role": "viewer"}, follow=True)
    assert "this is its last one" in page.content.decode()
    assert place(cast.alice, cast.acme).role == Role.OWNER


def test_an_owner_may_go_when_another_is_there(cast: Cast, browser: Browser) -> None:
    member = place(cast.bob, cast.acme)
    alice = browser(cast.alice)
    alice.post(f"/w/acme/settings/members/{member.pk}/role/", {"role": "owner"})
    alice.post("/w/acme/settings/members/leave/")
    assert not Membership.objects.filter(user=cast.alice).exists()
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="member.left").exists()


def test_an_admin_neither_makes_nor_touches_an_owner(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    bob, alice = place(cast.bob, cast.acme), place(cast.alice, cast.acme)
    with inside(cast.acme):
        with pytest.raises(Refused, match="Your role cannot"):
            change_role(membership_id=bob.pk, role=Role.OWNER, by=bob)
        with pytest.raises(Refused, match="Your role cannot"):
            change_role(membership_id=alice.pk, role=Role.VIEWER, by=bob)
        with pytest.raises(Refused, match="Your role cannot"):
            remove_member(membership_id=alice.pk, by=bob)


def test_a_demoted_admin_cannot_finish_what_was_begun_as_admin(cast: Cast) -> None:
    """The rank is read again under the lock, not taken from the request's beginning."""
    stale = place(cast.bob, cast.acme)
    stale.role = Role.ADMIN
    dora = User.objects.create_user("dora@acme.example", name="Dora")
    member = Membership.objects.create(workspace=cast.acme, user=dora, role=Role.VIEWER)
    with inside(cast.acme), pytest.raises(Refused):
        remove_member(membership_id=member.pk, by=stale)


def test_the_last_owner_is_offered_nothing_that_would_be_refused(
    cast: Cast, browser: Browser
) -> None:
    alice, hers = browser(cast.alice), place(cast.alice, cast.acme)
    path = "/w/acme/settings/members/"
    offers = (f"{path}leave/", f"{path}{hers.pk}/role/", f"{path}{hers.pk}/remove/")
    page = alice.get(path).content.decode()
    assert [offer for offer in offers if offer in page] == []
    assert "The only owner" in page
    Membership.objects.filter(user=cast.bob).update(role=Role.OWNER)
    page = alice.get(path).content.decode()
    assert [offer for offer in offers if offer in page] == list(offers[:2])
    assert "The only owner" not in page


def test_a_member_of_another_workspace_is_not_found(cast: Cast, browser: Browser) -> None:
    theirs = place(cast.charlie, cast.rival)
    alice = browser(cast.alice)
    for action in ("role", "remove"):
        path = f"/w/acme/settings/members/{theirs.pk}/{action}/"
        assert alice.post(path, {"role": "viewer"}).status_code == 404
    assert place(cast.charlie, cast.rival).role == Role.OWNER


def test_what_matters_asks_who_one_is_after_five_minutes(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.cast import PASSWORD

    alice = browser(cast.alice)
    session = alice.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    member = place(cast.bob, cast.acme)
    path = f"/w/acme/settings/members/{member.pk}/role/"
    asked = alice.post(path, {"role": "viewer"})
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert place(cast.bob, cast.acme).role == Role.MARKETER
    # The interrupted change goes on by itself.
    alice.post(asked["Location"], {"password": PASSWORD, "next": path})
    assert place(cast.bob, cast.acme).role == Role.VIEWER


def test_the_table_of_roles_says_what_they_may_do_today(cast: Cast, browser: Browser) -> None:
    from accounts.permissions import Permission
    from accounts.role_words import HOUSE_WORDS, WORDS, role_table

    assert {*WORDS, *HOUSE_WORDS} == set(Permission)
    names, lines = role_table(is_house=False)
    assert names[0] == "Owner"
    assert all(line.allowed[0] for line in lines)
    viewer = names.index("Viewer")
    assert [str(line.words) for line in lines if line.allowed[viewer]] == [
        "See numbers and where they come from",
        "See sources and how complete they are",
        "See members",
    ]
    page = browser(cast.bob).get("/w/acme/settings/members/").content.decode()
    assert "What each role may do" in page
    ours = role_table(is_house=True)[1]
    assert len(ours) == len(lines) + len(HOUSE_WORDS)


def test_many_members_come_page_by_page_and_are_found_by_name_or_address(
    cast: Cast, browser: Browser
) -> None:
    people = User.objects.bulk_create(
        User(email=f"member.{number}@acme.example", name=f"Bob the {number}th")
        for number in range(30)
    )
    Membership.objects.bulk_create(
        Membership(workspace=cast.acme, user=user, role=Role.VIEWER) for user in people
    )
    with inside(cast.acme):
        Invitation.objects.bulk_create(
            Invitation(
                workspace_id=cast.acme.pk,
                email=f"invited.{number}@acme.example",
                role=Role.VIEWER,
                token_hash=bytes([number]) * 32,
                expires_at=timezone.now() + timedelta(days=1),
            )
            for number in range(27)
        )
    alice, path = browser(cast.alice), "/w/acme/settings/members/"
    first = alice.get(path).content.decode()
    assert "1 to 25 of 32" in first
    assert "2 more are invited" in first
    assert first.count("<dialog") < 60
    assert "member.29@acme.example" in alice.get(f"{path}?page=2").content.decode()
    found = alice.get(f"{path}?q=BER.29@").content.decode()
    assert "1 to 1 of 1" in found
    assert "invited.4@" not in found
    assert "invited.4@acme.example" in alice.get(f"{path}?q=invited.4@").content.decode()
    assert "Nobody is called that" in alice.get(f"{path}?q=zzz").content.decode()
    assert "The only owner" in alice.get(f"{path}?q=alice").content.decode()
    bobs = browser(cast.bob).get(f"{path}?q=invited.4@").content.decode()
    assert "invited.4@acme.example" not in bobs, "who is invited is for those who manage members"
