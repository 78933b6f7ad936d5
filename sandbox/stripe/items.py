"""The items of a subscription as an update changes them."""

from dataclasses import dataclass

from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.lines import price_of
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.subscribing import add_item, items_of


@dataclass
class Change:
    """One item before and after; a side is None where the item was not or is not any more."""

    item: Obj
    old_price: Obj | None
    old_quantity: int | None
    new_price: Obj | None
    new_quantity: int | None

    @property
    def is_change(self) -> bool:
        old = self.old_price and (self.old_price["id"], self.old_quantity)
        new = self.new_price and (self.new_price["id"], self.new_quantity)
        return old != new


def change_items(stripe: Stripe, subscription: Obj, wanted: list[Asked]) -> list[Change]:
    """Carry out `items` of an update; every item with what became of it."""
    found = {
        one["id"]: Change(one, price_of(stripe, one), one["quantity"], None, None)
        for one in items_of(stripe, subscription)
    }
    for asked in wanted:
        asked.only(("id", "price", "quantity", "deleted", "metadata", "clear_usage"))
        item_id = asked.text("id")
        if item_id is None:
            _add(stripe, subscription, asked, found)
        elif item_id not in found:
            raise invalid(asked.name("id"), f"Invalid subscription item id: {item_id}")
        elif asked.flag("deleted"):
            subscription["_items"].remove(item_id)
        else:
            _write(stripe, found[item_id].item, asked)
    if not subscription["_items"]:
        raise StripeError("A subscription must have at least one active plan.")
    for one in items_of(stripe, subscription):
        found[one["id"]].new_price = price_of(stripe, one)
        found[one["id"]].new_quantity = one["quantity"]
    return list(found.values())


def _add(stripe: Stripe, subscription: Obj, asked: Asked, found: dict[str, Change]) -> None:
    price = active_price(stripe, asked)
    if any(price_of(stripe, one)["id"] == price["id"] for one in items_of(stripe, subscription)):
        text = f"Cannot add multiple subscription items with the same plan: {price['id']}"
        raise invalid(asked.name("price"), text)
    first = items_of(stripe, subscription)[0]
    span = (first["current_period_start"], first["current_period_end"])
    made = add_item(stripe, subscription, item_wanted(asked, price), span)
    found[made["id"]] = Change(made, None, None, None, None)


def _write(stripe: Stripe, item: Obj, asked: Asked) -> None:
    if asked.text("price"):
        price = active_price(stripe, asked, kept=item["price"])
        item["price"] = price["id"]
        if price["recurring"]["usage_type"] == "metered":
            item["quantity"] = None
    item["quantity"] = asked.whole("quantity", item["quantity"])
    item["metadata"] = asked.metadata(item["metadata"])


def active_price(stripe: Stripe, asked: Asked, kept: str | None = None) -> Obj:
    """The price that an item names; who has an archived one keeps it."""
    price = stripe.get("price", asked.required("price"), asked.name("price"))
    if not price["active"] and price["id"] != kept:
        text = "The price specified is inactive. This field only accepts active prices: "
        raise invalid(asked.name("price"), text + str(price["id"]), "price_inactive")
    return price


def item_wanted(asked: Asked, price: Obj) -> Obj:
    """What `begin` and `add_item` take."""
    wanted: Obj = {"price": price["id"], "metadata": asked.metadata()}
    if "quantity" in asked:
        wanted["quantity"] = asked.whole("quantity")
    return wanted
