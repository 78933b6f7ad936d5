"""Changes in mid-period: prorations exact to the unit, previewed and then billed the same."""

from typing import Any

import pytest
import stripe

from sandbox.stripe.periods import DAY, HOUR, later
from tests.sandbox.stripes import payer_of, price_of
from tests.sandbox.test_stripe_time import START, clocked, to

HALF = START + 15 * DAY  # of June, which has 30


def bought(shop: stripe.StripeClient, price: str, quantity: int = 1) -> tuple[Any, str, str]:
    """A subscription of a clocked customer: it, its customer, its clock, at half of June."""
    clock, customer = clocked(shop)
    made = shop.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price, "quantity": quantity}]}
    )
    to(shop, clock, HALF)
    return made, customer, clock


def test_more_seats_are_charged_for_what_is_left_of_the_month(shop: stripe.StripeClient) -> None:
    price = price_of(shop, 9999)
    made, customer, clock = bought(shop, price, 2)
    items: Any = [{"id": made["items"].data[0].id, "quantity": 5}]
    asked: Any = {"items": items, "proration_date": HALF}
    preview = shop.v1.invoices.create_preview(
        {"subscription": made.id, "subscription_details": asked}
    )
    amounts = [one.amount for one in preview.lines.data]
    assert amounts == [5 * 9999, -9999, 24998]  # the next month; 19998/2; 49995/2, rounded up
    assert preview.total == sum(amounts)
    assert preview.status == "draft"
    assert shop.v1.subscriptions.retrieve(made.id)["items"].data[0].quantity == 2
    assert len(shop.v1.invoices.list({"customer": customer}).data) == 1
    shop.v1.subscriptions.update(made.id, asked)
    assert len(shop.v1.invoice_items.list({"customer": customer, "pending": True}).data) == 2
    to(shop, clock, later(START, "month", 1) + HOUR)
    found = shop.v1.invoices.list({"customer": customer}).data[0]
    assert (found.status, found.total) == ("paid", preview.total)
    assert [one.amount for one in found.lines.data] == amounts
    details = found.lines.data[1].parent
    assert details is not None
    assert details.subscription_item_details is not None
    assert details.subscription_item_details.proration is True


def test_an_upgrade_can_be_charged_at_once(shop: stripe.StripeClient) -> None:
    team, business = price_of(shop, 10000), price_of(shop, 30000, name="Business")
    made, _customer, _clock = bought(shop, team)
    asked: Any = {
        "items": [{"id": made["items"].data[0].id, "price": business}],
        "proration_behavior": "always_invoice",
        "proration_date": HALF,
    }
    preview = shop.v1.invoices.create_preview(
        {"subscription": made.id, "subscription_details": asked}
    )
    assert [one.amount for one in preview.lines.data] == [-5000, 15000]
    changed = shop.v1.subscriptions.update(made.id, asked | {"expand": ["latest_invoice"]})
    invoice = changed.latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    assert (invoice.billing_reason, invoice.status) == ("subscription_update", "paid")
    assert invoice.amount_paid == preview.amount_due == 10000
    [told] = shop.v1.events.list({"type": "customer.subscription.updated", "limit": 1}).data
    assert told.data.previous_attributes is not None
    assert "items" in told.data.previous_attributes


def test_a_downgrade_leaves_credit_that_is_used_up_first(shop: stripe.StripeClient) -> None:
    team, business = price_of(shop, 10000), price_of(shop, 30000, name="Business")
    made, customer, clock = bought(shop, business)
    asked: Any = {
        "items": [{"id": made["items"].data[0].id, "price": team}],
        "proration_behavior": "always_invoice",
    }
    shop.v1.subscriptions.update(made.id, asked)
    assert shop.v1.customers.retrieve(customer).balance == -10000
    to(shop, clock, later(START, "month", 1) + HOUR)
    found = shop.v1.invoices.list({"customer": customer}).data[0]
    assert (found.total, found.amount_due, found.starting_balance) == (10000, 0, -10000)
    assert (found.status, found.ending_balance) == ("paid", 0)
    assert shop.v1.customers.retrieve(customer).balance == 0


def test_from_month_to_year_begins_a_new_period(shop: stripe.StripeClient) -> None:
    monthly = price_of(shop, 10000)
    yearly = price_of(shop, 100000, recurring={"interval": "year"})
    made, _customer, _clock = bought(shop, monthly)
    items: Any = [{"id": made["items"].data[0].id, "price": yearly}]
    changed = shop.v1.subscriptions.update(made.id, {"items": items, "expand": ["latest_invoice"]})
    invoice = changed.latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    assert sorted(one.amount for one in invoice.lines.data) == [-5000, 100000]
    [item] = changed["items"].data
    assert (item.current_period_start, item.current_period_end) == (HALF, later(HALF, "year", 1))


