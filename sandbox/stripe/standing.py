"""What a payment, or its failure, does to a subscription: the state machine of dunning."""

from sandbox.stripe.ending import end_now
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.invoicing import subscription_of
from sandbox.stripe.periods import DAY
from sandbox.stripe.state import Obj, Stripe

# days from each failed attempt to the next; after the last one the subscription ends
RETRIES = (3, 5, 7)
OWING = ("incomplete", "past_due", "unpaid")
OVER = ("canceled", "incomplete_expired")


def after_payment(stripe: Stripe, invoice: Obj) -> None:
    """A paid invoice heals what its subscription owed."""
    customer = stripe.table("customer")[invoice["customer"]]
    subscription = subscription_of(stripe, invoice)
    is_latest = subscription and subscription["latest_invoice"] == invoice["id"]
    if subscription and is_latest and subscription["status"] in OWING:
        with telling(stripe, "customer.subscription.updated", subscription):
            subscription["status"] = "active"
    owes = stripe.some("invoice", customer=customer["id"], status="open")
    if customer["delinquent"] and not any(one["attempted"] for one in owes):
        with telling(stripe, "customer.updated", customer):
            customer["delinquent"] = False


def after_failure(stripe: Stripe, invoice: Obj) -> None:
    """A failed attempt: past due, tried again some days later, and over in the end."""
    customer = stripe.table("customer")[invoice["customer"]]
    customer["delinquent"] = True
    subscription = subscription_of(stripe, invoice)
    if subscription is None or subscription["status"] in (*OVER, "incomplete"):
        return
    tries = invoice["attempt_count"]
    if invoice["auto_advance"] and tries <= len(RETRIES):
        waiting = RETRIES[tries - 1] * DAY
        invoice["next_payment_attempt"] = stripe.time_of(invoice) + waiting
    else:
        invoice["next_payment_attempt"] = None
    if subscription["status"] in ("active", "trialing"):
        with telling(stripe, "customer.subscription.updated", subscription):
            subscription["status"] = "past_due"
    if tries > len(RETRIES):
        _give_up(stripe, subscription)


def _give_up(stripe: Stripe, subscription: Obj) -> None:
    outcome = stripe.meta.get("dunning_ends", "cancel")
    if outcome == "cancel":
        end_now(stripe, subscription, "payment_failed")
    elif outcome == "unpaid":
        with telling(stripe, "customer.subscription.updated", subscription):
            subscription["status"] = "unpaid"


def expire_incomplete(stripe: Stripe, subscription: Obj) -> None:
    """A first payment that never came: over after 23 hours, and its invoice is void."""
    for invoice in stripe.some("invoice", _subscription=subscription["id"], status="open"):
        invoice |= {"status": "void", "auto_advance": False, "next_payment_attempt": None}
        invoice["status_transitions"]["voided_at"] = stripe.time_of(invoice)
        happened(stripe, "invoice.voided", invoice)
    with telling(stripe, "customer.subscription.updated", subscription):
        subscription["status"] = "incomplete_expired"
        subscription["ended_at"] = stripe.time_of(subscription)
