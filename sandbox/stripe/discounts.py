"""Coupons that somebody has: on a subscription or a customer, and how long they last."""

from sandbox.stripe.asked import Asked
from sandbox.stripe.coupons import is_valid
from sandbox.stripe.errors import StripeError, invalid, no_such
from sandbox.stripe.periods import later
from sandbox.stripe.state import Obj, Stripe


def code_named(stripe: Stripe, typed: str, customer: str | None) -> Obj | None:
    """The promotion code that somebody may use by typing it; None where there is none."""
    for one in stripe.some("promotion_code", active=True):
        if one["code"].upper() == typed.strip().upper() and _is_open(stripe, one, customer):
            return one
    return None


def _is_open(stripe: Stripe, code: Obj, customer: str | None) -> bool:
    limit, until = code["max_redemptions"], code["expires_at"]
    if limit is not None and code["times_redeemed"] >= limit:
        return False
    if (until and stripe.now() > until) or code["customer"] not in (None, customer):
        return False
    coupon = stripe.table("coupon").get(code["promotion"]["coupon"])
    return coupon is not None and is_valid(stripe, coupon)


def asked_discounts(stripe: Stripe, asked: Asked, customer: str | None) -> list[Obj]:
    """[{"coupon", "promotion_code"}] of a `discounts` parameter; raises StripeError."""
    found: list[Obj] = []
    for one in asked.parts("discounts"):
        one.only(("coupon", "promotion_code", "discount"))
        code_id, coupon_id = one.text("promotion_code"), one.text("coupon")
        if code_id:
            code = stripe.get("promotion_code", code_id, one.name("promotion_code"))
            if not code["active"] or not _is_open(stripe, code, customer):
                text = "This promotion code cannot be redeemed."
                raise invalid(one.name("promotion_code"), text)
            coupon_id = code["promotion"]["coupon"]
        if kept := one.text("discount"):
            found.append({"discount": stripe.get("discount", kept, one.name("discount"))["id"]})
            continue
        coupon = stripe.table("coupon").get(coupon_id or "")
        if coupon is None or coupon.get("deleted"):
            raise no_such("coupon", coupon_id or "", one.name("coupon"))
        if not is_valid(stripe, coupon):
            raise StripeError(f"Coupon expired: {coupon['id']}", code="coupon_expired")
        found.append({"coupon": coupon["id"], "promotion_code": code_id})
    return found


def redeem(stripe: Stripe, found: Obj, customer: str, subscription: str | None) -> str:
    """The id of the discount that an asked one becomes; a kept one stays what it is."""
    if "discount" in found:
        return str(found["discount"])
    coupon = stripe.table("coupon")[found["coupon"]]
    coupon["times_redeemed"] += 1
    if found["promotion_code"]:
        stripe.table("promotion_code")[found["promotion_code"]]["times_redeemed"] += 1
    start = stripe.time_of({"customer": customer})
    months = coupon["duration_in_months"]
    is_repeating = coupon["duration"] == "repeating"
    made = stripe.add(
        "discount",
        {
            "checkout_session": None,
            "customer": customer,
            "customer_account": None,
            "end": later(start, "month", months) if is_repeating else None,
            "invoice": None,
            "invoice_item": None,
            "promotion_code": found["promotion_code"],
            "source": {"coupon": coupon["id"], "type": "coupon"},
            "start": start,
            "subscription": subscription,
            "subscription_item": None,
        },
    )
    del made["created"], made["livemode"]
    return str(made["id"])


def running(stripe: Stripe, subscription: Obj) -> list[Obj]:
    """The discounts that count for an invoice made now: the subscription's, or the customer's."""
    customer = stripe.table("customer")[subscription["customer"]]
    ids = subscription["discounts"] or ([customer["_discount"]] if customer["_discount"] else [])
    found = [stripe.table("discount")[one] for one in ids]
    now = stripe.time_of(subscription)
    return [one for one in found if one["end"] is None or one["end"] > now]


def use(stripe: Stripe, subscription: Obj, discounts: list[Obj]) -> None:
    """After an invoice: what counts once has counted."""
    customer = stripe.table("customer")[subscription["customer"]]
    for one in discounts:
        if coupon_of(stripe, one)["duration"] == "once":
            one["end"] = stripe.time_of(subscription)
            if customer["_discount"] == one["id"]:
                customer["_discount"] = None
            if one["id"] in subscription["discounts"]:
                subscription["discounts"].remove(one["id"])


def coupon_of(stripe: Stripe, discount: Obj) -> Obj:
    found: Obj = stripe.table("coupon")[discount["source"]["coupon"]]
    return found
