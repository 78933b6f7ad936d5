"""What the look-alike answers has the keys that Stripe's own fixtures have."""

import json
from typing import Any

import httpx
import pytest
import stripe

from sandbox.serving import ROOT, Running
from tests.sandbox.stripes import fill_in, payer_of, price_of

_NAME = "shared/data/payloads/stripe/openapi_fixtures3.json"
FIXTURES = [one / _NAME for one in ROOT.parents if (one / _NAME).exists()]
# newer than the fixtures, and named by stripe-python's classes at the pinned version
NEWER = {
    "customer": {"business_name", "individual_name", "customer_account"},
    "checkout.session": {"tax_id_collection"},
}
# what is only there when it is expanded or where its feature is used, which this account does not
OPTIONAL = {
    "subscription": {"managed_payments"},
    "invoice": {"subscription"},
    "line_item": {"subscription"},
    "checkout.session": {"managed_payments", "integration_identifier"},
    "payment_intent": {
        *("managed_payments", "payment_method_configuration_details"),
        "excluded_payment_method_types",
    },
    "setup_intent": {
        *("automatic_payment_methods", "flow_directions", "excluded_payment_method_types"),
        *("payment_method_configuration_details", "payment_method_options", "single_use_mandate"),
    },
}


@pytest.fixture(scope="module")
def fixtures() -> dict[str, Any]:
    if not FIXTURES:
        pytest.skip("Stripe's fixtures are not on this machine")
    found: dict[str, Any] = json.loads(FIXTURES[0].read_text())["resources"]
    return found


def answers(served: Running, shop: stripe.StripeClient) -> dict[str, dict[str, Any]]:
    """One raw answer of each object, from an account where everything has happened once."""
    customer, price = payer_of(shop), price_of(shop, 10000)
    shop.v1.customers.tax_ids.create(customer, {"type": "eu_vat", "value": "DE123456789"})
    coupon = shop.v1.coupons.create({"percent_off": 25, "duration": "forever"})
    promotion: Any = {"type": "coupon", "coupon": coupon.id}
    shop.v1.promotion_codes.create({"promotion": promotion})
    bought = shop.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": price}], "discounts": [{"coupon": coupon.id}]}
    )
    item = bought["items"].data[0].id
    shop.v1.subscriptions.update(bought.id, {"items": [{"id": item, "quantity": 2}]})
    session = shop.v1.checkout.sessions.create(
        {
            "mode": "subscription",
            "line_items": [{"price": price, "quantity": 1}],
            "success_url": "http://localhost:9/done",
        }
    )
    fill_in(served, str(session.url), email="alice@acme.example")
    shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 25, "inclusive": False})
    shop.v1.setup_intents.create({"customer": customer})
    shop.v1.webhook_endpoints.create(
        {"url": "http://localhost:9/", "enabled_events": ["review.opened"]}
    )
    shop.v1.test_helpers.test_clocks.create({"frozen_time": 1_780_272_000})
    shop.v1.billing_portal.sessions.create({"customer": customer})
    shop.v1.billing.meters.create(
        {
            "display_name": "Calls",
            "event_name": "calls",
            "default_aggregation": {"formula": "count"},
        }
    )
    return _raw(served, shop, customer, bought.id)


def _raw(
    served: Running, shop: stripe.StripeClient, customer: str, subscription: str
) -> dict[str, dict[str, Any]]:
    key = served.ready["clients"]["stripe"]["client_secret"]
    paths = (
        "customers products prices coupons promotion_codes tax_rates subscriptions invoices "
        "invoiceitems invoice_payments payment_methods?customer={0} customers/{0}/tax_ids events "
        "checkout/sessions webhook_endpoints billing/meters billing_portal/configurations "
        "test_helpers/test_clocks"
    )
    found: dict[str, dict[str, Any]] = {}
    with httpx.Client(verify=False, trust_env=False, auth=(key, "")) as http:  # noqa: S501
        base = f"{served.origin}/stripe/v1/"
        for path in paths.format(customer).split():
            [one, *_] = http.get(base + path).json()["data"]
            found[one["object"]] = one
        whole = http.get(
            f"{base}subscriptions/{subscription}?expand[0]=discounts"
            "&expand[1]=latest_invoice.payments"
        ).json()
        payment = whole["latest_invoice"]["payments"]["data"][0]["payment"]
        found["payment_intent"] = http.get(
            f"{base}payment_intents/{payment['payment_intent']}"
        ).json()
    found["discount"] = whole["discounts"][0]
    found["subscription_item"] = whole["items"]["data"][0]
    found["line_item"] = whole["latest_invoice"]["lines"]["data"][0]
    return found


def test_every_object_has_the_keys_of_stripes_own(
    served: Running, shop: stripe.StripeClient, fixtures: dict[str, Any]
) -> None:
    found = answers(served, shop)
    assert len(found) == 22
    strange = {
        kind: sorted(one.keys() - fixtures[kind].keys() - NEWER.get(kind, set()))
        for kind, one in found.items()
    }
    missing = {
        kind: sorted(fixtures[kind].keys() - one.keys() - OPTIONAL.get(kind, set()))
        for kind, one in found.items()
    }
    assert {kind: names for kind, names in strange.items() if names} == {}
    assert {kind: names for kind, names in missing.items() if names} == {}
