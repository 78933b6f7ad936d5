"""A person who logs in is found whole and erased whole; what stays has its ground."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts import personal_data
from accounts.audit import Actor, acting_as, record
from accounts.models import ApiKey, Invitation, Membership, Role, User, Workspace
from accounts.subjects import Subject
from accounts.tenancy import inside
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def traces(cast: Cast) -> Cast:
    """Bob worked: a session, an API key, an audit line, an invitation he sent and one he got."""
    now = timezone.now()
    UserSession.objects.create(
        user=cast.bob, ip="192.0.2.7", session_key="k" * 32, user_agent="Firefox"
    )
    with inside(cast.acme), acting_as(Actor("user", cast.bob.pk)):
        ApiKey.objects.create(
            name="Loader", key_hash=b"h" * 32, scopes=[], created_by=cast.bob, expires_at=now
        )
        invite("dora@acme.example", invited_by=cast.bob)
        record("source.connect", "source:1")
    with inside(cast.rival):
        invite("bob@acme.example", invited_by=cast.charlie)
    return cast


def invite(email: str, invited_by: User) -> Invitation:
    return Invitation.objects.create(
        email=email,
        role=Role.VIEWER,
        invited_by=invited_by,
        token_hash=b"x" * 32,
        expires_at=timezone.now(),
    )


BOB = Subject(emails=("bob@acme.example",))


def test_everything_about_a_person_is_collected(traces: Cast) -> None:
    found = {part.table: part.rows for part in personal_data.collect(BOB)}
    assert found["accounts.user"][0]["email"] == "bob@acme.example"
    assert found["accounts.membership"][0]["workspace__name"] == "Acme"
    assert found["usersessions.usersession"][0]["ip"] == "192.0.2.7"
    assert found["accounts.apikey"][0]["name"] == "Loader"
    assert found["accounts.auditevent"][0]["action"] == "source.connect"
    assert [row["workspace__name"] for row in found["accounts.invitation"]] == ["Rival"]
    assert "Alice" not in str(found)


def test_the_id_of_a_user_finds_the_same(traces: Cast) -> None:
    by_id = {part.table for part in personal_data.collect(Subject(user_id=traces.bob.pk))}
    by_address = {part.table for part in personal_data.collect(BOB)}
    assert by_address - by_id == {"accounts.invitation"}  # an address that is not a login's


def test_a_workspace_sees_only_its_own(traces: Cast) -> None:
    with inside(traces.rival):
        found = {part.table: part.rows for part in personal_data.collect(BOB)}
    assert set(found) == {"accounts.invitation"}
    assert [row["workspace__name"] for row in found["accounts.invitation"]] == ["Rival"]


def test_an_erased_person_is_found_nowhere_but_in_the_trail(traces: Cast) -> None:
    done = {part.table: part for part in personal_data.erase(BOB)}
    assert done["accounts.user"].erased == 1
    assert done["accounts.auditevent"].retained == 1
    assert "17(3)(e)" in done["accounts.auditevent"].ground
    assert personal_data.collect(BOB) == ()
    assert not Membership.objects.filter(user_id=traces.bob.pk).exists()
    assert not EmailAddress.objects.filter(email="bob@acme.example").exists()
    with inside(traces.acme):
        assert Invitation.objects.get(email="dora@acme.example").invited_by is None


def test_others_stay(traces: Cast) -> None:
    personal_data.erase(BOB)
    assert set(User.objects.values_list("name", flat=True)) == {"Alice", "Charlie"}
    assert set(Workspace.objects.filter(memberships__isnull=False)) == {traces.acme, traces.rival}


def test_the_only_owner_stays_until_the_workspace_is_handed_over(traces: Cast) -> None:
    alice = Subject(user_id=traces.alice.pk)
    (kept,) = [part for part in personal_data.erase(alice) if part.table == "accounts.user"]
    assert (kept.erased, kept.retained) == (0, 1)
    assert "hand it over" in kept.ground
    Membership.objects.filter(user=traces.bob).update(role=Role.OWNER)
    done = [p for p in personal_data.erase(alice) if p.table == "accounts.user"]
    assert sum(part.erased for part in done) == 1


def test_a_workspaces_request_erases_no_login(traces: Cast) -> None:
    with inside(traces.rival):
        assert [part.erased for part in personal_data.erase(BOB)] == [1, 0]
    assert User.objects.filter(email="bob@acme.example").exists()
