"""What two people do in the same moment: an owner remains, a plan's room is not exceeded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from accounts.errors import Trouble
from accounts.models import Invitation, Membership, Role
from accounts.services.invitations import accept_invitation, invite_member
from accounts.services.members import change_role, remove_member
from accounts.tenancy import inside
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase


@pytest.fixture
def cast(fresh_database: FreshDatabase) -> Cast:
    """The cast with real commits, so that threads see each other."""
    return make_cast()


def at_once(workspace: object, *changes: Callable[[], object]) -> list[str]:
    """Run the changes in threads that start together; what each came to."""
    start = Barrier(len(changes))

    def run(change: Callable[[], object]) -> str:
        start.wait(10)
        try:
            with inside(workspace):
                change()
        except Trouble as trouble:
            return trouble.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(changes)) as pool:
        return sorted(pool.map(run, changes))


def test_two_owners_who_demote_each_other_leave_one(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(role=Role.OWNER)
    alice = Membership.objects.get(user=cast.alice)
    bob = Membership.objects.get(user=cast.bob)
    results = at_once(
        cast.acme,
        lambda: change_role(membership_id=bob.pk, role=Role.VIEWER, by=alice),
        lambda: change_role(membership_id=alice.pk, role=Role.VIEWER, by=bob),
    )
    assert results == ["done", "role_too_low"]
    assert Membership.objects.filter(workspace=cast.acme, role=Role.OWNER).count() == 1


def test_two_owners_who_leave_together_leave_one(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob).update(role=Role.OWNER)
    places = list(Membership.objects.filter(workspace=cast.acme))
    results = at_once(
        cast.acme,
        *(
            (lambda place=place: remove_member(membership_id=place.pk, by=place))
            for place in places
        ),
    )
    assert results == ["done", "last_owner"]
    assert Membership.objects.filter(workspace=cast.acme).count() == 1


def test_many_invitations_at_once_never_exceed_the_plan(cast: Cast) -> None:
    alice = Membership.objects.get(user=cast.alice)
    results = at_once(
        cast.acme,
        *(
            (
                lambda number=number: invite_member(
                    email=f"person{number}@acme.example", role=Role.VIEWER, by=alice
                )
            )
            for number in range(6)
        ),
    )
    assert results.count("done") == 1
    with inside(cast.acme):
        assert Invitation.objects.count() == 1


def test_an_invitation_accepted_twice_at_once_makes_one_member(cast: Cast) -> None:
    alice = Membership.objects.get(user=cast.alice)
    with inside(cast.acme):
        offer = invite_member(email=cast.charlie.email, role=Role.VIEWER, by=alice)
    results = at_once(
        cast.acme,
        *((lambda: accept_invitation(invitation=offer, user=cast.charlie)) for _two in range(2)),
    )
    assert results == ["done", "invitation_used"]
    assert Membership.objects.filter(workspace=cast.acme, user=cast.charlie).count() == 1
