"""What time brings: trials that end, renewals, dunning, ends; by test clocks and for all."""

from typing import Any

import pytest
import stripe

from sandbox.control.client import Control
from sandbox.stripe.periods import DAY, HOUR, end_of_period, later
from tests.sandbox.stripes import payer_of, price_of

START = 1_780_272_000  # 2026-06-01


def clocked(shop: stripe.StripeClient, card: str = "pm_card_visa") -> tuple[str, str]:
    """A test clock and a payer on it."""
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": START}).id
    return clock, payer_of(shop, card, test_clock=clock)


def to(shop: stripe.StripeClient, clock: str, moment: int) -> None:
    found = shop.v1.test_helpers.test_clocks.advance(clock, {"frozen_time": moment})
    assert (found.status, found.frozen_time) == ("ready", moment)


def invoices(shop: stripe.StripeClient, customer: str) -> list[tuple[Any, ...]]:
    """(reason, status, total) of each, the oldest first."""
    found = shop.v1.invoices.list({"customer": customer}).data
    return [(one.billing_reason, one.status, one.total) for one in reversed(found)]


def kinds(shop: stripe.StripeClient) -> list[str]:
    found = list(shop.v1.events.list({"limit": 100}).auto_paging_iter())
    return [one.type for one in reversed(found)]


def test_a_month_ends_on_the_last_day_where_it_has_no_31st() -> None:
    anchor = 1_769_817_600  # 2026-01-31
    month: Any = {"interval": "month", "interval_count": 1}
    ends = [later(anchor, "month", n) for n in (1, 2, 3)]
    assert [(end - anchor) // DAY for end in ends] == [28, 59, 89]
    assert end_of_period(ends[0], anchor, month) == ends[1]


def test_a_trial_ends_with_a_bill_an_hour_later(shop: stripe.StripeClient) -> None:
    price = price_of(shop, 10000)
    clock, customer = clocked(shop)
    made = shop.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], "trial_period_days": 30}
    )
    assert (made.status, made.trial_end) == ("trialing", START + 30 * DAY)
    assert invoices(shop, customer) == [("subscription_create", "paid", 0)]
    to(shop, clock, START + 28 * DAY)
    assert "customer.subscription.trial_will_end" in kinds(shop)
    to(shop, clock, START + 30 * DAY + 60)
    assert shop.v1.subscriptions.retrieve(made.id).status == "active"
    assert invoices(shop, customer)[-1] == ("subscription_cycle", "draft", 10000)
    to(shop, clock, START + 30 * DAY + HOUR)
    assert invoices(shop, customer)[-1] == ("subscription_cycle", "paid", 10000)


def test_renewals_come_once_a_month_each_at_its_own_time(shop: stripe.StripeClient) -> None:
    price = price_of(shop, 10000)
    clock, customer = clocked(shop)
    made = shop.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    to(shop, clock, later(START, "month", 3) + 2 * HOUR)
    found = list(shop.v1.invoices.list({"customer": customer}).data)
    assert [one.status for one in found] == ["paid"] * 4
    assert [one.created for one in reversed(found)] == [
        START if n == 0 else later(START, "month", n) for n in range(4)
    ]
    assert len({one.number for one in found}) == 4
    [item] = shop.v1.subscriptions.retrieve(made.id)["items"].data
    assert item.current_period_start == later(START, "month", 3)
    assert item.current_period_end == later(START, "month", 4)


@pytest.mark.parametrize(
    ("ends", "status"), [("cancel", "canceled"), ("unpaid", "unpaid"), ("past_due", "past_due")]
)
def test_dunning_tries_again_and_gives_up(
    shop: stripe.StripeClient, control: Control, ends: Any, status: str
) -> None:
    control.stripe_dunning(ends)
    price = price_of(shop, 10000)
    clock, customer = clocked(shop)
    made = shop.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    control.stripe_decline(customer)
    renewal = later(START, "month", 1) + HOUR
    to(shop, clock, renewal)
    assert shop.v1.subscriptions.retrieve(made.id).status == "past_due"
    [invoice] = shop.v1.invoices.list({"customer": customer, "status": "open"}).data
    assert (invoice.attempt_count, invoice.next_payment_attempt) == (1, renewal + 3 * DAY)
    assert shop.v1.customers.retrieve(customer).delinquent is True
    to(shop, clock, renewal + 14 * DAY)
    assert shop.v1.invoices.retrieve(str(invoice.id)).attempt_count == 3
    to(shop, clock, renewal + 15 * DAY)
    assert shop.v1.subscriptions.retrieve(made.id).status == status
    assert kinds(shop).count("invoice.payment_failed") == 4


