"""Subscriptions at Stripe: what was bought, changed, previewed, ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from billing.gateway.calling import stripe_api
from billing.gateway.prices import price_ids
from billing.plans import Interval, Plan

BASE, SEAT = "base", "seat"
# Paid, tried or late, but going on.
_GOING_ON = ("active", "trialing", "past_due", "unpaid")


@dataclass(frozen=True)
class Bought:
    """One subscription as Stripe has it; `items` are its items' ids by their part.

    `base_amount` and `seat_amount` are what its own prices ask, archived ones too; None where the
    price was not asked for in this currency.
    """

    subscription_id: str
    customer_id: str
    status: str
    plan_key: str
    interval: str
    currency: str
    seats: int
    current_period_end: datetime | None
    cancel_at_period_end: bool
    created_at: datetime
    items: Mapping[str, str] = field(default_factory=dict)
    base_amount: int | None = None
    seat_amount: int | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it is one that is changed, not begun anew."""
        return self.status in _GOING_ON


@dataclass(frozen=True)
class PreviewLine:
    """One line of the next invoice; minor units, less than 0 where something is given back."""

    text: str
    amount: int
    is_proration: bool


@dataclass(frozen=True)
class Preview:
    """What a change would cost: the lines, and what is due now, taxes included."""

    currency: str
    lines: tuple[PreviewLine, ...]
    tax: int
    total: int


def find_bought(customer_id: str) -> Bought | None:
    """The subscription that counts: one that goes on before those that ended, then the newest."""
    return next(iter(list_bought(customer_id)), None)


def list_bought(customer_id: str) -> tuple[Bought, ...]:
    """All of a customer's, the one that counts first; that one alone with its amounts."""
    asked = {"customer": customer_id, "status": "all", "limit": 20}
    with stripe_api() as stripe:
        rows = [bought(one.to_dict()) for one in stripe.subscriptions.list(asked).data]
        known = [one for one in rows if one.plan_key]
        known.sort(key=lambda one: (one.goes_on, one.created_at), reverse=True)
        if known:
            # A list cannot be expanded as deep as the amounts of a currency lie.
            deep = {"expand": ["items.data.price.currency_options"]}
            found = stripe.subscriptions.retrieve(known[0].subscription_id, deep)
            known[0] = bought(found.to_dict())
    return tuple(known)


def preview_change(
    *, now: Bought, plan: Plan, interval: Interval, seats: int, promotion: str = ""
) -> Preview:
    """What Stripe would ask for if the plan were changed in this moment."""
    with stripe_api() as stripe:
        asked: dict[str, Any] = {
            "customer": now.customer_id,
            "subscription": now.subscription_id,
            "subscription_details": {
                "items": _changed_items(stripe, now, plan, interval, seats),
                "proration_behavior": "always_invoice",
            },
        }
        if promotion:
            asked["discounts"] = [{"promotion_code": promotion}]
        return _preview(stripe.invoices.create_preview(asked).to_dict())


def change_items(*, now: Bought, plan: Plan, interval: Interval, seats: int) -> None:
    """Move to a plan; what was paid for the rest of the period is counted and settled at once."""
    with stripe_api() as stripe:
        values = {
            "items": _changed_items(stripe, now, plan, interval, seats),
            "proration_behavior": "always_invoice",
            "payment_behavior": "allow_incomplete",
            "cancel_at_period_end": False,
        }
        stripe.subscriptions.update(now.subscription_id, values)


def set_quantity(*, now: Bought, seats: int) -> None:
    """Pay for so many members from now on; the difference stands on the next invoice."""
    if SEAT not in now.items:
        return
    with stripe_api() as stripe:
        items = [{"id": now.items[SEAT], "quantity": seats}]
        values = {"items": items, "proration_behavior": "create_prorations"}
        stripe.subscriptions.update(now.subscription_id, values)


