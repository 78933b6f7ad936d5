"""Customers' tax numbers, refused where their form is wrong, verified by Stripe's magic endings."""

import re

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import invalid, no_such
from sandbox.stripe.happenings import happened
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import page_of

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = [_EU[at : at + 2] for at in range(0, len(_EU), 3)]
# type -> what its numbers look like; Greece writes EL
FORMS = {
    "eu_vat": rf"({'|'.join([*EU, 'EL'])})[0-9A-Z+*]{{8,12}}",
    "gb_vat": r"GB(\d{9}|\d{12})",
    "no_vat": r"\d{9}MVA",
    "ch_vat": r"CHE-?\d{3}\.?\d{3}\.?\d{3}( ?(MWST|TVA|IVA))?",
    "us_ein": r"\d{2}-?\d{7}",
}
# Stripe's numbers for tests end like this
_VERIFIED_AS = {"000000000": "verified", "111111111": "unverified", "222222222": "pending"}


def add_tax_id(stripe: Stripe, customer: Obj, kind: str, value: str) -> Obj:
    """A tax id of a customer; raises tax_id_invalid."""
    if kind not in FORMS:
        raise invalid("type", f"Invalid type: must be one of {', '.join(FORMS)}")
    if not re.fullmatch(FORMS[kind], value):
        raise invalid("value", f"Invalid value for {kind}.", "tax_id_invalid")
    status = _VERIFIED_AS.get(value[-9:], "verified")
    owner = {"type": "customer", "customer": customer["id"], "customer_account": None}
    made = stripe.add(
        "tax_id",
        {
            "country": {"EL": "GR"}.get(value[:2], value[:2]) if kind != "us_ein" else "US",
            "customer": customer["id"],
            "customer_account": None,
            "owner": owner,
            "type": kind,
            "value": value,
            "verification": {
                "status": status,
                "verified_address": None,
                "verified_name": customer["name"] if status == "verified" else None,
            },
        },
    )
    happened(stripe, "customer.tax_id.created", made)
    return made


@api("POST", "/v1/customers/{customer_id}/tax_ids", "type value")
def create(stripe: Stripe, asked: Asked, customer_id: str) -> Obj:
    customer = stripe.get("customer", customer_id)
    return add_tax_id(stripe, customer, asked.required("type"), asked.required("value"))


@api("GET", "/v1/customers/{customer_id}/tax_ids", "(page)")
def tax_ids(stripe: Stripe, asked: Asked, customer_id: str) -> Obj:
    stripe.get("customer", customer_id)
    url = f"/v1/customers/{customer_id}/tax_ids"
    return page_of(stripe, asked, stripe.some("tax_id", customer=customer_id), url)


@api("GET", "/v1/customers/{customer_id}/tax_ids/{tax_id}")
def retrieve(stripe: Stripe, asked: Asked, customer_id: str, tax_id: str) -> Obj:
    return _own(stripe, customer_id, tax_id)


@api("DELETE", "/v1/customers/{customer_id}/tax_ids/{tax_id}")
def delete(stripe: Stripe, asked: Asked, customer_id: str, tax_id: str) -> Obj:
    found = _own(stripe, customer_id, tax_id)
    happened(stripe, "customer.tax_id.deleted", found)
    found["deleted"] = True
    return found


def _own(stripe: Stripe, customer_id: str, tax_id: str) -> Obj:
    found = stripe.get("tax_id", tax_id)
    if found["customer"] != customer_id:
        raise no_such("tax_id", tax_id)
    return found
