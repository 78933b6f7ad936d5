"""The plain values of a subscription that a request writes."""

from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.state import Obj, Stripe

_ENDS = ("create_invoice", "cancel", "pause")


def values_of(stripe: Stripe, asked: Asked, before: Obj) -> Obj:
    """The plain values of a subscription that a request writes."""
    found: Obj = {"metadata": asked.metadata(before["metadata"])}
    if "automatic_tax" in asked:
        enabled = asked.part("automatic_tax").flag("enabled")
        liability = {"type": "self"} if enabled else None
        found["automatic_tax"] = {
            "disabled_reason": None,
            "enabled": enabled,
            "liability": liability,
        }
    ways = ("charge_automatically", "send_invoice")
    if way := asked.word("collection_method", ways):
        found["collection_method"] = way
    if "days_until_due" in asked:
        found["days_until_due"] = asked.whole("days_until_due")
    if found.get("collection_method") == "send_invoice" and not found.get("days_until_due"):
        text = "If `collection_method` is set to `send_invoice`, `days_until_due` is required."
        raise StripeError(text, param="days_until_due")
    if "description" in asked:
        found["description"] = asked.text("description")
    if "default_tax_rates" in asked:
        rates = asked.texts("default_tax_rates")
        found["default_tax_rates"] = [
            stripe.get("tax_rate", r, "default_tax_rates")["id"] for r in rates
        ]
    if "trial_settings" in asked:
        behavior = asked.part("trial_settings").part("end_behavior")
        wanted = behavior.word("missing_payment_method", _ENDS)
        found["trial_settings"] = {"end_behavior": {"missing_payment_method": wanted}}
    return found | _card(stripe, asked, before["customer"])


def _card(stripe: Stripe, asked: Asked, customer: str) -> Obj:
    if "default_payment_method" not in asked:
        return {}
    method = asked.text("default_payment_method")
    if method is None:
        return {"default_payment_method": None}
    found = stripe.get("payment_method", method, "default_payment_method")
    if found["customer"] != customer:
        text = f"The customer does not have a payment method with the ID {method}."
        raise invalid("default_payment_method", text, "resource_missing")
    return {"default_payment_method": method}
