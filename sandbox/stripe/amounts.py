"""What a price comes to, in whole units of money; halves are rounded away from zero."""

from decimal import ROUND_HALF_UP, Decimal

from sandbox.stripe.errors import StripeError
from sandbox.stripe.state import Obj


def rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def share(amount: int, part: int, whole: int) -> int:
    """amount * part / whole, exact to the unit: prorations, taxes, discounts."""
    return rounded(Decimal(amount) * part / whole) if whole else 0


def percent(amount: int, rate: float) -> int:
    return rounded(Decimal(amount) * Decimal(str(rate)) / 100)


def is_sold_in(price: Obj, currency: str) -> bool:
    return bool(price["currency"] == currency or currency in price["_currency_options"])


def unit_decimal(price: Obj, currency: str) -> str | None:
    """The price of one unit in a currency; None for tiers."""
    found: str | None = _in(price, currency)["unit_amount_decimal"]
    return found


def amount_of(price: Obj, currency: str, quantity: int) -> int:
    """What `quantity` units cost; raises StripeError where the price has no such currency."""
    own = _in(price, currency)
    if price["billing_scheme"] == "per_unit":
        return rounded(Decimal(own["unit_amount_decimal"]) * quantity)
    tiers = own.get("tiers") or price["_tiers"]
    if price["tiers_mode"] == "volume":
        tier = next(t for t in tiers if t["up_to"] is None or quantity <= t["up_to"])
        return _of_tier(tier, quantity)
    return _graduated(tiers, quantity)


def _graduated(tiers: list[Obj], quantity: int) -> int:
    total, start = 0, 0
    for tier in tiers:
        if quantity <= start and start > 0:
            break
        end = quantity if tier["up_to"] is None else min(quantity, tier["up_to"])
        total += _of_tier(tier, end - start)
        start = end if tier["up_to"] is None else tier["up_to"]
    return total


def _of_tier(tier: Obj, quantity: int) -> int:
    return int(tier["flat_amount"] or 0) + rounded(
        Decimal(tier["unit_amount_decimal"] or 0) * quantity
    )


def _in(price: Obj, currency: str) -> Obj:
    if price["currency"] == currency:
        return price
    if currency not in price["_currency_options"]:
        text = f"The price specified does not support the currency `{currency}`: {price['id']}"
        raise StripeError(text)
    found: Obj = price["_currency_options"][currency]
    return found
