"""The API of cards: made, attached, listed, detached; and intents to set one up."""

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.cards import TOKENS, attach, detach, new_card
from sandbox.stripe.errors import StripeError, missing
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.ids import new_id
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import page_of


@api("POST", "/v1/payment_methods", "type card billing_details metadata")
def create(stripe: Stripe, asked: Asked) -> Obj:
    asked.word("type", ("card",))
    card, billing = asked.part("card"), asked.part("billing_details").values
    if token := card.text("token"):
        return new_card(stripe, TOKENS.get(token.replace("tok_", "pm_card_"), ""), billing=billing)
    month, year = card.whole("exp_month", 12), card.whole("exp_year", 2034)
    return new_card(stripe, card.required("number"), month or 0, year or 0, billing)


@api("GET", "/v1/payment_methods", "(page) customer type")
def methods(stripe: Stripe, asked: Asked) -> Obj:
    found = stripe.some("payment_method", customer=asked.text("customer"))
    return page_of(stripe, asked, found, "/v1/payment_methods")


@api("GET", "/v1/customers/{customer_id}/payment_methods", "(page) type")
def methods_of(stripe: Stripe, asked: Asked, customer_id: str) -> Obj:
    stripe.get("customer", customer_id)
    found = stripe.some("payment_method", customer=customer_id)
    return page_of(stripe, asked, found, f"/v1/customers/{customer_id}/payment_methods")


@api("GET", "/v1/payment_methods/{method_id}")
def retrieve(stripe: Stripe, asked: Asked, method_id: str) -> Obj:
    return stripe.get("payment_method", method_id)


@api("POST", "/v1/payment_methods/{method_id}", "metadata card")
def update(stripe: Stripe, asked: Asked, method_id: str) -> Obj:
    found = stripe.get("payment_method", method_id)
    with telling(stripe, "payment_method.updated", found):
        found["metadata"] = asked.metadata(found["metadata"])
        for name in ("exp_month", "exp_year"):
            found["card"][name] = asked.part("card").whole(name, found["card"][name])
    return found


@api("POST", "/v1/payment_methods/{method_id}/attach", "customer")
def attach_to(stripe: Stripe, asked: Asked, method_id: str) -> Obj:
    return attach(stripe, method_id, asked.required("customer"))


@api("POST", "/v1/payment_methods/{method_id}/detach")
def detach_from(stripe: Stripe, asked: Asked, method_id: str) -> Obj:
    found = stripe.get("payment_method", method_id)
    if not found["customer"]:
        raise StripeError("The payment method you provided is not attached to a customer.")
    detach(stripe, found)
    return found


@api(
    "POST",
    "/v1/setup_intents",
    "customer payment_method usage confirm metadata payment_method_types",
)
def create_setup(stripe: Stripe, asked: Asked) -> Obj:
    empty = ("application", "cancellation_reason", "description", "last_setup_error", "mandate")
    intent_id = new_id("setup_intent")
    made = stripe.add(
        "setup_intent",
        {
            **dict.fromkeys((*empty, "latest_attempt", "next_action", "on_behalf_of")),
            "client_secret": f"{intent_id}_secret_{new_id('coupon')}",
            "customer": asked.text("customer"),
            "metadata": asked.metadata(),
            "payment_method": asked.text("payment_method"),
            "payment_method_types": ["card"],
            "status": "requires_payment_method",
            "usage": asked.text("usage", "off_session"),
        },
        id=intent_id,
    )
    happened(stripe, "setup_intent.created", made)
    return _confirm(stripe, made) if asked.flag("confirm") else made


@api("GET", "/v1/setup_intents/{intent_id}")
def retrieve_setup(stripe: Stripe, asked: Asked, intent_id: str) -> Obj:
    return stripe.get("setup_intent", intent_id)


@api("POST", "/v1/setup_intents/{intent_id}/confirm", "payment_method")
def confirm_setup(stripe: Stripe, asked: Asked, intent_id: str) -> Obj:
    found = stripe.get("setup_intent", intent_id)
    found["payment_method"] = asked.text("payment_method", found["payment_method"])
    return _confirm(stripe, found)


def _confirm(stripe: Stripe, intent: Obj) -> Obj:
    if not intent["payment_method"] or not intent["customer"]:
        raise missing("payment_method" if intent["customer"] else "customer")
    card = attach(stripe, intent["payment_method"], intent["customer"])
    intent |= {"payment_method": card["id"], "status": "succeeded"}
    happened(stripe, "setup_intent.succeeded", intent)
    return intent
