"""What happens where one period ends and the next begins."""

from sandbox.stripe.cards import default_card
from sandbox.stripe.ending import end_now
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.invoicing import (
    new_invoice,
    pending_lines,
    subscription_of,
    take_items,
    wait_for_finalizing,
)
from sandbox.stripe.lines import Span, period_line, price_of
from sandbox.stripe.paying import collect, open_invoice
from sandbox.stripe.periods import end_of_period
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.subscribing import items_of
from sandbox.stripe.usage import usage_of


def span_of(stripe: Stripe, subscription: Obj) -> Span:
    first = items_of(stripe, subscription)[0]
    return first["current_period_start"], first["current_period_end"]


def go_on(stripe: Stripe, subscription: Obj) -> None:
    """The period is over: the end, a pause, or the next period with its invoice."""
    end = span_of(stripe, subscription)[1]
    leaving = subscription["cancel_at"]
    if subscription["cancel_at_period_end"] or (leaving and leaving <= end):
        _bill_usage(stripe, subscription)
        end_now(stripe, subscription, None)
        return
    customer = stripe.table("customer")[subscription["customer"]]
    is_cardless = default_card(stripe, customer, subscription) is None
    by_card = subscription["collection_method"] == "charge_automatically"
    if subscription["status"] == "trialing" and is_cardless and by_card:
        wanted = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
        if wanted == "cancel":
            end_now(stripe, subscription, None)
            return
        if wanted == "pause":
            with telling(stripe, "customer.subscription.updated", subscription):
                subscription["status"] = "paused"
            happened(stripe, "customer.subscription.paused", subscription)
            return
    renew(stripe, subscription)


def renew(stripe: Stripe, subscription: Obj) -> Obj:
    """The next period and its draft: licences ahead, usage of the period that is over."""
    customer = stripe.table("customer")[subscription["customer"]]
    start, end = span_of(stripe, subscription)
    used = usage_lines(stripe, subscription, (start, end))
    with telling(stripe, "customer.subscription.updated", subscription):
        begin_period(stripe, subscription, end)
        if subscription["status"] == "trialing":
            subscription["status"] = "active"
        lines = licence_lines(stripe, subscription) + used
        lines += pending_lines(stripe, customer, subscription)
        invoice = new_invoice(
            stripe,
            customer,
            lines,
            "subscription_cycle",
            subscription["currency"],
            subscription=subscription,
            span=(start, end),
        )
    take_items(stripe, invoice)
    pause = subscription["pause_collection"]
    if subscription["status"] == "unpaid" or (pause and pause["behavior"] == "keep_as_draft"):
        invoice["auto_advance"] = False
    else:
        wait_for_finalizing(stripe, invoice)
    return invoice


def begin_period(stripe: Stripe, subscription: Obj, start: int) -> None:
    anchor = subscription["billing_cycle_anchor"]
    for one in items_of(stripe, subscription):
        recurring = price_of(stripe, one)["recurring"]
        one["current_period_start"] = start
        one["current_period_end"] = end_of_period(start, min(anchor, start), recurring)


def licence_lines(stripe: Stripe, subscription: Obj) -> list[Obj]:
    currency = subscription["currency"]
    return [
        period_line(
            stripe,
            one,
            currency,
            (one["current_period_start"], one["current_period_end"]),
            one["quantity"],
        )
        for one in items_of(stripe, subscription)
        if one["quantity"] is not None
    ]


def usage_lines(stripe: Stripe, subscription: Obj, span: Span) -> list[Obj]:
    """What was metered in a period, which a trial gives for nothing."""
    found = []
    for one in items_of(stripe, subscription):
        meter = price_of(stripe, one)["recurring"]["meter"]
        if meter and subscription["status"] != "trialing":
            used = usage_of(stripe, stripe.table("billing.meter")[meter], subscription, span)
            found.append(period_line(stripe, one, subscription["currency"], span, used))
    return found


def _bill_usage(stripe: Stripe, subscription: Obj) -> None:
    """The last invoice: what was metered, and what still waits."""
    customer = stripe.table("customer")[subscription["customer"]]
    span = span_of(stripe, subscription)
    lines = usage_lines(stripe, subscription, span)
    lines += pending_lines(stripe, customer, subscription)
    if not lines:
        return
    invoice = new_invoice(
        stripe,
        customer,
        lines,
        "subscription_cycle",
        subscription["currency"],
        subscription=subscription,
        span=span,
    )
    take_items(stripe, invoice)
    send(stripe, invoice)


def send(stripe: Stripe, invoice: Obj) -> str | None:
    """Finalize and collect now; why that failed, if it did."""
    open_invoice(stripe, invoice)
    if invoice["status"] != "open":
        return None
    subscription = subscription_of(stripe, invoice)
    pause = subscription and subscription["pause_collection"]
    if pause and pause["behavior"] in ("void", "mark_uncollectible"):
        states = {"void": "void", "mark_uncollectible": "uncollectible"}
        invoice |= {"status": states[pause["behavior"]], "auto_advance": False}
        kind = "voided" if pause["behavior"] == "void" else "marked_uncollectible"
        invoice["status_transitions"][f"{kind}_at"] = stripe.time_of(invoice)
        happened(stripe, f"invoice.{kind}", invoice)
        return None
    if invoice["collection_method"] == "send_invoice":
        happened(stripe, "invoice.sent", invoice)
        return None
    return collect(stripe, invoice)
