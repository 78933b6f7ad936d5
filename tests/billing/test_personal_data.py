"""Whom Stripe writes to: told when asked, freed when erased; and what goes by itself at night."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Membership, Role
from accounts.subjects import Subject
from accounts.tenancy import inside
from billing.models import EventState, StripeCustomer, StripeEvent
from billing.personal_data import collect, erase
from billing.services.ending import change_contact, request_contacts
from billing.services.sweeps import forget_contacts, forget_customers, forget_events
from tests.billing.shop import Shop, work
from tests.cast import Cast


def customer(cast: Cast, **values: Any) -> StripeCustomer:
    known: dict[str, Any] = {"workspace_ref": cast.acme.pk, "contact_ref": cast.alice.pk}
    return StripeCustomer.objects.create(customer_id="cus_acme", **known | values)


def alice(cast: Cast) -> Subject:
    return Subject(emails=(cast.alice.email,), user_id=cast.alice.pk)


def contact(cast: Cast) -> Any:
    return StripeCustomer.objects.get(workspace_ref=cast.acme.pk).contact_ref


def test_who_pays_is_told_for_which_customer_and_nobody_else_is(cast: Cast) -> None:
    customer(cast)
    (found,) = collect(alice(cast))
    assert [row["customer_id"] for row in found.rows] == ["cus_acme"]
    assert "contact_ref" not in found.rows[0]
    for other in (cast.bob, cast.charlie):
        assert collect(Subject(emails=(other.email,), user_id=other.pk)) == ()
    with inside(cast.rival):
        assert collect(alice(cast)) == ()


def test_the_only_owner_stays_until_the_workspace_has_another(cast: Cast) -> None:
    customer(cast)
    (kept,) = erase(alice(cast))
    assert (kept.erased, kept.retained) == (0, 1)
    assert "only owner" in kept.ground
    assert contact(cast) == cast.alice.pk
    Membership.objects.filter(user=cast.bob).update(role=Role.OWNER)
    (freed,) = erase(alice(cast))
    assert "Bookkeeping" in freed.ground
    assert contact(cast) is None
    assert erase(alice(cast)) == ()


def test_stripe_writes_to_another_owner_after_the_next_night(shop: Shop) -> None:
    cast = shop.cast
    shop.buy()
    Membership.objects.filter(user=cast.bob).update(role=Role.OWNER)
    erase(alice(cast))
    Membership.objects.filter(user=cast.alice).delete()  # which the erasure of the login does
    assert request_contacts() == 1
    work(cast.acme)
    assert contact(cast) == cast.bob.pk
    assert shop.email() == cast.bob.email
    assert not change_contact(workspace_id=cast.acme.pk)


def test_who_is_no_member_any_more_is_named_no_more(cast: Cast) -> None:
    customer(cast)
    assert forget_contacts() == 0
    Membership.objects.filter(user=cast.alice).delete()
    assert forget_contacts() == 1
    assert contact(cast) is None


@pytest.mark.parametrize(("years", "gone"), [(4, 0), (7, 1)])
def test_a_customer_stays_five_years_for_the_accounts(cast: Cast, years: int, gone: int) -> None:
    customer(cast, contact_ref=None, left_at=timezone.now() - timedelta(days=366 * years))
    assert forget_customers() == gone


def test_one_that_is_still_a_customer_never_goes(cast: Cast) -> None:
    customer(cast, created_at=timezone.now() - timedelta(days=9_000))
    assert forget_customers() == 0


@pytest.mark.parametrize(("days", "gone"), [(89, 0), (91, 1)])
def test_messages_go_after_ninety_days(cast: Cast, days: int, gone: int) -> None:
    at = timezone.now() - timedelta(days=days)
    StripeEvent.objects.create(
        event_id="evt_1",
        type="invoice.paid",
        is_live=False,
        created_at=at,
        received_at=at,
        state=EventState.DONE,
    )
    assert forget_events() == gone