def test_an_upgrade_that_cannot_be_paid_does_not_happen(shop: stripe.StripeClient) -> None:
    team, business = price_of(shop, 10000), price_of(shop, 30000, name="Business")
    made, customer, _clock = bought(shop, team)
    card = shop.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer})
    shop.v1.subscriptions.update(made.id, {"default_payment_method": card.id})
    items: Any = [{"id": made["items"].data[0].id, "price": business}]
    with pytest.raises(stripe.CardError):
        shop.v1.subscriptions.update(
            made.id,
            {
                "items": items,
                "proration_behavior": "always_invoice",
                "payment_behavior": "error_if_incomplete",
            },
        )
    assert shop.v1.subscriptions.retrieve(made.id)["items"].data[0].price.id == team


def test_a_preview_for_a_stranger_knows_tax_and_coupon(shop: stripe.StripeClient) -> None:
    price = price_of(shop, 10000)
    coupon = shop.v1.coupons.create({"amount_off": 3000, "currency": "dkk", "duration": "forever"})
    found = shop.v1.invoices.create_preview(
        {
            "customer_details": {"address": {"country": "DK"}},
            "subscription_details": {"items": [{"price": price, "quantity": 2}]},
            "automatic_tax": {"enabled": True},
            "discounts": [{"coupon": coupon.id}],
        }
    )
    assert (found.subtotal, found.total_excluding_tax, found.total) == (20000, 17000, 21250)
    assert shop.v1.customers.list().data == []


def test_usage_is_metered_and_billed_after_the_period(shop: stripe.StripeClient) -> None:
    meter = shop.v1.billing.meters.create(
        {
            "display_name": "API calls",
            "event_name": "api_calls",
            "default_aggregation": {"formula": "sum"},
        }
    )
    tiers: Any = [
        {"up_to": 1000, "unit_amount": 0},
        {"up_to": "inf", "unit_amount_decimal": "0.5"},
    ]
    recurring: Any = {"interval": "month", "usage_type": "metered", "meter": meter.id}
    asked: Any = {"billing_scheme": "tiered", "tiers_mode": "graduated", "tiers": tiers}
    product = shop.v1.products.create({"name": "API calls"}).id
    asked |= {"currency": "dkk", "product": product, "recurring": recurring}
    metered = shop.v1.prices.create(asked).id
    clock, customer = clocked(shop)
    made = shop.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price_of(shop, 10000)}, {"price": metered}]}
    )
    assert [one.quantity for one in made["items"].data] == [1, None]
    payload: dict[str, str] = {}
    for number, value in enumerate(("900", "300")):
        payload = {"stripe_customer_id": customer, "value": value}
        shop.v1.billing.meter_events.create(
            {"event_name": "api_calls", "payload": payload, "identifier": f"call {number}"}
        )
    with pytest.raises(stripe.InvalidRequestError, match="already exists"):
        shop.v1.billing.meter_events.create(
            {"event_name": "api_calls", "payload": payload, "identifier": "call 1"}
        )
    [summed] = shop.v1.billing.meters.event_summaries.list(
        meter.id, {"customer": customer, "start_time": START, "end_time": START + DAY}
    ).data
    assert summed.aggregated_value == 1200
    to(shop, clock, later(START, "month", 1) + HOUR)
    found = shop.v1.invoices.list({"customer": customer}).data[0]
    assert [(one.quantity, one.amount) for one in found.lines.data] == [(1, 10000), (1200, 100)]


def test_a_cancellation_at_once_can_give_back_the_rest(shop: stripe.StripeClient) -> None:
    made, customer, _clock = bought(shop, price_of(shop, 10000))
    gone = shop.v1.subscriptions.cancel(made.id, {"prorate": True, "invoice_now": True})
    assert gone.status == "canceled"
    assert shop.v1.invoices.list({"customer": customer}).data[0].total == -5000
    assert shop.v1.customers.retrieve(customer).balance == -5000


def test_a_customer_owes_nothing_for_a_once_coupon_twice(shop: stripe.StripeClient) -> None:
    price, clock_and_customer = price_of(shop, 10000), clocked(shop)
    clock, customer = clock_and_customer
    coupon = shop.v1.coupons.create({"percent_off": 50, "duration": "once"})
    shop.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], "discounts": [{"coupon": coupon.id}]}
    )
    to(shop, clock, later(START, "month", 1) + HOUR)
    totals = [one.total for one in shop.v1.invoices.list({"customer": customer}).data]
    assert totals == [10000, 5000]
    assert shop.v1.coupons.retrieve(coupon.id).times_redeemed == 1


def test_who_has_no_card_is_told_so(shop: stripe.StripeClient) -> None:
    price = price_of(shop, 10000)
    customer = shop.v1.customers.create({"email": "alice@acme.example"}).id
    with pytest.raises(stripe.InvalidRequestError, match="no attached payment source"):
        shop.v1.subscriptions.create({"customer": customer, "items": [{"price": price}]})
    assert payer_of(shop) != customer
