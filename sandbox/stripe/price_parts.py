"""The parts of a price as a request gives them: amounts, rhythm, tiers."""

from decimal import Decimal, InvalidOperation

from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import StripeError, invalid, missing
from sandbox.stripe.state import Obj, Stripe


def amounts_of(asked: Asked) -> tuple[int | None, str | None]:
    """unit_amount and unit_amount_decimal; the first is None where the second has a fraction."""
    whole = asked.whole("unit_amount")
    if whole is not None:
        return whole, str(whole)
    text = asked.text("unit_amount_decimal")
    try:
        decimal = Decimal(text) if text else None
    except InvalidOperation as error:
        raise invalid(asked.name("unit_amount_decimal"), f"Invalid decimal: {text}") from error
    if decimal is None:
        return None, None
    return (int(decimal) if decimal == int(decimal) else None), text


def recurring_of(stripe: Stripe, asked: Asked) -> Obj:
    part = asked.part("recurring")
    part.only(("interval", "interval_count", "meter", "usage_type", "trial_period_days"))
    usage = part.word("usage_type", ("licensed", "metered"), "licensed")
    meter = part.text("meter")
    if usage == "metered" and not meter:
        raise missing("recurring[meter]")
    if meter:
        stripe.get("billing.meter", meter, "recurring[meter]")
    part.required("interval")
    return {
        "interval": part.word("interval", ("day", "week", "month", "year")),
        "interval_count": part.whole("interval_count", 1),
        "meter": meter,
        "trial_period_days": part.whole("trial_period_days"),
        "usage_type": usage,
    }


def tiers_of(asked: Asked) -> list[Obj]:
    found: list[Obj] = []
    for one in asked.parts("tiers"):
        one.only(("up_to", "unit_amount", "unit_amount_decimal", "flat_amount"))
        end = one.required("up_to")
        amount, decimal = amounts_of(one)
        found.append(
            {
                "flat_amount": one.whole("flat_amount"),
                "flat_amount_decimal": one.text("flat_amount"),
                "unit_amount": amount,
                "unit_amount_decimal": decimal,
                "up_to": None if end == "inf" else int(end),
            }
        )
    if found and found[-1]["up_to"] is not None:
        raise StripeError("The last tier's up_to must be 'inf'.", param=asked.name("tiers"))
    return found
