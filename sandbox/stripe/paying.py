"""Attempts to collect an invoice: the card is charged, or refuses."""

from sandbox.stripe.cards import default_card, refusal_of
from sandbox.stripe.errors import DECLINES, declined
from sandbox.stripe.happenings import happened
from sandbox.stripe.ids import new_id
from sandbox.stripe.invoicing import finalize, subscription_of
from sandbox.stripe.standing import after_failure, after_payment
from sandbox.stripe.state import Obj, Stripe, words
from sandbox.stripe.views import INCLUDED, list_of, shown

_EMPTY = words(
    "amount_details application application_fee_amount automatic_payment_methods canceled_at "
    "cancellation_reason customer_account last_payment_error latest_charge next_action "
    "on_behalf_of payment_method processing receipt_email review setup_future_usage shipping "
    "source statement_descriptor statement_descriptor_suffix transfer_data transfer_group"
)


def open_invoice(stripe: Stripe, invoice: Obj) -> None:
    """Finalize a draft; what costs nothing is paid at once, the rest gets an intent to be paid."""
    finalize(stripe, invoice)
    if invoice["amount_due"] == 0:
        settle(stripe, invoice)
        return
    intent_id = new_id("payment_intent")
    intent = stripe.add(
        "payment_intent",
        {
            **dict.fromkeys(_EMPTY),
            "amount": invoice["amount_due"],
            "amount_capturable": 0,
            "amount_received": 0,
            "capture_method": "automatic",
            "client_secret": f"{intent_id}_secret_{new_id('coupon')}",
            "confirmation_method": "automatic",
            "currency": invoice["currency"],
            "customer": invoice["customer"],
            "description": "Payment for Invoice",
            "metadata": {},
            "payment_method_options": None,
            "payment_method_types": ["card"],
            "status": "requires_payment_method",
        },
        id=intent_id,
    )
    happened(stripe, "payment_intent.created", intent)
    stripe.add(
        "invoice_payment",
        {
            "amount_paid": None,
            "amount_requested": invoice["amount_due"],
            "currency": invoice["currency"],
            "invoice": invoice["id"],
            "is_default": True,
            "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
            "status": "open",
            "status_transitions": {"canceled_at": None, "paid_at": None},
        },
    )


def collect(
    stripe: Stripe, invoice: Obj, card: Obj | None = None, *, by_hand: bool = False
) -> str | None:
    """One attempt with the given card or the default one; why it failed, or None when paid.

    By hand it counts only when it is the first: it neither uses up nor moves a retry.
    """
    customer = stripe.table("customer")[invoice["customer"]]
    card = card or default_card(stripe, customer, subscription_of(stripe, invoice))
    is_counted = not (by_hand and invoice["attempted"])
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + is_counted}
    refusal = refusal_of(stripe, card, customer) if card else "generic_decline"
    intent = intent_of(stripe, invoice)
    if card:
        intent["payment_method"] = card["id"]
    if refusal is None:
        _succeed(stripe, invoice, intent)
        return None
    error = declined(refusal, payment_method=card and shown(stripe, card)).error
    intent |= {"last_payment_error": error, "status": "requires_payment_method"}
    happened(stripe, "payment_intent.payment_failed", intent)
    if is_counted:
        after_failure(stripe, invoice)
    happened(stripe, "invoice.payment_failed", invoice)
    return refusal


def _succeed(stripe: Stripe, invoice: Obj, intent: Obj) -> None:
    intent |= {"status": "succeeded", "amount_received": intent["amount"]}
    intent["last_payment_error"] = None
    happened(stripe, "payment_intent.succeeded", intent)
    [payment] = stripe.some("invoice_payment", invoice=invoice["id"])
    payment |= {"status": "paid", "amount_paid": intent["amount"]}
    payment["status_transitions"]["paid_at"] = stripe.time_of(invoice)
    happened(stripe, "invoice_payment.paid", payment)
    settle(stripe, invoice)


def settle(stripe: Stripe, invoice: Obj) -> None:
    """Open to paid."""
    invoice |= {
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "attempted": True,
        "auto_advance": False,
        "next_payment_attempt": None,
        "status": "paid",
    }
    invoice["status_transitions"]["paid_at"] = stripe.time_of(invoice)
    happened(stripe, "invoice.paid", invoice)
    happened(stripe, "invoice.payment_succeeded", invoice)
    after_payment(stripe, invoice)


def intent_of(stripe: Stripe, invoice: Obj) -> Obj:
    [payment] = stripe.some("invoice_payment", invoice=invoice["id"])
    found: Obj = stripe.table("payment_intent")[payment["payment"]["payment_intent"]]
    return found


def words_of(refusal: str) -> str:
    return DECLINES[refusal]


def _payments(stripe: Stripe, invoice: Obj) -> Obj:
    found = [shown(stripe, one) for one in stripe.some("invoice_payment", invoice=invoice["id"])]
    return list_of(found, f"/v1/invoice_payments?invoice={invoice['id']}")


def _secret(stripe: Stripe, invoice: Obj) -> Obj | None:
    if invoice["status"] == "draft" or not stripe.some("invoice_payment", invoice=invoice["id"]):
        return None
    return {"client_secret": intent_of(stripe, invoice)["client_secret"], "type": "payment_intent"}


INCLUDED["invoice", "payments"] = _payments
INCLUDED["invoice", "confirmation_secret"] = _secret
