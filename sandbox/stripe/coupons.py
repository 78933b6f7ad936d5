"""Coupons, and the promotion codes that people type."""

import secrets

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import StripeError, invalid, missing
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import VIEWS, page_of

_MAKING = (
    "id amount_off percent_off currency duration duration_in_months max_redemptions metadata name "
    "redeem_by"
)


@api("POST", "/v1/coupons", _MAKING)
def create(stripe: Stripe, asked: Asked) -> Obj:
    off, percent = asked.whole("amount_off"), asked.number("percent_off")
    if (off is None) == (percent is None):
        raise missing("percent_off")
    if percent is not None and not 0 < percent <= 100:
        raise invalid("percent_off", "percent_off must be between 0 and 100.")
    if off is not None:
        asked.required("currency")
    duration = asked.word("duration", ("once", "repeating", "forever"), "once")
    if duration == "repeating":
        asked.required("duration_in_months")
    if asked.text("id") in stripe.table("coupon"):
        raise StripeError("Coupon already exists.", code="resource_already_exists", param="id")
    made = stripe.add(
        "coupon",
        {
            "amount_off": off,
            "currency": asked.text("currency"),
            "duration": duration,
            "duration_in_months": asked.whole("duration_in_months"),
            "max_redemptions": asked.whole("max_redemptions"),
            "metadata": asked.metadata(),
            "name": asked.text("name"),
            "percent_off": percent,
            "redeem_by": asked.whole("redeem_by"),
            "times_redeemed": 0,
        },
        id=asked.text("id"),
    )
    happened(stripe, "coupon.created", made)
    return made


@api("GET", "/v1/coupons", "(page)")
def coupons(stripe: Stripe, asked: Asked) -> Obj:
    return page_of(stripe, asked, stripe.some("coupon"), "/v1/coupons")


@api("GET", "/v1/coupons/{coupon_id}")
def retrieve(stripe: Stripe, asked: Asked, coupon_id: str) -> Obj:
    return stripe.get("coupon", coupon_id)


@api("POST", "/v1/coupons/{coupon_id}", "metadata name")
def update(stripe: Stripe, asked: Asked, coupon_id: str) -> Obj:
    found = stripe.get("coupon", coupon_id)
    with telling(stripe, "coupon.updated", found):
        found["name"] = asked.text("name", found["name"])
        found["metadata"] = asked.metadata(found["metadata"])
    return found


@api("DELETE", "/v1/coupons/{coupon_id}")
def delete(stripe: Stripe, asked: Asked, coupon_id: str) -> Obj:
    found = stripe.get("coupon", coupon_id)
    happened(stripe, "coupon.deleted", found)
    found["deleted"] = True
    return found


@api(
    "POST",
    "/v1/promotion_codes",
    "promotion code active customer expires_at max_redemptions metadata",
)
def create_code(stripe: Stripe, asked: Asked) -> Obj:
    asked.part("promotion").required("coupon")
    coupon = stripe.get("coupon", asked.part("promotion").text("coupon"), "promotion[coupon]")
    code = asked.text("code") or secrets.token_hex(4).upper()
    if any(
        one["code"].upper() == code.upper() for one in stripe.some("promotion_code", active=True)
    ):
        raise invalid("code", f"An active promotion code with `code: {code}` already exists.")
    made = stripe.add(
        "promotion_code",
        {
            "active": asked.flag("active", True),
            "code": code,
            "customer": asked.text("customer"),
            "customer_account": None,
            "expires_at": asked.whole("expires_at"),
            "max_redemptions": asked.whole("max_redemptions"),
            "metadata": asked.metadata(),
            "promotion": {"coupon": coupon["id"], "type": "coupon"},
            "restrictions": {
                "first_time_transaction": False,
                "minimum_amount": None,
                "minimum_amount_currency": None,
            },
            "times_redeemed": 0,
        },
    )
    happened(stripe, "promotion_code.created", made)
    return made


@api("GET", "/v1/promotion_codes", "(page) code active coupon customer")
def codes(stripe: Stripe, asked: Asked) -> Obj:
    found = stripe.some("promotion_code")
    if "active" in asked:
        found = [one for one in found if one["active"] == asked.flag("active")]
    if code := asked.text("code"):
        found = [one for one in found if one["code"].upper() == code.upper()]
    if coupon := asked.text("coupon"):
        found = [one for one in found if one["promotion"]["coupon"] == coupon]
    return page_of(stripe, asked, found, "/v1/promotion_codes")


@api("GET", "/v1/promotion_codes/{code_id}")
def retrieve_code(stripe: Stripe, asked: Asked, code_id: str) -> Obj:
    return stripe.get("promotion_code", code_id)


@api("POST", "/v1/promotion_codes/{code_id}", "active metadata")
def update_code(stripe: Stripe, asked: Asked, code_id: str) -> Obj:
    found = stripe.get("promotion_code", code_id)
    with telling(stripe, "promotion_code.updated", found):
        found["active"] = asked.flag("active", found["active"])
        found["metadata"] = asked.metadata(found["metadata"])
    return found


def is_valid(stripe: Stripe, coupon: Obj) -> bool:
    """Not deleted, not run out, not used up."""
    limit, until = coupon["max_redemptions"], coupon["redeem_by"]
    is_used_up = limit is not None and coupon["times_redeemed"] >= limit
    return not (coupon.get("deleted") or is_used_up or (until and stripe.now() > until))


VIEWS["coupon"] = lambda stripe, coupon: {"valid": is_valid(stripe, coupon)}
