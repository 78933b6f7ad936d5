"""Whatever order Stripe's messages come in, and however often: the same state in the end."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.jobs import Later
from accounts.models import Job, JobState
from accounts.tenancy import inside
from billing.models import StripeCustomer, StripeEvent, Subscription
from billing.selectors import standing_of
from billing.services import dunning, following
from billing.services.ending import end_left, end_subscription
from billing.services.leases import held_customer, is_still_held
from billing.services.reconciling import request_comparison
from billing.standing import Phase
from tests.billing.shop import Shop, work

STATE = ("plan_key", "status", "seats", "past_due_since", "cancel_at_period_end", "customer_id")


def state_of(shop: Shop) -> dict[str, Any]:
    with inside(shop.cast.acme):
        return dict(Subscription.objects.values(*STATE).get())


def test_double_late_and_reordered_messages_end_in_the_same_state(shop: Shop) -> None:
    shop.buy()
    told = shop.told()
    assert len(told) > 3
    for event in [*reversed(told), *told[:2]]:
        assert shop.deliver(event) == 200
    states = work(shop.cast.acme)
    assert set(states) == {JobState.DONE}
    first = state_of(shop)
    assert (first["plan_key"], first["status"]) == ("team", "active")
    assert set(StripeEvent.objects.values_list("state", flat=True)) <= {"done", "unknown_type"}
    assert shop.deliver(told[0], forged=True) == 400
    assert shop.deliver(told[0], age=400) == 400
    assert [shop.deliver(event) for event in told] == [200] * len(told)
    assert work(shop.cast.acme) == []
    assert state_of(shop) == first


def test_what_no_webhook_told_is_found_in_the_night(shop: Shop) -> None:
    shop.buy()
    shop.lose()
    assert standing_of(shop.cast.acme.pk).phase is Phase.TRIAL
    assert request_comparison() == 1
    work(shop.cast.acme)
    assert standing_of(shop.cast.acme.pk).phase is Phase.PAID


def test_while_one_job_asks_another_waits_and_the_slower_writes_nothing(shop: Shop) -> None:
    shop.buy()
    (customer,) = StripeCustomer.objects.values_list("pk", flat=True)
    with held_customer(customer) as token:
        with pytest.raises(Later):
            following.follow_workspace(shop.cast.acme.pk)
        past = timezone.now() - timedelta(seconds=1)
        StripeCustomer.objects.filter(pk=customer).update(lease_until=past)
        following.follow_workspace(shop.cast.acme.pk)
        with inside(shop.cast.acme):
            assert not is_still_held(customer, token)
    assert standing_of(shop.cast.acme.pk).phase is Phase.PAID


def test_a_closing_workspace_renews_nothing_and_one_that_is_gone_pays_nothing(shop: Shop) -> None:
    from accounts.models import Closure

    shop.buy()
    shop.deliver_all()
    acme = shop.cast.acme
    assert not end_subscription(workspace_id=acme.pk)
    Closure.objects.create(workspace=acme, erase_after=timezone.now() + timedelta(days=30))
    assert end_subscription(workspace_id=acme.pk)
    assert standing_of(acme.pk).phase is Phase.ENDING
    StripeCustomer.objects.update(workspace_ref="00000000-0000-7000-8000-0000000000ff")
    assert end_left() == 1
    customer = StripeCustomer.objects.get()
    assert customer.left_at is not None
    bought = following.hear(customer.pk).bought
    assert bought is not None
    assert bought.status == "canceled"


def test_owners_are_reminded_at_each_step_once(shop: Shop) -> None:
    shop.buy()
    shop.deliver_all()
    acme = shop.cast.acme
    for days, step in ((0, 1), (1, 1), (7, 2), (14, 4)):
        since = timezone.now() - timedelta(days=days)
        with inside(acme):
            Subscription.objects.update(status="past_due", past_due_since=since)
        dunning.remind_of_payment()
        with inside(acme):
            assert Subscription.objects.get().dunning_step == step
            assert Job.objects.filter(task="accounts.tasks.send_mail").count() == min(step, 3)
    assert standing_of(acme.pk).phase is Phase.READ_ONLY
    assert mail.outbox == []