def test_a_better_card_heals_what_was_past_due(shop: stripe.StripeClient, control: Control) -> None:
    price = price_of(shop, 10000)
    clock, customer = clocked(shop)
    made = shop.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    [card] = shop.v1.payment_methods.list({"customer": customer}).data
    control.stripe_expire_card(card.id)
    to(shop, clock, later(START, "month", 1) + HOUR)
    [invoice] = shop.v1.invoices.list({"customer": customer, "status": "open"}).data
    with pytest.raises(stripe.CardError) as refused:
        shop.v1.invoices.pay(str(invoice.id))
    assert refused.value.code == "expired_card"
    better = shop.v1.payment_methods.attach("pm_card_mastercard", {"customer": customer})
    settings: Any = {"default_payment_method": better.id}
    shop.v1.customers.update(customer, {"invoice_settings": settings})
    to(shop, clock, later(START, "month", 1) + HOUR + 3 * DAY)
    assert shop.v1.subscriptions.retrieve(made.id).status == "active"
    paid = shop.v1.invoices.retrieve(
        str(invoice.id), {"expand": ["payments.data.payment.payment_intent"]}
    )
    assert paid.status == "paid"
    assert paid.payments is not None
    intent = paid.payments.data[0].payment.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (intent.status, intent.payment_method) == ("succeeded", better.id)
    assert shop.v1.customers.retrieve(customer).delinquent is False


def test_a_first_payment_that_fails_is_over_after_a_day(shop: stripe.StripeClient) -> None:
    price = price_of(shop, 10000)
    clock, customer = clocked(shop, "pm_card_chargeCustomerFail")
    made = shop.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    assert made.status == "incomplete"
    to(shop, clock, START + 23 * HOUR)
    assert shop.v1.subscriptions.retrieve(made.id).status == "incomplete_expired"
    assert invoices(shop, customer) == [("subscription_create", "void", 10000)]


def test_who_cancels_stays_to_the_end_and_may_come_back(
    shop: stripe.StripeClient, control: Control
) -> None:
    price, customer = price_of(shop, 10000), payer_of(shop)
    made = shop.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    leaving = shop.v1.subscriptions.update(made.id, {"cancel_at_period_end": True})
    [item] = leaving["items"].data
    assert (leaving.status, leaving.cancel_at) == ("active", item.current_period_end)
    back = shop.v1.subscriptions.update(made.id, {"cancel_at_period_end": False})
    assert (back.cancel_at, back.canceled_at) == (None, None)
    shop.v1.subscriptions.update(made.id, {"cancel_at_period_end": True})
    control.stripe_advance(days=32)
    gone = shop.v1.subscriptions.retrieve(made.id)
    assert (gone.status, gone.ended_at) == ("canceled", item.current_period_end)
    assert gone.cancellation_details is not None
    assert gone.cancellation_details.reason == "cancellation_requested"
    with pytest.raises(stripe.InvalidRequestError, match="canceled subscription"):
        shop.v1.subscriptions.update(made.id, {"cancel_at_period_end": False})


def test_paused_collection_voids_and_resumes(shop: stripe.StripeClient) -> None:
    price = price_of(shop, 10000)
    clock, customer = clocked(shop)
    made = shop.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    until = START + 40 * DAY
    pause: Any = {"behavior": "void", "resumes_at": until}
    shop.v1.subscriptions.update(made.id, {"pause_collection": pause})
    to(shop, clock, until + 1)
    assert invoices(shop, customer)[-1] == ("subscription_cycle", "void", 10000)
    assert shop.v1.subscriptions.retrieve(made.id).pause_collection is None