def set_ending(*, subscription_id: str, is_ending: bool) -> None:
    """End it with the period that is paid for, or let it go on after all."""
    with stripe_api() as stripe:
        stripe.subscriptions.update(subscription_id, {"cancel_at_period_end": is_ending})


def end_now(*, subscription_id: str) -> None:
    """End it at once; nothing is asked for any more."""
    with stripe_api() as stripe:
        stripe.subscriptions.cancel(subscription_id)


def redeem(*, subscription_id: str, promotion: str) -> None:
    """Take off what a promotion code grants, from the next invoice on."""
    with stripe_api() as stripe:
        discounts = [{"promotion_code": promotion}]
        stripe.subscriptions.update(subscription_id, {"discounts": discounts})


def find_promotion(code: str) -> str:
    """The id of an active promotion code; "" for none."""
    with stripe_api() as stripe:
        found = stripe.promotion_codes.list({"code": code, "active": True, "limit": 1}).data
    return str(found[0].id) if found else ""


def bought(found: Mapping[str, Any]) -> Bought:
    """One of Stripe's subscriptions as we keep it. The period stands at its items."""
    items = found["items"]["data"]
    parts = {_meta(item).get("part", ""): item for item in items}
    base = parts.get(BASE) or (items[0] if items else {})
    seat = parts.get(SEAT) or {}
    return Bought(
        subscription_id=found["id"],
        customer_id=_id(found["customer"]),
        status=found["status"],
        plan_key=_meta(base).get("plan", ""),
        interval=((base.get("price") or {}).get("recurring") or {}).get("interval", ""),
        currency=found["currency"],
        seats=int(seat.get("quantity") or 0),
        current_period_end=moment(base.get("current_period_end")),
        cancel_at_period_end=bool(found["cancel_at_period_end"] or found.get("cancel_at")),
        created_at=datetime.fromtimestamp(found["created"], UTC),
        items={part: item["id"] for part, item in parts.items() if part},
        base_amount=_amount(parts.get(BASE), found["currency"]),
        seat_amount=_amount(parts.get(SEAT), found["currency"]),
    )


def moment(seconds: int | None) -> datetime | None:
    """A moment as Stripe writes it, or none."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _changed_items(
    stripe: Any, now: Bought, plan: Plan, interval: Interval, seats: int
) -> list[dict[str, Any]]:
    """Each part's item with its new price; parts that are there stay the same items."""
    changed: list[dict[str, Any]] = []
    for part, price in price_ids(stripe, plan, interval).items():
        item: dict[str, Any] = {"price": price}
        if part in now.items:
            item["id"] = now.items[part]
        if part == SEAT:
            item["quantity"] = seats
        changed.append(item)
    return changed


def _preview(found: Mapping[str, Any]) -> Preview:
    lines = tuple(
        PreviewLine(str(line.get("description") or ""), line["amount"], _is_proration(line))
        for line in found["lines"]["data"]
    )
    tax = sum(one["amount"] for one in found.get("total_taxes") or ())
    return Preview(found["currency"], lines, tax, found["amount_due"])


def _is_proration(line: Mapping[str, Any]) -> bool:
    parent = line.get("parent") or {}
    return any(
        bool((one or {}).get("proration")) for one in parent.values() if isinstance(one, dict)
    )


def _amount(item: Mapping[str, Any] | None, currency: str) -> int | None:
    """What one of an item costs: its price's own amount, or that of another currency of it."""
    price = (item or {}).get("price") or {}
    options = price.get("currency_options") or {}
    if currency in options:
        amount = options[currency]["unit_amount"]
    else:
        amount = price.get("unit_amount") if price.get("currency") == currency else None
    return None if amount is None else int(amount)


def _meta(item: Mapping[str, Any]) -> Mapping[str, str]:
    return (item.get("price") or {}).get("metadata") or {}


def _id(value: Any) -> str:
    return str(value["id"] if isinstance(value, Mapping) else value)
