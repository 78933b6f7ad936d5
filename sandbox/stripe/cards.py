"""Cards: Stripe's test numbers, what becomes of each, and whose they are."""

from datetime import UTC, datetime
from hashlib import sha256

from sandbox.stripe.errors import declined, invalid
from sandbox.stripe.happenings import happened
from sandbox.stripe.state import Obj, Stripe

# number -> brand, refusal when it is attached, refusal when it is charged later
NUMBERS: dict[str, tuple[str, str | None, str | None]] = {
    "4242424242424242": ("visa", None, None),
    "5555555555554444": ("mastercard", None, None),
    "4000000000000002": ("visa", "generic_decline", "generic_decline"),
    "4000000000009995": ("visa", "insufficient_funds", "insufficient_funds"),
    "4000000000000069": ("visa", "expired_card", "expired_card"),
    "4000000000000127": ("visa", "incorrect_cvc", "incorrect_cvc"),
    "4000000000000341": ("visa", None, "generic_decline"),
}
# what Stripe's libraries send instead of a number in tests
TOKENS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeDeclinedExpiredCard": "4000000000000069",
    "pm_card_chargeCustomerFail": "4000000000000341",
}


def new_card(
    stripe: Stripe, number: str, month: int = 12, year: int = 2034, billing: Obj | None = None
) -> Obj:
    """A card that belongs to nobody yet; raises incorrect_number for one that is no test's."""
    number = "".join(number.split())
    if number not in NUMBERS:
        raise declined("incorrect_number", param="number")
    if not 1 <= month <= 12:
        raise invalid("exp_month", "Your card's expiration month is invalid.")
    brand = NUMBERS[number][0]
    empty = dict.fromkeys(("address", "email", "name", "phone", "tax_id"))
    card = {
        "brand": brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "US",
        "display_brand": brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": sha256(number.encode()).hexdigest()[:16],
        "funding": "credit",
        "generated_from": None,
        "last4": number[-4:],
        "networks": {"available": [brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    return stripe.add(
        "payment_method",
        {
            "allow_redisplay": "always",
            "billing_details": {**empty, **(billing or {})},
            "card": card,
            "customer": None,
            "customer_account": None,
            "metadata": {},
            "type": "card",
            "_number": number,
        },
    )


def attach(stripe: Stripe, method: str, customer: str) -> Obj:
    """Give a card, or the card of a test's token, to a customer; raises a card error."""
    if method in TOKENS:
        found = new_card(stripe, TOKENS[method])
    else:
        found = stripe.get("payment_method", method, "payment_method")
    stripe.get("customer", customer, "customer")
    if found["customer"] == customer:
        return found
    if found["customer"]:
        text = "The payment method you provided has already been attached to a customer."
        raise invalid("payment_method", text, "payment_method_unexpected_state")
    refusal = NUMBERS[found["_number"]][1]
    if refusal:
        raise declined(refusal)
    found["customer"] = customer
    happened(stripe, "payment_method.attached", found)
    return found


def detach(stripe: Stripe, found: Obj) -> None:
    customer = stripe.table("customer")[found["customer"]]
    settings = customer["invoice_settings"]
    if settings["default_payment_method"] == found["id"]:
        settings["default_payment_method"] = None
    for one in stripe.some("subscription", default_payment_method=found["id"]):
        one["default_payment_method"] = None
    found["customer"] = None
    happened(stripe, "payment_method.detached", found)


def default_card(stripe: Stripe, customer: Obj, subscription: Obj | None = None) -> Obj | None:
    """What a subscription is charged to: its own card, or else its customer's."""
    own = subscription["default_payment_method"] if subscription else None
    found = own or customer["invoice_settings"]["default_payment_method"]
    return stripe.table("payment_method").get(found) if found else None


def refusal_of(stripe: Stripe, card: Obj, customer: Obj) -> str | None:
    """Why the bank refuses a charge now; None where it pays."""
    if code := customer.get("_declines"):
        return str(code)
    now = datetime.fromtimestamp(stripe.time_of(customer), UTC)
    if (card["card"]["exp_year"], card["card"]["exp_month"]) < (now.year, now.month):
        return "expired_card"
    return NUMBERS[card["_number"]][2]
