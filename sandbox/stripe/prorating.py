"""What a change in mid-period is worth, and what of it waits for the next invoice."""

from sandbox.stripe.happenings import happened
from sandbox.stripe.items import Change
from sandbox.stripe.lines import proration
from sandbox.stripe.state import Obj, Stripe


def prorations(
    stripe: Stripe, subscription: Obj, changes: list[Change], at: int, *, credits_all: bool
) -> list[Obj]:
    currency, found = subscription["currency"], []
    for one in changes:
        if not one.is_change and not credits_all:
            continue
        if one.old_price and one.old_quantity is not None:
            old = (stripe, one.item, one.old_price, one.old_quantity)
            found.append(proration(*old, currency, at, is_credit=True))
        if one.new_price and one.new_quantity is not None and not credits_all:
            new = (stripe, one.item, one.new_price, one.new_quantity)
            found.append(proration(*new, currency, at, is_credit=False))
    return found


def keep_for_later(stripe: Stripe, subscription: Obj, lines: list[Obj]) -> None:
    for one in lines:
        keep_item(stripe, subscription, one)


def keep_item(stripe: Stripe, subscription: Obj, one: Obj) -> Obj:
    """A proration as an item that the next invoice takes."""
    item = stripe.add(
        "invoiceitem",
        {
            "amount": one["amount"],
            "currency": one["currency"],
            "customer": subscription["customer"],
            "customer_account": None,
            "date": stripe.time_of(subscription),
            "description": one["description"],
            "discountable": True,
            "discounts": [],
            "invoice": None,
            "metadata": {},
            "parent": {
                "subscription_details": {"subscription": subscription["id"]},
                "type": "subscription_details",
            },
            "period": one["period"],
            "pricing": one["pricing"],
            "proration": True,
            "quantity": one["quantity"],
            "quantity_decimal": one["quantity_decimal"],
            "net_amount": one["amount"],
            "tax_rates": [],
            "test_clock": subscription["test_clock"],
            "_subscription": subscription["id"],
        },
    )
    one["parent"]["subscription_item_details"]["invoice_item"] = item["id"]
    item["_line"] = one
    del item["created"]
    happened(stripe, "invoiceitem.created", item)
    return item
