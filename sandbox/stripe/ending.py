"""The end of a subscription."""

from sandbox.stripe.happenings import happened
from sandbox.stripe.state import Obj, Stripe


def end_now(stripe: Stripe, subscription: Obj, reason: str | None) -> None:
    """Canceled from this moment; told by customer.subscription.deleted."""
    now = stripe.time_of(subscription)
    subscription |= {"status": "canceled", "ended_at": now, "pause_collection": None}
    subscription["canceled_at"] = subscription["canceled_at"] or now
    details = subscription["cancellation_details"]
    details["reason"] = details["reason"] or reason
    for invoice in stripe.some("invoice", _subscription=subscription["id"]):
        if invoice["status"] in ("draft", "open"):
            invoice |= {"auto_advance": False, "next_payment_attempt": None}
            invoice["automatically_finalizes_at"] = None
    happened(stripe, "customer.subscription.deleted", subscription)
