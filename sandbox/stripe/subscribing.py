"""How a subscription begins: its items, its trial or first invoice, its first payment."""

from sandbox.stripe import discounts as discounting
from sandbox.stripe.beginnings import Terms, check_prices, currency_for, values_at_start
from sandbox.stripe.cards import default_card
from sandbox.stripe.errors import StripeError, declined, invalid
from sandbox.stripe.happenings import happened
from sandbox.stripe.invoicing import new_invoice, pending_lines, take_items
from sandbox.stripe.lines import period_line, price_of, trial_line
from sandbox.stripe.paying import collect, open_invoice
from sandbox.stripe.periods import end_of_period
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import INCLUDED, VIEWS, list_of, public, shown


def begin(stripe: Stripe, customer: Obj, wanted: list[Obj], terms: Terms) -> Obj:
    """A subscription to [{price, quantity, ...}]; raises StripeError, also for a refused card."""
    prices = [stripe.table("price")[one["price"]] for one in wanted]
    check_prices(prices)
    currency = currency_for(customer, prices, terms.currency)
    now = stripe.time_of(customer)
    made = stripe.add("subscription", values_at_start(customer, currency, now, terms))
    anchor = terms.trial_end or now
    end = terms.trial_end or end_of_period(now, anchor, prices[0]["recurring"])
    for one in wanted:
        add_item(stripe, made, one, (now, end))
    made["discounts"] = [
        discounting.redeem(stripe, one, customer["id"], made["id"]) for one in terms.discounts
    ]
    happened(stripe, "customer.subscription.created", made)
    _first_invoice(stripe, made, customer, terms)
    return made


def add_item(stripe: Stripe, subscription: Obj, wanted: Obj, span: tuple[int, int]) -> Obj:
    """One more item, from now to the end of the period."""
    price = stripe.table("price")[wanted["price"]]
    is_metered = price["recurring"]["usage_type"] == "metered"
    if is_metered and wanted.get("quantity") is not None:
        raise invalid("items[0][quantity]", "Quantity is not allowed for metered prices.")
    made = stripe.add(
        "subscription_item",
        {
            "billing_thresholds": None,
            "created": stripe.time_of(subscription),
            "current_period_end": span[1],
            "current_period_start": span[0],
            "discounts": [],
            "metadata": wanted.get("metadata") or {},
            "price": price["id"],
            "quantity": None if is_metered else (wanted.get("quantity", 1) or 0),
            "subscription": subscription["id"],
            "tax_rates": [],
        },
    )
    del made["livemode"]
    subscription["_items"].append(made["id"])
    return made


def items_of(stripe: Stripe, subscription: Obj) -> list[Obj]:
    return [stripe.table("subscription_item")[one] for one in subscription["_items"]]


def _first_invoice(stripe: Stripe, made: Obj, customer: Obj, terms: Terms) -> None:
    items = items_of(stripe, made)
    now = stripe.time_of(customer)
    lines = [
        trial_line(stripe, one, made["currency"], (now, one["current_period_end"]))
        if made["status"] == "trialing"
        else period_line(
            stripe, one, made["currency"], (now, one["current_period_end"]), one["quantity"]
        )
        for one in items
        if one["quantity"] is not None
    ]
    lines += pending_lines(stripe, customer, made)
    invoice = new_invoice(
        stripe, customer, lines, "subscription_create", made["currency"], subscription=made
    )
    take_items(stripe, invoice)
    if terms.is_preview:
        return
    open_invoice(stripe, invoice)
    if invoice["status"] == "open":
        _first_payment(stripe, made, customer, invoice, terms)


def _first_payment(stripe: Stripe, made: Obj, customer: Obj, invoice: Obj, terms: Terms) -> None:
    if made["collection_method"] == "send_invoice":
        made["status"] = "active"
        happened(stripe, "customer.subscription.updated", made, {"status": "incomplete"})
        return
    if terms.behavior == "default_incomplete":
        return
    if default_card(stripe, customer, made) is None:
        text = "This customer has no attached payment source or default payment method."
        more = " Please consider adding a default payment method."
        raise StripeError(text + more, code="resource_missing")
    refusal = collect(stripe, invoice)
    if refusal and terms.behavior == "error_if_incomplete":
        raise declined(refusal)


def _items(stripe: Stripe, subscription: Obj) -> Obj:
    found = [shown(stripe, one) for one in items_of(stripe, subscription)]
    url = f"/v1/subscription_items?subscription={subscription['id']}"
    return {"items": list_of(found, url)}


def _priced(stripe: Stripe, item: Obj) -> Obj:
    price = price_of(stripe, item)
    recurring = price["recurring"]
    plan = {k: price[k] for k in ("active", "billing_scheme", "created", "currency", "id")}
    plan |= {k: price[k] for k in ("livemode", "metadata", "nickname", "product", "tiers_mode")}
    plan |= {k: recurring[k] for k in ("interval", "interval_count", "meter", "usage_type")}
    plan |= {"amount": price["unit_amount"], "amount_decimal": price["unit_amount_decimal"]}
    plan |= {"object": "plan", "transform_usage": None, "trial_period_days": None}
    return {"price": shown(stripe, price), "plan": public(plan)}


VIEWS["subscription"] = _items
VIEWS["subscription_item"] = _priced
INCLUDED["subscription", "presentment_details"] = lambda stripe, one: None
