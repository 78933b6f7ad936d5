"""The API of a customer's balance."""

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.balances import write_balance
from sandbox.stripe.errors import missing
from sandbox.stripe.happenings import telling
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import page_of


@api(
    "POST",
    "/v1/customers/{customer_id}/balance_transactions",
    "amount currency description metadata",
)
def move_balance(stripe: Stripe, asked: Asked, customer_id: str) -> Obj:
    customer, amount = stripe.get("customer", customer_id), asked.whole("amount")
    if amount is None:
        raise missing("amount")
    with telling(stripe, "customer.updated", customer):
        customer["balance"] += amount
    currency = asked.required("currency")
    made = write_balance(stripe, customer, amount, currency, "adjustment", None)
    made["description"] = asked.text("description")
    return made


@api("GET", "/v1/customers/{customer_id}/balance_transactions", "(page)")
def balance(stripe: Stripe, asked: Asked, customer_id: str) -> Obj:
    url = f"/v1/customers/{customer_id}/balance_transactions"
    found = stripe.some("customer_balance_transaction", customer=customer_id)
    return page_of(stripe, asked, found, url)
