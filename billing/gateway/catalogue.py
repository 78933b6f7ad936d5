"""Compares Stripe's products, prices and meters with the catalogue, and carries over the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from billing.gateway.calling import stripe_api
from billing.gateway.prices import FIRST, Wanted, wanted_prices
from billing.plans import METERS


@dataclass(frozen=True)
class Step:
    """One thing that is done: "make price px_team_month_base"."""

    verb: str
    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.verb} {self.kind} {self.key}"


def sync_catalogue(*, is_dry: bool) -> tuple[Step, ...]:
    """What was done, or would be; nothing where Stripe has all of it already."""
    with stripe_api() as stripe:
        return (*_meters(stripe, is_dry), *_products(stripe, is_dry), *_prices(stripe, is_dry))


def _meters(stripe: Any, is_dry: bool) -> Iterator[Step]:
    known = {one.event_name for one in _all(stripe.billing.meters, {"status": "active"})}
    for meter in METERS:
        if meter.event_name in known:
            continue
        if not is_dry:
            values = {
                "display_name": str(meter.name),
                "event_name": meter.event_name,
                "default_aggregation": {"formula": "sum"},
                "customer_mapping": {
                    "type": "by_id",
                    "event_payload_key": "stripe_customer_id",
                },
                "value_settings": {"event_payload_key": "value"},
            }
            stripe.billing.meters.create(values)
        yield Step("make", "meter", meter.event_name)


def _products(stripe: Any, is_dry: bool) -> Iterator[Step]:
    known = {one.id: one.name for one in _all(stripe.products, {})}
    for key, name in {one.product: one.name for one in wanted_prices()}.items():
        if key not in known:
            if not is_dry:
                stripe.products.create({"id": key, "name": name})
            yield Step("make", "product", key)
        elif known[key] != name:
            if not is_dry:
                stripe.products.update(key, {"name": name})
            yield Step("rename", "product", key)


def _prices(stripe: Any, is_dry: bool) -> Iterator[Step]:
    asked = {"active": True, "expand": ["data.currency_options"]}
    known = {one.lookup_key: one.to_dict() for one in _all(stripe.prices, asked)}
    for wanted in wanted_prices():
        before = known.get(wanted.lookup_key)
        if before is not None and _is_same(before, wanted):
            continue
        if not is_dry:
            _make_price(stripe, wanted)
        yield Step("make", "price", wanted.lookup_key)
        if before is not None:
            # Its subscribers stay on it: an archived price is only sold no more.
            if not is_dry:
                stripe.prices.update(before["id"], {"active": False})
            yield Step("archive", "price", before["id"])


def _make_price(stripe: Any, wanted: Wanted) -> None:
    recurring: dict[str, Any] = {"interval": wanted.interval.value}
    if wanted.meter:
        meters = {
            one.event_name: one.id for one in _all(stripe.billing.meters, {"status": "active"})
        }
        recurring |= {"usage_type": "metered", "meter": meters[wanted.meter]}
    others = {one.value: amount for one, amount in wanted.amounts.items() if one is not FIRST}
    values = {
        "product": wanted.product,
        "currency": FIRST.value,
        "unit_amount": wanted.amounts[FIRST],
        "currency_options": {
            one: {"unit_amount": amount, "tax_behavior": "exclusive"}
            for one, amount in others.items()
        },
        "recurring": recurring,
        "tax_behavior": "exclusive",
        "lookup_key": wanted.lookup_key,
        "transfer_lookup_key": True,
        "metadata": {"plan": wanted.plan, "part": wanted.part},
    }
    stripe.prices.create(values)


def _is_same(before: dict[str, Any], wanted: Wanted) -> bool:
    options = before.get("currency_options") or {}
    amounts = {FIRST.value: before["unit_amount"]}
    amounts |= {one: option["unit_amount"] for one, option in options.items()}
    return amounts == {one.value: amount for one, amount in wanted.amounts.items()}


def _all(kind: Any, asked: dict[str, Any]) -> Iterator[Any]:
    """Every object of a kind, page by page."""
    yield from kind.list({"limit": 100, **asked}).auto_paging_iter()
