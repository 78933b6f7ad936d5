"""How subscriptions stop and go on: cancelled, given back, resumed."""

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.ending import end_now
from sandbox.stripe.errors import StripeError
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.invoicing import new_invoice, pending_lines, take_items
from sandbox.stripe.lines import price_of, proration
from sandbox.stripe.prorating import keep_item
from sandbox.stripe.renewing import begin_period, licence_lines, send, span_of, usage_lines
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.subscribing import items_of


@api("DELETE", "/v1/subscriptions/{subscription_id}", "cancellation_details invoice_now prorate")
def cancel(stripe: Stripe, asked: Asked, subscription_id: str) -> Obj:
    found = stripe.get("subscription", subscription_id)
    if found["status"] in ("canceled", "incomplete_expired"):
        text = f"No such subscription: '{subscription_id}'"
        raise StripeError(text, status=404, code="resource_missing", param="id")
    details = asked.part("cancellation_details")
    for name in ("comment", "feedback"):
        if name in details:
            found["cancellation_details"][name] = details.text(name)
    now = stripe.time_of(found)
    if asked.flag("prorate") and found["status"] != "trialing":
        for one in items_of(stripe, found):
            if one["quantity"] is not None:
                priced = (one, price_of(stripe, one), one["quantity"])
                credit = proration(stripe, *priced, found["currency"], now, is_credit=True)
                keep_item(stripe, found, credit)
    if asked.flag("invoice_now"):
        _last_invoice(stripe, found, now)
    end_now(stripe, found, "cancellation_requested")
    return found


def _last_invoice(stripe: Stripe, found: Obj, now: int) -> None:
    customer = stripe.table("customer")[found["customer"]]
    lines = usage_lines(stripe, found, (span_of(stripe, found)[0], now))
    lines += pending_lines(stripe, customer, found)
    if not lines:
        return
    currency = found["currency"]
    invoice = new_invoice(
        stripe, customer, lines, "subscription_update", currency, subscription=found
    )
    take_items(stripe, invoice)
    send(stripe, invoice)


@api(
    "POST",
    "/v1/subscriptions/{subscription_id}/resume",
    "billing_cycle_anchor payment_behavior proration_behavior proration_date",
)
def resume(stripe: Stripe, asked: Asked, subscription_id: str) -> Obj:
    found = stripe.get("subscription", subscription_id)
    if found["status"] != "paused":
        raise StripeError("You can only resume subscriptions that are `paused`.")
    now = stripe.time_of(found)
    with telling(stripe, "customer.subscription.updated", found):
        found |= {"billing_cycle_anchor": now, "status": "active"}
        begin_period(stripe, found, now)
    lines = licence_lines(stripe, found)
    customer = stripe.table("customer")[found["customer"]]
    invoice = new_invoice(
        stripe, customer, lines, "subscription_update", found["currency"], subscription=found
    )
    send(stripe, invoice)
    happened(stripe, "customer.subscription.resumed", found)
    return found
