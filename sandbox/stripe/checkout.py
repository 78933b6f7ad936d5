"""Checkout sessions: what is offered, until somebody has paid on the hosted page."""

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.discounts import asked_discounts
from sandbox.stripe.errors import StripeError, invalid
from sandbox.stripe.happenings import happened
from sandbox.stripe.ids import new_id
from sandbox.stripe.lines import name_of
from sandbox.stripe.offering import (
    check_collection,
    line_amount,
    line_wanted,
    session_values,
    subscription_data,
)
from sandbox.stripe.state import Obj, Stripe, words
from sandbox.stripe.views import INCLUDED, list_of, page_of, shown

KIND = "checkout.session"
URL = "/v1/checkout/sessions"
_NAMES = (
    "mode line_items customer customer_email customer_update client_reference_id metadata "
    "success_url cancel_url subscription_data allow_promotion_codes discounts automatic_tax "
    "tax_id_collection billing_address_collection payment_method_collection currency locale "
    "expires_at payment_method_types ui_mode"
)
_EMPTY = words(
    "after_expiration client_secret collected_information consent consent_collection "
    "customer_creation customer_account customer_details invoice invoice_creation "
    "payment_intent payment_link payment_method_configuration_details payment_method_options "
    "phone_number_collection recovered_from setup_intent shipping_address_collection "
    "shipping_cost submit_type subscription wallet_options saved_payment_method_options "
    "currency_conversion adaptive_pricing permissions origin_context"
)


@api("POST", URL, _NAMES)
def create(stripe: Stripe, asked: Asked) -> Obj:
    if asked.required("mode") != "subscription":
        raise invalid("mode", "This look-alike sells subscriptions alone.")
    asked.required("success_url")
    customer = asked.text("customer")
    if customer:
        stripe.get("customer", customer, "customer")
    lines = [line_wanted(stripe, one) for one in asked.parts("line_items")]
    if not lines:
        raise StripeError("Missing required param: line_items.", param="line_items")
    if asked.flag("allow_promotion_codes") and "discounts" in asked:
        raise StripeError(
            "You may only specify one of these parameters: allow_promotion_codes, discounts."
        )
    check_collection(asked, customer)
    session_id = new_id(KIND)
    return stripe.add(
        KIND,
        {
            **dict.fromkeys(_EMPTY),
            **session_values(stripe, asked, lines),
            "url": f"{stripe.browser_origin}/c/pay/{session_id}",
            "_discounts": asked_discounts(stripe, asked, customer),
            "_lines": lines,
            "_data": subscription_data(stripe, asked),
            "_update": asked.part("customer_update").values,
        },
        id=session_id,
        created=stripe.now(),
    )


@api("GET", URL, "(page) customer subscription status")
def sessions(stripe: Stripe, asked: Asked) -> Obj:
    wanted = {k: asked.text(k) for k in ("customer", "subscription", "status") if k in asked}
    return page_of(stripe, asked, stripe.some(KIND, **wanted), URL)


@api("GET", f"{URL}/{{session_id}}")
def retrieve(stripe: Stripe, asked: Asked, session_id: str) -> Obj:
    return stripe.get(KIND, session_id)


@api("GET", f"{URL}/{{session_id}}/line_items", "limit starting_after ending_before")
def line_items(stripe: Stripe, asked: Asked, session_id: str) -> Obj:
    return _lines(stripe, stripe.get(KIND, session_id))


@api("POST", f"{URL}/{{session_id}}/expire")
def expire(stripe: Stripe, asked: Asked, session_id: str) -> Obj:
    found = stripe.get(KIND, session_id)
    if found["status"] != "open":
        raise StripeError("Only Checkout Sessions with a status in [open] can be expired.")
    found |= {"status": "expired", "url": None}
    happened(stripe, "checkout.session.expired", found)
    return found


def _lines(stripe: Stripe, session: Obj) -> Obj:
    found = []
    for one in session["_lines"]:
        price = stripe.table("price")[one["price"]]
        amount = line_amount(stripe, one, session["currency"])
        found.append(
            {
                "id": one["id"],
                "object": "item",
                "amount_discount": 0,
                "amount_subtotal": amount,
                "amount_tax": 0,
                "amount_total": amount,
                "currency": session["currency"],
                "description": name_of(stripe, price),
                "price": shown(stripe, price),
                "quantity": one["quantity"],
            }
        )
    return list_of(found, f"{URL}/{session['id']}/line_items")


INCLUDED[KIND, "line_items"] = _lines
