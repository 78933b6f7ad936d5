"""Invoice items: what waits for a customer's next invoice; and a customer's balance."""

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.errors import StripeError, missing
from sandbox.stripe.happenings import happened
from sandbox.stripe.invoicing import free_line
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import page_of


@api("POST", "/v1/invoiceitems", "customer amount currency description subscription metadata")
def create(stripe: Stripe, asked: Asked) -> Obj:
    customer = stripe.get("customer", asked.required("customer"), "customer")
    amount, subscription = asked.whole("amount"), asked.text("subscription")
    if amount is None:
        raise missing("amount")
    if subscription:
        stripe.get("subscription", subscription, "subscription")
    now = stripe.time_of(customer)
    made = stripe.add(
        "invoiceitem",
        {
            "amount": amount,
            "currency": asked.required("currency"),
            "customer": customer["id"],
            "customer_account": None,
            "date": now,
            "description": asked.text("description"),
            "discountable": True,
            "discounts": [],
            "invoice": None,
            "metadata": asked.metadata(),
            "parent": None,
            "period": {"start": now, "end": now},
            "pricing": None,
            "proration": False,
            "quantity": 1,
            "quantity_decimal": "1",
            "net_amount": amount,
            "tax_rates": [],
            "test_clock": customer["test_clock"],
            "_subscription": subscription,
        },
    )
    words = made["description"] or "One-time charge"
    made["_line"] = free_line(amount, made["currency"], words, (now, now), made)
    del made["created"]
    happened(stripe, "invoiceitem.created", made)
    return made


@api("GET", "/v1/invoiceitems", "(page) customer invoice pending")
def items(stripe: Stripe, asked: Asked) -> Obj:
    wanted = {k: asked.text(k) for k in ("customer", "invoice") if k in asked}
    found = stripe.some("invoiceitem", **wanted)
    if "pending" in asked:
        found = [one for one in found if (one["invoice"] is None) == asked.flag("pending")]
    return page_of(stripe, asked, found, "/v1/invoiceitems")


@api("GET", "/v1/invoiceitems/{item_id}")
def retrieve(stripe: Stripe, asked: Asked, item_id: str) -> Obj:
    return stripe.get("invoiceitem", item_id)


@api("DELETE", "/v1/invoiceitems/{item_id}")
def delete(stripe: Stripe, asked: Asked, item_id: str) -> Obj:
    found = stripe.get("invoiceitem", item_id)
    if found["invoice"]:
        raise StripeError("You cannot delete an invoice item that is attached to an invoice.")
    happened(stripe, "invoiceitem.deleted", found)
    found["deleted"] = True
    return found
