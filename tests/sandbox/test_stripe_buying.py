"""From the catalogue over checkout to a paid subscription, by the real stripe-python."""

from typing import Any

import httpx
import pytest
import stripe

from sandbox.control.client import Control
from sandbox.serving import Running
from tests.sandbox.stripes import DECLINED, fill_in, payer_of, price_of


def test_a_lookup_key_moves_to_a_new_price_only_when_asked(shop: stripe.StripeClient) -> None:
    old = price_of(shop, 10000, lookup_key="team_monthly")
    product = shop.v1.prices.retrieve(old).product
    again: Any = {
        "product": str(product),
        "currency": "dkk",
        "unit_amount": 12000,
        "recurring": {"interval": "month"},
        "lookup_key": "team_monthly",
    }
    with pytest.raises(stripe.InvalidRequestError) as refused:
        shop.v1.prices.create(again)
    assert refused.value.code == "resource_already_exists"
    assert refused.value.param == "lookup_key"
    new = shop.v1.prices.create(again | {"transfer_lookup_key": True})
    [found] = shop.v1.prices.list({"lookup_keys": ["team_monthly"]}).data
    assert found.id == new.id
    shop.v1.prices.update(old, {"active": False})
    assert shop.v1.prices.retrieve(old).lookup_key is None
    assert [one.id for one in shop.v1.prices.list({"active": True}).data] == [new.id]


def test_a_price_has_an_amount_for_each_currency(shop: stripe.StripeClient) -> None:
    options = {"eur": {"unit_amount": 1500}, "usd": {"unit_amount": 1700}}
    price = price_of(shop, 10000, currency_options=options)
    assert "currency_options" not in shop.v1.prices.retrieve(price)
    found = shop.v1.prices.retrieve(price, {"expand": ["currency_options", "product"]})
    assert found.currency_options is not None
    assert found.currency_options["eur"].unit_amount == 1500
    assert found.product.name == "Team"  # type: ignore[union-attr]
    customer = payer_of(shop)
    bought = shop.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], "currency": "usd"}
    )
    assert bought.currency == "usd"
    assert shop.v1.invoices.list({"customer": customer}).data[0].amount_paid == 1700
    with pytest.raises(stripe.InvalidRequestError, match="combine currencies"):
        shop.v1.subscriptions.create(
            {"customer": customer, "items": [{"price": price}], "currency": "eur"}
        )


def test_checkout_is_filled_in_and_leads_back(served: Running, shop: stripe.StripeClient) -> None:
    price = price_of(shop, 10000)
    customer = shop.v1.customers.create({"email": "alice@acme.example"})
    session = shop.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "customer": customer.id,
            "line_items": [{"price": price, "quantity": 3}],
            "success_url": "http://localhost:9/done?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://localhost:9/back",
            "client_reference_id": "workspace 1",
            "subscription_data": {"metadata": {"workspace": "1"}},
        }
    )
    assert session.url is not None
    shown = httpx.get(session.url, trust_env=False).text
    assert "Team × 3" in shown
    assert "300.00 DKK" in shown
    refused = fill_in(served, session.url, card_number=DECLINED)
    assert "Your card was declined." in refused.text
    assert shop.v1.subscriptions.list({"customer": customer.id}).data == []
    back = fill_in(served, session.url)
    assert back.headers["location"] == f"http://localhost:9/done?session={session.id}"
    done = shop.v1.checkout.sessions.retrieve(
        session.id, {"expand": ["subscription.latest_invoice", "line_items"]}
    )
    assert (done.status, done.payment_status, done.amount_total) == ("complete", "paid", 30000)
    assert done.line_items is not None
    assert done.line_items.data[0].quantity == 3
    bought = done.subscription
    assert isinstance(bought, stripe.Subscription)
    assert (bought.status, bought.metadata["workspace"]) == ("active", "1")
    [item] = bought["items"].data
    assert item.price.id == price
    assert item.current_period_end > item.current_period_start
    invoice = bought.latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == (
        "paid",
        30000,
        "subscription_create",
    )
    assert invoice.hosted_invoice_url is not None
    assert invoice.invoice_pdf is not None
    assert "Total" in httpx.get(invoice.hosted_invoice_url, trust_env=False).text
    assert httpx.get(invoice.invoice_pdf, trust_env=False).content.startswith(b"%PDF-1.4")
    kinds = {one.type for one in shop.v1.events.list({"limit": 100}).auto_paging_iter()}
    assert {
        "checkout.session.completed",
        "customer.subscription.created",
        "invoice.finalized",
        "invoice.paid",
        "payment_intent.succeeded",
    } <= kinds


def test_a_trial_without_card_waits_for_none(
    served: Running, shop: stripe.StripeClient, control: Control
) -> None:
    price = price_of(shop, 10000)
    session = shop.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": price, "quantity": 1}],
            "success_url": "http://localhost:9/done",
            "payment_method_collection": "if_required",
            "subscription_data": {
                "trial_period_days": 14,
                "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
            },
        }
    )
    assert session.url is not None
    fill_in(served, session.url, card_number="", email="alice@acme.example")
    [trial] = shop.v1.subscriptions.list({"status": "trialing"}).data
    assert trial.default_payment_method is None
    control.stripe_advance(days=14)
    ended = shop.v1.subscriptions.retrieve(trial.id)
    assert ended.status == "canceled"


def test_a_code_lowers_the_price_and_a_number_turns_the_tax_over(
    served: Running, shop: stripe.StripeClient
) -> None:
    price = price_of(shop, 10000)
    coupon = shop.v1.coupons.create({"percent_off": 20, "duration": "once"})
    shop.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "SPRING"}
    )
    session = shop.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": price, "quantity": 1}],
            "success_url": "http://localhost:9/done",
            "allow_promotion_codes": True,
            "automatic_tax": {"enabled": True},
            "tax_id_collection": {"enabled": True},
        }
    )
    assert session.url is not None
    wrong = fill_in(served, session.url, deed="code", promotion_code="AUTUMN")
    assert "This code is invalid." in wrong.text
    fill_in(served, session.url, deed="code", promotion_code="spring")
    form = {"email": "alice@acme.example", "country": "DE", "tax_id": "DE123456789"}
    assert fill_in(served, session.url, **form).status_code == 302
    [invoice] = shop.v1.invoices.list().data
    assert (invoice.subtotal, invoice.total, invoice.amount_paid) == (10000, 8000, 8000)
    assert invoice.total_taxes is not None
    assert invoice.total_taxes[0].taxability_reason == "reverse_charge"
    assert invoice.customer_tax_ids is not None
    assert invoice.customer_tax_ids[0].value == "DE123456789"


@pytest.mark.parametrize(("country", "tax"), [("DK", 2500), ("DE", 1900), ("FI", 2550), ("US", 0)])
def test_automatic_tax_goes_by_the_country(
    shop: stripe.StripeClient, country: str, tax: int
) -> None:
    price = price_of(shop, 10000)
    customer = payer_of(shop, address={"country": country})
    shop.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], "automatic_tax": {"enabled": True}}
    )
    [invoice] = shop.v1.invoices.list({"customer": customer}).data
    assert invoice.total == 10000 + tax
    assert sum(one.amount for one in invoice.total_taxes or []) == tax
