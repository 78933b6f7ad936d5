"""The lines of invoices: periods of an item, its usage, what a change in mid-period is worth."""

from typing import Any

from sandbox.stripe.amounts import amount_of, share, unit_decimal
from sandbox.stripe.ids import new_id
from sandbox.stripe.periods import day_text
from sandbox.stripe.state import Obj, Stripe

Span = tuple[int, int]


def line(
    amount: int,
    currency: str,
    description: str,
    span: Span,
    parent: Obj,
    *,
    price: Obj | None = None,
    quantity: int | None = None,
) -> Obj:
    """One line that stands in no invoice yet."""
    pricing = price and {
        "price_details": {"price": price["id"], "product": price["product"]},
        "type": "price_details",
        "unit_amount_decimal": unit_decimal(price, currency),
    }
    return {
        "id": new_id("line_item"),
        "object": "line_item",
        "amount": amount,
        "currency": currency,
        "description": description,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": {},
        "parent": parent,
        "period": {"start": span[0], "end": span[1]},
        "pretax_credit_amounts": [],
        "pricing": pricing,
        "quantity": quantity,
        "quantity_decimal": None if quantity is None else str(quantity),
        "subtotal": amount,
        "taxes": [],
    }


def item_parent(item: Obj, *, proration: bool = False, invoice_item: str | None = None) -> Obj:
    return {
        "invoice_item_details": None,
        "subscription_item_details": {
            "invoice_item": invoice_item,
            "proration": proration,
            "proration_details": {"credited_items": None},
            "subscription": item["subscription"],
            "subscription_item": item["id"],
        },
        "type": "subscription_item_details",
    }


def name_of(stripe: Stripe, price: Obj) -> str:
    return str(stripe.table("product")[price["product"]]["name"])


def price_of(stripe: Stripe, item: Obj) -> Obj:
    found: Obj = stripe.table("price")[item["price"]]
    return found


def trial_line(stripe: Stripe, item: Obj, currency: str, span: Span) -> Obj:
    price = price_of(stripe, item)
    text = f"Trial period for {name_of(stripe, price)}"
    quantity = item["quantity"]
    return line(0, currency, text, span, item_parent(item), price=price, quantity=quantity)


def period_line(stripe: Stripe, item: Obj, currency: str, span: Span, quantity: int) -> Obj:
    """A whole period of an item, or the usage of one."""
    price = price_of(stripe, item)
    amount = amount_of(price, currency, quantity)
    unit = unit_decimal(price, currency)
    each = (
        f" (at {money(int(float(unit)), currency)} / {price['recurring']['interval']})"
        if unit
        else ""
    )
    text = f"{quantity} × {name_of(stripe, price)}{each}"
    return line(amount, currency, text, span, item_parent(item), price=price, quantity=quantity)


def proration(
    stripe: Stripe, item: Obj, price: Obj, quantity: int, currency: str, at: int, *, is_credit: bool
) -> Obj:
    """What the rest of the item's period is worth at a price and quantity, exact to the second."""
    start, end = item["current_period_start"], item["current_period_end"]
    whole = amount_of(price, currency, quantity)
    part = share(whole, max(0, end - at), end - start)
    name = name_of(stripe, price) if quantity == 1 else f"{quantity} × {name_of(stripe, price)}"
    words = "Unused time on" if is_credit else "Remaining time on"
    return line(
        -part if is_credit else part,
        currency,
        f"{words} {name} after {day_text(at)}",
        (at, end),
        item_parent(item, proration=True),
        price=price,
        quantity=quantity,
    )


def is_proration(one: Obj) -> bool:
    details: Any = (
        one["parent"]["subscription_item_details"] or one["parent"]["invoice_item_details"]
    )
    return bool(details["proration"])


def money(amount: int, currency: str) -> str:
    """12.50 DKK: enough for descriptions and pages."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d} {currency.upper()}"
