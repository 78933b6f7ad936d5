"""The same journeys by a test key alone, without a lever, at Stripe itself or at the look-alike."""

from __future__ import annotations

import hmac
import json
import os
import time
from dataclasses import dataclass, field
from typing import Any, NoReturn

import pytest
from django.test import Client

from billing.gateway.calling import stripe_api
from billing.gateway.prices import price_ids
from billing.models import StripeCustomer
from billing.plans import CATALOGUE, Interval
from billing.services.buying import begin_checkout, count_seats
from tests.billing.shop import Shop
from tests.budget import at_length

STRIPE = "https://api.stripe.com"
SECRET = "whsec_of_these_tests"
KEY = os.environ.get("STRIPE_TEST_KEY", "")
LEVERS, BY_KEY = "levers", "test key"
# With a key of an account there is no look-alike to be turned.
WAYS = [BY_KEY] if KEY else [LEVERS, *at_length(BY_KEY)]
_PAYS, _FAILS_LATER = "pm_card_visa", "pm_card_chargeCustomerFail"


def account_key() -> str:
    """STRIPE_TEST_KEY; raises UsageError for one that moves money."""
    if KEY and not KEY.startswith("sk_test_"):
        raise pytest.UsageError("STRIPE_TEST_KEY has to begin with sk_test_: no other is used.")
    return KEY


def needs_levers(why: str) -> None:
    """Skip what Stripe itself cannot be made to do."""
    if KEY:
        pytest.skip(why)


@dataclass
class Clock:
    """What Stripe offers instead of the look-alike's levers: a test clock and test cards."""

    clock_id: str = ""
    customer: str = ""

    def stripe_decline(self, customer: str, code: str | None = "generic_decline") -> None:
        """Another card becomes the one that is charged: one that fails, or one that pays."""
        with stripe_api() as stripe:
            card = stripe.payment_methods.attach(
                _FAILS_LATER if code else _PAYS, {"customer": customer}
            )
            chosen = {"invoice_settings": {"default_payment_method": card.id}}
            stripe.customers.update(customer, chosen)

    def stripe_advance(self, *, days: float = 0.0) -> None:
        """The customer's time alone; Stripe says when it has arrived."""
        with stripe_api() as stripe:
            clock = stripe.test_helpers.test_clocks.retrieve(self.clock_id)
            until = clock.frozen_time + int(days * 86_400)
            stripe.test_helpers.test_clocks.advance(self.clock_id, {"frozen_time": until})
            for _try in range(180):
                if stripe.test_helpers.test_clocks.retrieve(self.clock_id).status == "ready":
                    return
                time.sleep(1)
        raise AssertionError("Stripe's test clock did not arrive in three minutes.")

    def __getattr__(self, lever: str) -> NoReturn:
        pytest.skip(f"Stripe has no lever {lever}.")


@dataclass
class KeyShop(Shop):
    """A shop whose customer lives on a test clock and whose messages are read from the API."""

    heard: set[str] = field(default_factory=set)
    events: dict[str, dict[str, Any]] = field(default_factory=dict)

    def needs_page(self) -> None:
        pytest.skip("A program cannot fill in Stripe's hosted page.")

    def needs_account(self) -> None:
        pytest.skip("It would change the plans of an account that others use.")

    def buy(self, plan: str = "team", interval: str = "month", currency: str = "eur") -> None:
        """Open a checkout as always; what its page would do then is done by the API."""
        acme = self.cast.acme
        if not StripeCustomer.objects.filter(workspace_ref=acme.pk).exists():
            self._settle()
        begin_checkout(
            workspace=acme,
            by=self.cast.alice,
            plan_key=plan,
            interval=interval,
            currency=currency,
            return_path="/w/acme/settings/billing/",
        )
        with stripe_api() as stripe:
            prices = price_ids(stripe, CATALOGUE[plan], Interval(interval))
            counts = {"base": 1, "seat": count_seats(acme.pk)}
            items = [
                {"price": price, **({"quantity": counts[part]} if part in counts else {})}
                for part, price in prices.items()
            ]
            customer = self.control.customer  # type: ignore[attr-defined]
            bought = {"customer": customer, "items": items, "currency": currency}
            stripe.subscriptions.create({**bought, "metadata": {"workspace": str(acme.pk)}})

    def _settle(self) -> None:
        """A customer with a card that pays, whose time can be moved."""
        clock: Any = self.control
        with stripe_api() as stripe:
            made = stripe.test_helpers.test_clocks.create({"frozen_time": int(time.time())})
            values = {"test_clock": made.id, "email": self.cast.alice.email, "name": "Acme"}
            customer = stripe.customers.create(values).id
        clock.clock_id, clock.customer = made.id, customer
        clock.stripe_decline(customer, None)
        StripeCustomer.objects.create(
            customer_id=customer,
            workspace_ref=self.cast.acme.pk,
            contact_ref=self.cast.alice.pk,
        )

    def told(self) -> list[str]:
        """Ids of the customer's events that were not delivered yet, the oldest first."""
        found = {one["id"]: one for one in reversed(self._events())}
        self.events |= found
        return [event for event in found if event not in self.heard]

    def deliver(self, event: str, **more: bool | int) -> int:
        """As Stripe would, under a secret of these tests: their machine has no address."""
        found = self.events[event]
        at = int(time.time()) - int(more.get("age", 0))
        secret = "whsec_forged" if more.get("forged") else SECRET
        body = json.dumps(found, default=str)  # decimals are texts
        digest = hmac.digest(secret.encode(), f"{at}.{body}".encode(), "sha256").hex()
        header = {"Stripe-Signature": f"t={at},v1={digest}"}
        answer = Client().post("/inbound/stripe", body, "application/json", headers=header)
        return answer.status_code

    def lose(self) -> None:
        self.heard.update(self.told())

    def _events(self) -> list[dict[str, Any]]:
        customer = self.control.customer  # type: ignore[attr-defined]
        with stripe_api() as stripe:
            asked = {"limit": 100, "created": {"gte": int(time.time()) - 3_600}}
            found = [one.to_dict() for one in stripe.events.list(asked).auto_paging_iter()]
        objects = [(one, one["data"]["object"]) for one in found]
        return [one for one, about in objects if customer in (about.get("customer"), about["id"])]
