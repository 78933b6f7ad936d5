"""The real stripe-python at the look-alike, and what tests of it buy again and again."""

from typing import Any

import httpx
import requests
import stripe

from sandbox.serving import Running

PAYS, DECLINED, FAILS_LATER = "4242424242424242", "4000000000000002", "4000000000000341"


def client_of(served: Running, **more: Any) -> stripe.StripeClient:
    """stripe-python as it is; `stripe.ca_bundle_path` names the authority that it trusts."""
    session = requests.Session()
    session.trust_env = False
    key = more.pop("key", served.ready["clients"]["stripe"]["client_secret"])
    http = stripe.RequestsClient(timeout=30, session=session)
    base: Any = {"api": f"{served.origin}/stripe"}
    return stripe.StripeClient(key, base_addresses=base, http_client=http, **more)


def price_of(client: stripe.StripeClient, amount: int, **more: Any) -> str:
    """The id of a monthly price of a product of its own."""
    product = client.v1.products.create({"name": more.pop("name", "Team")})
    asked: Any = {
        "product": product.id,
        "currency": "dkk",
        "unit_amount": amount,
        "recurring": {"interval": "month"},
        **more,
    }
    return client.v1.prices.create(asked).id


def payer_of(client: stripe.StripeClient, card: str = "pm_card_visa", **more: Any) -> str:
    """The id of a customer of Acme's with a card that pays."""
    asked: Any = {"name": "Acme", "email": "alice@acme.example", **more}
    customer = client.v1.customers.create(asked)
    method = client.v1.payment_methods.attach(card, {"customer": customer.id})
    settings: Any = {"default_payment_method": method.id}
    client.v1.customers.update(customer.id, {"invoice_settings": settings})
    return customer.id


def fill_in(served: Running, url: str, **form: str) -> httpx.Response:
    """Send a hosted page in, as a browser does that does not follow the way back."""
    asked = {"card_number": PAYS, "expiry": "12 / 34", "cvc": "123", "name": "Alice", **form}
    return httpx.post(url, data=asked, trust_env=False, timeout=30)
