"""The hosted portal: card, cancellation, return; and the hosted page of an invoice."""

import httpx
import pytest
import stripe

from sandbox.control.client import Control
from sandbox.serving import Running
from tests.sandbox.stripes import DECLINED, FAILS_LATER, PAYS, fill_in, payer_of, price_of


def test_a_customer_cancels_comes_back_and_changes_the_card(
    served: Running, shop: stripe.StripeClient
) -> None:
    customer = payer_of(shop)
    made = shop.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price_of(shop, 10000)}]}
    )
    session = shop.v1.billing_portal.sessions.create(
        {"customer": customer, "return_url": "http://localhost:9/billing"}
    )
    shown = httpx.get(session.url, trust_env=False).text
    assert "Return to Proactivox" in shown
    assert "visa ending in 4242" in shown
    fill_in(served, session.url, deed="cancel", subscription=made.id)
    assert shop.v1.subscriptions.retrieve(made.id).cancel_at_period_end is True
    assert "Don&#x27;t cancel" in httpx.get(session.url, trust_env=False).text.replace(
        "'", "&#x27;"
    )
    fill_in(served, session.url, deed="resume", subscription=made.id)
    assert shop.v1.subscriptions.retrieve(made.id).cancel_at is None
    refused = fill_in(served, session.url, deed="card", card_number=DECLINED)
    assert "Your card was declined." in refused.text
    fill_in(served, session.url, deed="card", card_number=FAILS_LATER)
    found = shop.v1.customers.retrieve(
        customer, {"expand": ["invoice_settings.default_payment_method"]}
    )
    assert found.invoice_settings is not None
    card = found.invoice_settings.default_payment_method
    assert isinstance(card, stripe.PaymentMethod)
    assert card.card is not None
    assert card.card.last4 == "0341"


def test_what_a_configuration_forbids_is_not_there(
    served: Running, shop: stripe.StripeClient
) -> None:
    customer = payer_of(shop)
    made = shop.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price_of(shop, 10000)}]}
    )
    narrow = shop.v1.billing_portal.configurations.create(
        {"features": {"invoice_history": {"enabled": True}}}
    )
    session = shop.v1.billing_portal.sessions.create(
        {"customer": customer, "configuration": narrow.id}
    )
    shown = httpx.get(session.url, trust_env=False).text
    assert "Invoices" in shown
    assert "Update card" not in shown
    fill_in(served, session.url, deed="cancel", subscription=made.id)
    assert shop.v1.subscriptions.retrieve(made.id).cancel_at is None
    with pytest.raises(stripe.InvalidRequestError, match="not enabled"):
        shop.v1.billing_portal.sessions.create(
            {
                "customer": customer,
                "configuration": narrow.id,
                "flow_data": {"type": "payment_method_update"},
            }
        )


def test_an_open_invoice_is_paid_on_its_page(
    served: Running, shop: stripe.StripeClient, control: Control
) -> None:
    customer = payer_of(shop, FAILS_LATER and "pm_card_chargeCustomerFail")
    made = shop.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price_of(shop, 10000)}]}
    )
    assert made.status == "incomplete"
    [invoice] = shop.v1.invoices.list({"customer": customer}).data
    assert invoice.hosted_invoice_url is not None
    control.stripe_decline(customer, "insufficient_funds")
    refused = fill_in(served, invoice.hosted_invoice_url, card_number=PAYS)
    assert "insufficient funds" in refused.text
    control.stripe_decline(customer, None)
    fill_in(served, invoice.hosted_invoice_url, card_number=PAYS)
    assert shop.v1.invoices.retrieve(str(invoice.id)).status == "paid"
    assert shop.v1.subscriptions.retrieve(made.id).status == "active"
