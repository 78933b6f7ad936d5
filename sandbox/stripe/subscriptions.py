"""The API of subscriptions."""

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.beginnings import Terms
from sandbox.stripe.changing import PAYMENT, change
from sandbox.stripe.discounts import asked_discounts
from sandbox.stripe.happenings import telling
from sandbox.stripe.items import active_price, item_wanted
from sandbox.stripe.periods import DAY
from sandbox.stripe.state import Obj, Stripe, words
from sandbox.stripe.subscribing import begin, items_of
from sandbox.stripe.subscription_values import values_of
from sandbox.stripe.views import page_of

_VALUES = (
    "automatic_tax collection_method days_until_due default_payment_method default_tax_rates "
    "description metadata payment_settings trial_settings cancel_at cancel_at_period_end discounts "
    "expand items off_session payment_behavior proration_behavior trial_end"
)
STATES = words("trialing active past_due unpaid canceled incomplete incomplete_expired paused")


@api("POST", "/v1/subscriptions", f"{_VALUES} customer currency trial_period_days")
def create(stripe: Stripe, asked: Asked) -> Obj:
    customer = stripe.get("customer", asked.required("customer"), "customer")
    asked.part("items")
    wanted = [item_wanted(one, active_price(stripe, one)) for one in asked.parts("items")]
    now = stripe.time_of(customer)
    days = asked.whole("trial_period_days")
    end = asked.whole("trial_end") if asked.text("trial_end") != "now" else None
    terms = Terms(
        currency=asked.text("currency"),
        trial_end=now + days * DAY if days else end,
        behavior=asked.word("payment_behavior", PAYMENT, "allow_incomplete") or "",
        discounts=asked_discounts(stripe, asked, customer["id"]),
    )
    written = {"metadata": {}, "customer": customer["id"]}
    terms.values = values_of(stripe, asked, written)
    made = begin(stripe, customer, wanted, terms)
    if asked.flag("cancel_at_period_end") or "cancel_at" in asked:
        change(
            stripe,
            made,
            Asked(
                {k: asked.values[k] for k in ("cancel_at_period_end", "cancel_at") if k in asked}
            ),
        )
    return made


@api("GET", "/v1/subscriptions", "(page) customer price status collection_method test_clock")
def subscriptions(stripe: Stripe, asked: Asked) -> Obj:
    wanted = {
        k: asked.text(k) for k in ("customer", "collection_method", "test_clock") if k in asked
    }
    found = stripe.some("subscription", **wanted)
    status = asked.word("status", (*STATES, "ended", "all"))
    over = ("canceled", "incomplete_expired")
    if status in (None, "ended"):
        skipped = status is None
        found = [one for one in found if (one["status"] in over[: 1 + (not skipped)]) != skipped]
    elif status != "all":
        found = [one for one in found if one["status"] == status]
    if price := asked.text("price"):
        found = [one for one in found if any(i["price"] == price for i in items_of(stripe, one))]
    return page_of(stripe, asked, found, "/v1/subscriptions")


@api("GET", "/v1/subscriptions/{subscription_id}")
def retrieve(stripe: Stripe, asked: Asked, subscription_id: str) -> Obj:
    return stripe.get("subscription", subscription_id)


@api(
    "POST",
    "/v1/subscriptions/{subscription_id}",
    f"{_VALUES} billing_cycle_anchor cancellation_details pause_collection proration_date",
)
def update(stripe: Stripe, asked: Asked, subscription_id: str) -> Obj:
    found = stripe.get("subscription", subscription_id)
    with telling(stripe, "customer.subscription.updated", found):
        found |= values_of(stripe, asked, found)
    rest = set(asked.values) - {"metadata", "cancellation_details", "expand"}
    if rest or found["status"] not in ("canceled", "incomplete_expired"):
        change(stripe, found, asked)
    return found


@api("DELETE", "/v1/subscriptions/{subscription_id}/discount")
def drop_discount(stripe: Stripe, asked: Asked, subscription_id: str) -> Obj:
    found = stripe.get("subscription", subscription_id)
    with telling(stripe, "customer.subscription.updated", found):
        gone = found["discounts"]
        found["discounts"] = []
    return {"id": gone[0] if gone else "", "object": "discount", "deleted": True}
