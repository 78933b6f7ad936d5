"""A subscription before anything has happened to it."""

from dataclasses import dataclass, field

from sandbox.stripe.amounts import is_sold_in
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.periods import pace
from sandbox.stripe.state import Obj, words

_EMPTY = words(
    "application application_fee_percent billing_cycle_anchor_config billing_thresholds "
    "cancel_at canceled_at customer_account days_until_due default_payment_method "
    "default_source description ended_at latest_invoice next_pending_invoice_item_invoice "
    "on_behalf_of pause_collection pending_invoice_item_interval pending_setup_intent "
    "pending_update schedule transfer_data trial_end trial_start"
)


@dataclass
class Terms:
    """What a subscription is begun with, beside its items and its customer."""

    currency: str | None = None
    trial_end: int | None = None
    behavior: str = "allow_incomplete"
    discounts: list[Obj] = field(default_factory=list)
    # values of the subscription itself
    values: Obj = field(default_factory=dict)
    # a try for a preview: nothing is paid
    is_preview: bool = False


def values_at_start(customer: Obj, currency: str, now: int, terms: Terms) -> Obj:
    return {
        **dict.fromkeys(_EMPTY),
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": terms.trial_end or now,
        "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible"},
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "currency": currency,
        "customer": customer["id"],
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "metadata": {},
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": now,
        "status": "trialing" if terms.trial_end else "incomplete",
        "test_clock": customer["test_clock"],
        "trial_end": terms.trial_end,
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
        "trial_start": now if terms.trial_end else None,
        "_items": [],
        **terms.values,
    }


def check_prices(prices: list[Obj]) -> None:
    if not prices:
        raise StripeError("Missing required param: items.", code="parameter_missing", param="items")
    for price in prices:
        if not price["active"]:
            text = f"The price specified is inactive: {price['id']}"
            raise invalid("items[0][price]", text, "price_inactive")
        if not price["recurring"]:
            text = "This field only accepts prices with `type=recurring`."
            raise invalid("items[0][price]", text)
    if len({pace(price) for price in prices}) > 1:
        raise StripeError("This look-alike bills all items of a subscription at one interval.")


def currency_for(customer: Obj, prices: list[Obj], asked: str | None) -> str:
    currency = (asked or customer["currency"] or prices[0]["currency"]).lower()
    if customer["currency"] not in (None, currency):
        text = "You cannot combine currencies on a single customer. This customer has had a "
        text += f"subscription or invoice in {customer['currency']}."
        raise StripeError(text)
    if asked is None and customer["currency"] is None:
        return str(prices[0]["currency"])
    for price in prices:
        if not is_sold_in(price, currency):
            raise invalid("currency", f"The price `{price['id']}` has no amount in {currency}.")
    return currency
