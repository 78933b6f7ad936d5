"""The balance of a customer: moved by invoices and by hand."""

from sandbox.stripe.happenings import telling
from sandbox.stripe.state import Obj, Stripe


def move_balance(stripe: Stripe, customer: Obj, invoice: Obj) -> None:
    with telling(stripe, "customer.updated", customer):
        change = invoice["_balance_after"] - customer["balance"]
        customer["balance"] = invoice["_balance_after"]
    write_balance(
        stripe, customer, change, invoice["currency"], "applied_to_invoice", invoice["id"]
    )


def write_balance(
    stripe: Stripe, customer: Obj, change: int, currency: str, kind: str, invoice: str | None
) -> Obj:
    """One line of the history of a customer's balance."""
    values = {
        "amount": change,
        "checkout_session": None,
        "credit_note": None,
        "currency": currency,
        "customer": customer["id"],
        "customer_account": None,
        "description": None,
        "ending_balance": customer["balance"],
        "invoice": invoice,
        "metadata": {},
        "type": kind,
    }
    return stripe.add("customer_balance_transaction", values)
