"""What an invoice comes to: subtotal, discounts, taxes, total, and what is left to pay."""

from sandbox.stripe import discounts as discounting
from sandbox.stripe.amounts import percent, share
from sandbox.stripe.lines import is_proration
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.taxes import automatic, taxed


def total_up(stripe: Stripe, invoice: Obj) -> None:
    """Write all amounts of a draft from its lines."""
    for one in invoice["lines"]:
        one |= {"discount_amounts": [], "taxes": [], "invoice": invoice["id"]}
    for found in invoice["discounts"]:
        _discount(stripe, invoice, stripe.table("discount")[found])
    _tax(stripe, invoice)
    lines = invoice["lines"]
    subtotal = sum(one["amount"] for one in lines)
    off = sum(_off(one) for one in lines)
    exclusive = sum(_taxes(one, "exclusive") for one in lines)
    inclusive = sum(_taxes(one, "inclusive") for one in lines)
    invoice |= {
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - inclusive,
        "total": subtotal - off + exclusive,
        "total_excluding_tax": subtotal - off - inclusive,
        "total_discount_amounts": _summed_discounts(lines),
        "total_taxes": _summed_taxes(lines),
        "total_pretax_credit_amounts": [],
    }
    settle_balance(stripe, invoice)


def settle_balance(stripe: Stripe, invoice: Obj) -> None:
    """What is left after the customer's balance: credit is negative, and is used up first."""
    balance = stripe.table("customer")[invoice["customer"]]["balance"]
    due = max(0, invoice["total"] + balance) if invoice["total"] >= 0 else 0
    invoice |= {
        "starting_balance": balance,
        "amount_due": due,
        "amount_remaining": due - invoice["amount_paid"],
        "_balance_after": invoice["total"] + balance - due,
    }


def _off(one: Obj) -> int:
    return sum(int(found["amount"]) for found in one["discount_amounts"])


def _taxes(one: Obj, behavior: str) -> int:
    return sum(int(found["amount"]) for found in one["taxes"] if found["tax_behavior"] == behavior)


def _discount(stripe: Stripe, invoice: Obj, discount: Obj) -> None:
    """Percents come off every line, credits too; an amount off the new lines, in their shares."""
    coupon = discounting.coupon_of(stripe, discount)
    lines = invoice["lines"]
    if coupon["percent_off"] is not None:
        parts = [percent(one["amount"] - _off(one), coupon["percent_off"]) for one in lines]
    else:
        parts = _shares(lines, coupon, invoice["currency"])
    for one, part in zip(lines, parts, strict=True):
        if part:
            one["discount_amounts"].append({"amount": part, "discount": discount["id"]})


def _shares(lines: list[Obj], coupon: Obj, currency: str) -> list[int]:
    worths = [0 if is_proration(one) else max(0, one["amount"] - _off(one)) for one in lines]
    whole = sum(worths)
    left = min(coupon["amount_off"], whole) if coupon["currency"] == currency else 0
    parts: list[int] = []
    for worth in worths:
        part = share(left, worth, whole)
        parts.append(part)
        left, whole = left - part, whole - worth
    return parts


def _tax(stripe: Stripe, invoice: Obj) -> None:
    rates: list[tuple[Obj, str]] = []
    if invoice["automatic_tax"]["enabled"]:
        found = automatic(stripe, stripe.table("customer")[invoice["customer"]])
        status = "complete" if found else "requires_location_inputs"
        invoice["automatic_tax"]["status"] = status
        rates = [found] if found else []
    for one in invoice["lines"]:
        own = [*invoice["_tax_rates"]] if not rates else []
        fixed = [(stripe.table("tax_rate")[rate], "standard_rated") for rate in own]
        for rate, reason in rates or fixed:
            inclusive = rate["inclusive"] or _is_inclusive(stripe, one)
            worth = one["amount"] - _off(one)
            one["taxes"].append(taxed(worth, rate, reason, inclusive=inclusive))


def _is_inclusive(stripe: Stripe, one: Obj) -> bool:
    if not one["pricing"]:
        return False
    price = stripe.table("price")[one["pricing"]["price_details"]["price"]]
    return bool(price["tax_behavior"] == "inclusive")


def _summed_discounts(lines: list[Obj]) -> list[Obj]:
    found: dict[str, int] = {}
    for one in lines:
        for part in one["discount_amounts"]:
            found[part["discount"]] = found.get(part["discount"], 0) + part["amount"]
    return [{"amount": amount, "discount": discount} for discount, amount in found.items()]


def _summed_taxes(lines: list[Obj]) -> list[Obj]:
    found: dict[tuple[str, str], Obj] = {}
    for one in lines:
        for part in one["taxes"]:
            key = (part["tax_rate_details"]["tax_rate"], part["tax_behavior"])
            known = found.setdefault(key, {**part, "amount": 0, "taxable_amount": 0})
            known["amount"] += part["amount"]
            known["taxable_amount"] += part["taxable_amount"]
    return list(found.values())
