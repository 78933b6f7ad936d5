"""Prices: one amount for each currency, once or by the month or year, licensed or metered."""

from typing import Any

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import invalid, missing
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.price_parts import amounts_of, recurring_of, tiers_of
from sandbox.stripe.products import new_product
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import INCLUDED, page_of

_NAMES = "active lookup_key metadata nickname tax_behavior transfer_lookup_key currency_options"
_MAKING = (
    "billing_scheme currency product product_data recurring tiers tiers_mode transform_quantity "
    "unit_amount unit_amount_decimal"
)
BEHAVIORS = ("exclusive", "inclusive", "unspecified")


def new_price(stripe: Stripe, product: Obj, asked: Asked) -> Obj:
    """A price as asked for; raises StripeError where the parts do not fit together."""
    tiers = tiers_of(asked)
    scheme = asked.word("billing_scheme", ("per_unit", "tiered"), "per_unit")
    if scheme == "tiered" and (not tiers or not asked.text("tiers_mode")):
        raise missing(asked.name("tiers" if not tiers else "tiers_mode"))
    amount, decimal = amounts_of(asked) if scheme == "per_unit" else (None, None)
    if scheme == "per_unit" and decimal is None:
        raise missing(asked.name("unit_amount"))
    recurring = recurring_of(stripe, asked) if "recurring" in asked else None
    made = stripe.add(
        "price",
        {
            "active": asked.flag("active", True),
            "billing_scheme": scheme,
            "currency": asked.required("currency").lower(),
            "custom_unit_amount": None,
            "lookup_key": None,
            "metadata": asked.metadata(),
            "nickname": asked.text("nickname"),
            "product": product["id"],
            "recurring": recurring,
            "tax_behavior": asked.word("tax_behavior", BEHAVIORS, "unspecified"),
            "tiers_mode": asked.word("tiers_mode", ("graduated", "volume")),
            "transform_quantity": None,
            "type": "recurring" if recurring else "one_time",
            "unit_amount": amount,
            "unit_amount_decimal": decimal,
            "_tiers": tiers,
            "_currency_options": {},
        },
    )
    _write_options(made, asked)
    _write_key(stripe, made, asked)
    happened(stripe, "price.created", made)
    return made


@api("POST", "/v1/prices", f"{_NAMES} {_MAKING}")
def create(stripe: Stripe, asked: Asked) -> Obj:
    if "product_data" in asked:
        product = new_product(stripe, asked.part("product_data").required("name"))
        happened(stripe, "product.created", product)
    else:
        product = stripe.get("product", asked.required("product"), "product")
    return new_price(stripe, product, asked)


@api("GET", "/v1/prices", "(page) active currency lookup_keys product recurring type")
def prices(stripe: Stripe, asked: Asked) -> Obj:
    wanted: Obj = {k: asked.text(k) for k in ("currency", "product", "type") if k in asked}
    if "active" in asked:
        wanted["active"] = asked.flag("active")
    found = stripe.some("price", **wanted)
    if "lookup_keys" in asked:
        found = [one for one in found if one["lookup_key"] in asked.texts("lookup_keys")]
    return page_of(stripe, asked, found, "/v1/prices")


@api("GET", "/v1/prices/{price_id}")
def retrieve(stripe: Stripe, asked: Asked, price_id: str) -> Obj:
    return stripe.get("price", price_id)


@api("POST", "/v1/prices/{price_id}", _NAMES)
def update(stripe: Stripe, asked: Asked, price_id: str) -> Obj:
    found = stripe.get("price", price_id)
    with telling(stripe, "price.updated", found):
        found["active"] = asked.flag("active", found["active"])
        found["nickname"] = asked.text("nickname", found["nickname"])
        found["metadata"] = asked.metadata(found["metadata"])
        if "tax_behavior" in asked:
            _settle_tax_behavior(found, asked)
        _write_options(found, asked)
        _write_key(stripe, found, asked)
    return found


def _settle_tax_behavior(price: Obj, asked: Asked) -> None:
    wanted = asked.word("tax_behavior", BEHAVIORS)
    if price["tax_behavior"] not in ("unspecified", wanted):
        text = "You cannot change `tax_behavior` once it has been set to exclusive or inclusive."
        raise invalid("tax_behavior", text)
    price["tax_behavior"] = wanted


def _write_key(stripe: Stripe, price: Obj, asked: Asked) -> None:
    """A lookup key belongs to one active price; it moves only when that is asked for."""
    if "lookup_key" not in asked:
        return
    key = asked.text("lookup_key")
    for other in stripe.some("price", lookup_key=key) if key else []:
        if other["id"] == price["id"]:
            continue
        if not asked.flag("transfer_lookup_key"):
            text = f"A price (`{other['id']}`) already uses that lookup key."
            raise invalid("lookup_key", text, "resource_already_exists")
        with telling(stripe, "price.updated", other):
            other["lookup_key"] = None
    price["lookup_key"] = key


def _write_options(price: Obj, asked: Asked) -> None:
    options = asked.part("currency_options")
    for currency in options.values:
        one = options.part(currency)
        one.only(("unit_amount", "unit_amount_decimal", "tax_behavior", "tiers"))
        amount, decimal = amounts_of(one)
        price["_currency_options"][currency.lower()] = {
            "custom_unit_amount": None,
            "tax_behavior": one.text("tax_behavior", price["tax_behavior"]),
            "unit_amount": amount,
            "unit_amount_decimal": decimal,
            **({"tiers": tiers_of(one)} if "tiers" in one else {}),
        }


def _options(stripe: Stripe, price: Obj) -> Any:
    own = {k: price[k] for k in ("custom_unit_amount", "tax_behavior", "unit_amount")}
    own["unit_amount_decimal"] = price["unit_amount_decimal"]
    return {price["currency"]: own, **price["_currency_options"]}


INCLUDED["price", "currency_options"] = _options
INCLUDED["price", "tiers"] = lambda stripe, price: price["_tiers"] or None
