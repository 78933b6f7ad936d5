"""Which price of Stripe's is which part of a plan: by lookup key, so that no ids stand here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from billing.plans import METERS, SOLD_ONLINE, Amounts, Currency, Interval, Plan

# The currency in which a price is made; the others are its options.
FIRST = Currency.EUR


@dataclass(frozen=True)
class Wanted:
    """One price as the catalogue has it; `meter` is the event name of what is paid by use."""

    lookup_key: str
    product: str
    name: str
    plan: str
    part: str
    interval: Interval
    amounts: Amounts
    meter: str = ""


def lookup_key(plan: str, interval: str, part: str) -> str:
    """ "px_team_month_base"; what is paid by use costs the same in every plan."""
    return f"px_{plan}_{interval}_{part}"


def wanted_prices() -> Iterator[Wanted]:
    """Every price that Stripe should have."""
    for plan in SOLD_ONLINE:
        for interval, price in plan.prices.items():
            for part, amounts in (("base", price.base), ("seat", price.seat)):
                key = lookup_key(plan.key, interval, part)
                product = f"px_{plan.key}_{part}"
                name = _product_name(plan, part)
                yield Wanted(key, product, name, plan.key, part, interval, amounts)
    for meter in METERS:
        for interval in Interval:
            part = meter.resource.value
            key, product = lookup_key("use", interval, part), f"px_use_{part}"
            name = str(meter.name)
            yield Wanted(key, product, name, "", part, interval, meter.price, meter.event_name)


def price_ids(stripe: Any, plan: Plan, interval: Interval) -> dict[str, str]:
    """{part: id of its price} of a plan; raises LookupError where sync_plans has not run."""
    keys = {part: lookup_key(plan.key, interval, part) for part in ("base", "seat")}
    if plan.is_metered:
        for meter in METERS:
            keys[meter.resource.value] = lookup_key("use", interval, meter.resource.value)
    asked = {"lookup_keys": list(keys.values()), "active": True, "limit": 10}
    found = {one.lookup_key: str(one.id) for one in stripe.prices.list(asked).data}
    missing = sorted(set(keys.values()) - set(found))
    if missing:
        raise LookupError(f"Stripe has no price {missing[0]}; run `./run manage sync_plans`.")
    return {part: found[key] for part, key in keys.items()}


def _product_name(plan: Plan, part: str) -> str:
    return f"Proactivox {plan.name}" if part == "base" else f"Proactivox {plan.name}: member"
