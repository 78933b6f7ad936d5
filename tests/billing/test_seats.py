"""Seats follow members at once, go to one alone, and what stood still goes on with a payment."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.errors import NotInPlan
from accounts.models import Closure, Invitation, Job, Membership, Role
from accounts.services.invitations import accept_invitation, invite_member
from accounts.services.members import remove_member
from accounts.tenancy import inside
from billing.models import Subscription
from billing.plans import CATALOGUE
from billing.selectors import standing_of
from billing.services import changing, ensure_subscription
from billing.services.following import follow_workspace
from integrations.models import Credential, Source
from tests.billing.shop import Shop, work
from tests.cast import Cast, make_cast, make_user
from tests.databases import FreshDatabase

SYNC, START = (f"integrations.tasks.sync.{name}" for name in ("sync_source", "start_sync"))


@pytest.mark.django_db
def test_who_joins_and_who_leaves_is_paid_for_without_waiting(
    shop: Shop, django_capture_on_commit_callbacks: Any
) -> None:
    shop.buy()
    shop.deliver_all()
    acme, cast = shop.cast.acme, shop.cast
    with django_capture_on_commit_callbacks(execute=True):
        joined = Membership.objects.create(workspace=acme, user=cast.charlie, role=Role.VIEWER)
    assert work(acme) == ["done"]
    assert standing_of(acme.pk).seats == 3
    alice = Membership.objects.get(user=cast.alice)
    with django_capture_on_commit_callbacks(execute=True), inside(acme):
        remove_member(membership_id=joined.pk, by=alice)
    assert "done" in work(acme)
    assert standing_of(acme.pk).seats == 2
    # Rival pays nothing, so nothing is asked there; nor where a workspace closes.
    Closure.objects.create(workspace=acme, erase_after=timezone.now() + timedelta(days=30))
    with django_capture_on_commit_callbacks(execute=True):
        Membership.objects.create(workspace=cast.rival, user=cast.bob, role=Role.VIEWER)
        Membership.objects.create(workspace=acme, user=cast.charlie, role=Role.VIEWER)
    for workspace in (cast.rival, acme):
        with inside(workspace):
            asked = Job.objects.filter(task="billing.tasks.set_seats", state="queued")
            assert not asked.exists()


@pytest.mark.django_db
def test_whom_the_plan_has_no_room_for_is_not_paid_for(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = type(CATALOGUE["team"])(**{**vars(CATALOGUE["team"]), "members": 2})
    monkeypatch.setitem(CATALOGUE, "team", small)
    shop.buy()
    shop.deliver_all()
    acme = shop.cast.acme
    Membership.objects.create(workspace=acme, user=shop.cast.charlie, role=Role.VIEWER)
    assert not changing.set_seats(workspace_id=acme.pk)
    assert standing_of(acme.pk).seats == 2


@pytest.mark.django_db
def test_syncs_go_on_with_the_payment_itself(shop: Shop) -> None:
    acme, cast = shop.cast.acme, shop.cast
    with inside(acme):
        source = Source.objects.create(connector="hubspot", name="HubSpot", created_by=cast.alice)
        Credential.objects.create(
            source=source, access_token=b"x", instance_url="https://x", token_url="https://x"
        )
        paused = Source.objects.create(connector="hubspot", name="Other", created_by=cast.alice)
        ensure_subscription(workspace_id=acme.pk)
        Subscription.objects.update(trial_ends_at=acme.created_at)
    shop.buy()
    shop.control.stripe_lose()
    follow_workspace(acme.pk)
    with inside(acme):
        asked = list(Job.objects.filter(task=SYNC).values_list("dedupe_key", flat=True))
        assert asked == [str(source.pk)]
        assert str(paused.pk) not in asked
        Job.objects.all().delete()
    # Nothing is asked for again where nothing has changed.
    follow_workspace(acme.pk)
    with inside(acme):
        assert not Job.objects.filter(task=SYNC).exists()
    with inside(cast.rival):
        assert not Job.objects.exists()


def test_of_two_who_take_the_last_seat_at_once_one_gets_it(fresh_database: FreshDatabase) -> None:
    cast = make_cast()
    invited = _invite_two(cast)
    with inside(cast.acme):
        # Free holds two, and Bob has gone: one seat for two invitations.
        Membership.objects.filter(user=cast.bob).delete()
        Subscription.objects.update(trial_ends_at=cast.acme.created_at)
    start, told = Barrier(2), []

    def accept(offer: Invitation, email: str) -> None:
        user = make_user(email, email.partition("@")[0])
        try:
            start.wait()
            with inside(cast.acme):
                accept_invitation(invitation=offer, user=user)
            told.append("joined")
        except NotInPlan as refused:
            told.append(refused.code)
        finally:
            connection.close()

    threads = [Thread(target=accept, args=(offer, offer.email)) for offer in invited]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["joined", "members_limit"]
    assert Membership.objects.filter(workspace=cast.acme).count() == 2
    with inside(cast.acme):
        # Who was told that there is no room keeps the invitation.
        assert Invitation.objects.filter(accepted_at=None).count() == 1


def _invite_two(cast: Cast) -> list[Invitation]:
    alice = Membership.objects.get(user=cast.alice)
    with inside(cast.acme):
        return [
            invite_member(email=f"{name}@acme.example", role=Role.VIEWER, by=alice)
            for name in ("first", "second")
        ]
