"""What a filled-in checkout page leads to: customer, card, subscription, first payment."""

from sandbox.stripe.beginnings import Terms
from sandbox.stripe.cards import attach, new_card
from sandbox.stripe.customers import new_customer
from sandbox.stripe.errors import StripeError, declined
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.periods import DAY
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.subscribing import begin
from sandbox.stripe.tax_ids import EU, add_tax_id

Form = dict[str, str]


def complete(stripe: Stripe, session: Obj, form: Form) -> Obj:
    """The session after its page was sent in; raises StripeError, and then nothing has happened."""
    customer = _customer(stripe, session, form)
    card = _card(stripe, session, customer, form)
    data, now = session["_data"], stripe.time_of(customer)
    trial_end = now + data["days"] * DAY if data["days"] else data["trial_end"]
    tax = session["automatic_tax"]["enabled"]
    values = {
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": tax,
            "liability": {"type": "self"} if tax else None,
        },
        "default_payment_method": card and card["id"],
        "default_tax_rates": data["rates"],
        "description": data["description"],
        "metadata": data["metadata"],
        "trial_settings": {"end_behavior": {"missing_payment_method": data["missing"]}},
    }
    terms = Terms(
        currency=session["currency"],
        trial_end=trial_end,
        behavior="error_if_incomplete",
        discounts=session["_discounts"],
        values=values,
    )
    wanted = [{k: v for k, v in one.items() if k != "id"} for one in session["_lines"]]
    subscription = begin(stripe, customer, wanted, terms)
    _write(stripe, session, customer, subscription)
    happened(stripe, "checkout.session.completed", session)
    return session


def _customer(stripe: Stripe, session: Obj, form: Form) -> Obj:
    """The customer of the session, or a new one; with what the page collected."""
    country = form.get("country") or None
    empty = dict.fromkeys(("city", "line1", "line2", "postal_code", "state"))
    address = {**empty, "country": country, "line1": form.get("line1") or None} if country else None
    if session["customer"]:
        found = stripe.get("customer", session["customer"])
        with telling(stripe, "customer.updated", found):
            if session["_update"].get("address") == "auto" and address:
                found["address"] = address
            if session["_update"].get("name") == "auto" and form.get("name"):
                found["name"] = form["name"]
    else:
        email = session["customer_email"] or form.get("email")
        if not email:
            raise StripeError("Email is required.", param="email")
        found = new_customer(stripe, email=email, name=form.get("name") or None)
        found["address"] = address
        happened(stripe, "customer.created", found)
    if session["automatic_tax"]["enabled"] and not found["address"]:
        raise StripeError("Country is required.", param="country")
    number = form.get("tax_id", "").replace(" ", "")
    if session["tax_id_collection"]["enabled"] and number:
        kind = "eu_vat" if number[:2] in (*EU, "EL") else "gb_vat"
        add_tax_id(stripe, found, kind, number)
    return found


def _card(stripe: Stripe, session: Obj, customer: Obj, form: Form) -> Obj | None:
    number = form.get("card_number", "").replace(" ", "")
    is_free = bool(session["_data"]["days"] or session["_data"]["trial_end"])
    if not number and is_free and session["payment_method_collection"] == "if_required":
        return None
    if not number:
        raise declined("incorrect_number", param="number")
    month, year = expiry_of(form.get("expiry", ""))
    billing = {"name": form.get("name") or None, "email": customer["email"]}
    made = new_card(stripe, number, month, year, billing)
    return attach(stripe, str(made["id"]), customer["id"])


def expiry_of(text: str) -> tuple[int, int]:
    """12/34 or 12 / 2034."""
    month, _, year = text.replace(" ", "").partition("/")
    if not (month.isdigit() and year.isdigit()):
        raise StripeError("Your card's expiration date is incomplete.", param="expiry")
    return int(month), int(year) + (2000 if len(year) == 2 else 0)


def _write(stripe: Stripe, session: Obj, customer: Obj, subscription: Obj) -> None:
    invoice = stripe.table("invoice")[subscription["latest_invoice"]]
    numbers = stripe.some("tax_id", customer=customer["id"])
    off = sum(one["amount"] for one in invoice["total_discount_amounts"])
    tax = sum(one["amount"] for one in invoice["total_taxes"])
    session |= {
        "amount_subtotal": invoice["subtotal"],
        "amount_total": invoice["total"],
        "customer": customer["id"],
        "customer_details": {
            "address": customer["address"],
            "business_name": None,
            "email": customer["email"],
            "individual_name": None,
            "name": customer["name"],
            "phone": customer["phone"],
            "tax_exempt": customer["tax_exempt"],
            "tax_ids": [{"type": one["type"], "value": one["value"]} for one in numbers],
        },
        "invoice": invoice["id"],
        "payment_status": "paid" if invoice["total"] else "no_payment_required",
        "status": "complete",
        "subscription": subscription["id"],
        "total_details": {"amount_discount": off, "amount_shipping": 0, "amount_tax": tax},
        "url": None,
    }
    session["automatic_tax"]["status"] = invoice["automatic_tax"]["status"]
