"""Customers: who buys, where they are, what they owe or are owed."""

import secrets

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.cards import attach
from sandbox.stripe.errors import invalid
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.tax_ids import add_tax_id
from sandbox.stripe.views import INCLUDED, VIEWS, list_of, page_of, shown

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
_TEXTS = ("name", "email", "phone", "description", "business_name", "individual_name")
_NAMES = (
    "name email phone description business_name individual_name address shipping balance metadata "
    "preferred_locales tax_exempt invoice_prefix next_invoice_sequence invoice_settings tax"
)


def new_customer(stripe: Stripe, **values: str | None) -> Obj:
    """A customer with nothing but these values; told by customer.created later."""
    empty = dict.fromkeys((*_TEXTS, "address", "shipping", "currency", "default_source"))
    return stripe.add(
        "customer",
        {
            **empty,
            "test_clock": None,
            "customer_account": None,
            "balance": 0,
            "delinquent": False,
            "invoice_prefix": secrets.token_hex(4).upper(),
            "invoice_settings": {
                "custom_fields": None,
                "default_payment_method": None,
                "footer": None,
                "rendering_options": None,
            },
            "metadata": {},
            "next_invoice_sequence": 1,
            "preferred_locales": [],
            "tax_exempt": "none",
            "_discount": None,
            **values,
        },
    )


@api("POST", "/v1/customers", f"{_NAMES} payment_method tax_id_data test_clock coupon")
def create(stripe: Stripe, asked: Asked) -> Obj:
    clock = asked.text("test_clock")
    if clock:
        stripe.get("test_helpers.test_clock", clock, "test_clock")
    made = new_customer(stripe, test_clock=clock)
    _write(stripe, made, asked)
    if method := asked.text("payment_method"):
        attach(stripe, method, made["id"])
    happened(stripe, "customer.created", made)
    for one in asked.parts("tax_id_data"):
        add_tax_id(stripe, made, one.required("type"), one.required("value"))
    return made


@api("GET", "/v1/customers", "(page) email test_clock")
def customers(stripe: Stripe, asked: Asked) -> Obj:
    wanted = {k: asked.text(k) for k in ("email", "test_clock") if k in asked}
    return page_of(stripe, asked, stripe.some("customer", **wanted), "/v1/customers")


@api("GET", "/v1/customers/{customer_id}")
def retrieve(stripe: Stripe, asked: Asked, customer_id: str) -> Obj:
    gone = stripe.table("customer").get(customer_id, {})
    return gone if gone.get("deleted") else stripe.get("customer", customer_id)


@api("POST", "/v1/customers/{customer_id}", f"{_NAMES} default_source")
def update(stripe: Stripe, asked: Asked, customer_id: str) -> Obj:
    found = stripe.get("customer", customer_id)
    with telling(stripe, "customer.updated", found):
        _write(stripe, found, asked)
    return found


@api("DELETE", "/v1/customers/{customer_id}")
def delete(stripe: Stripe, asked: Asked, customer_id: str) -> Obj:
    from sandbox.stripe.ending import end_now

    found = stripe.get("customer", customer_id)
    for one in stripe.some("subscription", customer=customer_id):
        if one["status"] not in ("canceled", "incomplete_expired"):
            end_now(stripe, one, "cancellation_requested")
    happened(stripe, "customer.deleted", found)
    found["deleted"] = True
    return found


def _write(stripe: Stripe, customer: Obj, asked: Asked) -> None:
    for name in _TEXTS:
        if name in asked:
            customer[name] = asked.text(name)
    if "address" in asked:
        customer["address"] = address_of(asked.part("address")) if asked.values["address"] else None
    for name in ("balance", "next_invoice_sequence"):
        if name in asked:
            customer[name] = asked.whole(name, 0)
    if "shipping" in asked:
        customer["shipping"] = asked.part("shipping").values or None
    if "preferred_locales" in asked:
        customer["preferred_locales"] = asked.texts("preferred_locales")
    customer["invoice_prefix"] = asked.text("invoice_prefix", customer["invoice_prefix"])
    kinds = ("none", "exempt", "reverse")
    customer["tax_exempt"] = asked.word("tax_exempt", kinds, customer["tax_exempt"])
    customer["metadata"] = asked.metadata(customer["metadata"])
    _write_settings(stripe, customer, asked.part("invoice_settings"))


def _write_settings(stripe: Stripe, customer: Obj, asked: Asked) -> None:
    asked.only(("default_payment_method", "footer", "custom_fields"))
    if "footer" in asked:
        customer["invoice_settings"]["footer"] = asked.text("footer")
    if "default_payment_method" not in asked:
        return
    method = asked.text("default_payment_method")
    param = asked.name("default_payment_method")
    if method:
        found = stripe.get("payment_method", method, param)
        if found["customer"] != customer["id"]:
            text = f"The customer does not have a payment method with the ID {method}."
            raise invalid(param, text + " The payment method must be attached to the customer.")
    customer["invoice_settings"]["default_payment_method"] = method


def address_of(asked: Asked) -> Obj:
    asked.only(ADDRESS)
    country = asked.text("country")
    if country and (len(country) != 2 or not country.isupper()):
        text = f"Country '{country}' is unknown. Try using a 2-character alphanumeric country code"
        raise invalid(asked.name("country"), text + " instead, such as 'US'.")
    return {name: asked.text(name) for name in ADDRESS}


def _discount(stripe: Stripe, customer: Obj) -> Obj:
    found = stripe.table("discount").get(customer["_discount"] or "")
    return {"discount": shown(stripe, found) if found else None}


def _listed(kind: str, path: str) -> None:
    def include(stripe: Stripe, customer: Obj) -> Obj:
        found = [shown(stripe, one) for one in stripe.some(kind, customer=customer["id"])]
        if kind == "subscription":
            found = [one for one in found if one["status"] != "canceled"]
        return list_of(found, f"/v1/customers/{customer['id']}/{path}")

    INCLUDED["customer", path] = include


VIEWS["customer"] = _discount
_listed("subscription", "subscriptions")
_listed("tax_id", "tax_ids")
