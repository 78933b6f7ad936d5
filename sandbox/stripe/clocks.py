"""Test clocks: customers whose time stands still until it is advanced."""

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.due import advance
from sandbox.stripe.errors import StripeError, missing
from sandbox.stripe.happenings import happened
from sandbox.stripe.periods import DAY
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import page_of

KIND = "test_helpers.test_clock"
URL = "/v1/test_helpers/test_clocks"


@api("POST", URL, "frozen_time name")
def create(stripe: Stripe, asked: Asked) -> Obj:
    frozen = asked.whole("frozen_time")
    if frozen is None:
        raise missing("frozen_time")
    made = stripe.add(
        KIND,
        {
            "deletes_after": stripe.now() + 30 * DAY,
            "frozen_time": frozen,
            "name": asked.text("name"),
            "status": "ready",
            "status_details": {},
        },
    )
    happened(stripe, "test_helpers.test_clock.created", made)
    return made


@api("GET", URL, "(page)")
def clocks(stripe: Stripe, asked: Asked) -> Obj:
    return page_of(stripe, asked, stripe.some(KIND), URL)


@api("GET", f"{URL}/{{clock_id}}")
def retrieve(stripe: Stripe, asked: Asked, clock_id: str) -> Obj:
    return stripe.get(KIND, clock_id)


@api("POST", f"{URL}/{{clock_id}}/advance", "frozen_time")
def go_to(stripe: Stripe, asked: Asked, clock_id: str) -> Obj:
    """As at Stripe, but done when it answers: the status goes from advancing to ready at once."""
    found = stripe.get(KIND, clock_id)
    until = asked.whole("frozen_time")
    if until is None:
        raise missing("frozen_time")
    if until <= found["frozen_time"]:
        text = "The time to advance to must be after the clock's current frozen time."
        raise StripeError(text, param="frozen_time")
    advance(stripe, found, until)
    happened(stripe, "test_helpers.test_clock.ready", found)
    return found


@api("DELETE", f"{URL}/{{clock_id}}")
def delete(stripe: Stripe, asked: Asked, clock_id: str) -> Obj:
    """The clock goes, and its customers and their subscriptions with it."""
    found = stripe.get(KIND, clock_id)
    for customer in stripe.some("customer", test_clock=clock_id):
        for one in stripe.some("subscription", customer=customer["id"]):
            one["status"] = "canceled"
        customer["deleted"] = True
    found["deleted"] = True
    happened(stripe, "test_helpers.test_clock.deleted", found)
    return found
