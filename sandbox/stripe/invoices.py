"""The API of invoices: read, finalize, pay, void, give up."""

from sandbox.stripe.answering import api
from sandbox.stripe.asked import Asked
from sandbox.stripe.cards import attach, default_card
from sandbox.stripe.errors import StripeError, declined
from sandbox.stripe.happenings import happened, telling
from sandbox.stripe.invoicing import new_invoice, pending_lines, subscription_of, take_items
from sandbox.stripe.paying import collect, intent_of, open_invoice, settle
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.views import list_of, page_of, public


@api(
    "POST",
    "/v1/invoices",
    "customer subscription auto_advance collection_method currency days_until_due description "
    "metadata pending_invoice_items_behavior",
)
def create(stripe: Stripe, asked: Asked) -> Obj:
    customer = stripe.get("customer", asked.required("customer"), "customer")
    subscription = asked.text("subscription")
    found = stripe.get("subscription", subscription, "subscription") if subscription else None
    wants = asked.word("pending_invoice_items_behavior", ("exclude", "include"), "include")
    lines = pending_lines(stripe, customer, found) if wants == "include" else []
    currency = asked.text("currency") or customer["currency"] or "dkk"
    made = new_invoice(stripe, customer, lines, "manual", currency, subscription=found)
    take_items(stripe, made)
    made["auto_advance"] = asked.flag("auto_advance")
    ways = ("charge_automatically", "send_invoice")
    made["collection_method"] = asked.word("collection_method", ways, made["collection_method"])
    made["_days_until_due"] = asked.whole("days_until_due")
    made["description"] = asked.text("description")
    made["metadata"] = asked.metadata()
    return made


@api("GET", "/v1/invoices", "(page) customer subscription status collection_method due_date")
def invoices(stripe: Stripe, asked: Asked) -> Obj:
    wanted = {k: asked.text(k) for k in ("customer", "status", "collection_method") if k in asked}
    if "subscription" in asked:
        wanted["_subscription"] = asked.text("subscription")
    return page_of(stripe, asked, stripe.some("invoice", **wanted), "/v1/invoices")


@api("GET", "/v1/invoices/{invoice_id}")
def retrieve(stripe: Stripe, asked: Asked, invoice_id: str) -> Obj:
    return stripe.get("invoice", invoice_id)


@api("GET", "/v1/invoices/{invoice_id}/lines", "limit starting_after ending_before")
def lines(stripe: Stripe, asked: Asked, invoice_id: str) -> Obj:
    found = public(stripe.get("invoice", invoice_id)["lines"])
    ids = [one["id"] for one in found]
    after = asked.text("starting_after")
    start = ids.index(after) + 1 if after in ids else 0
    end = start + (asked.whole("limit", 10) or 10)
    url = f"/v1/invoices/{invoice_id}/lines"
    return list_of(found[start:end], url, has_more=end < len(found))


@api("POST", "/v1/invoices/{invoice_id}", "auto_advance description metadata footer days_until_due")
def update(stripe: Stripe, asked: Asked, invoice_id: str) -> Obj:
    found = stripe.get("invoice", invoice_id)
    with telling(stripe, "invoice.updated", found):
        found["auto_advance"] = asked.flag("auto_advance", found["auto_advance"])
        found["metadata"] = asked.metadata(found["metadata"])
        for name in ("description", "footer"):
            if name in asked:
                found[name] = asked.text(name)
        found["_days_until_due"] = asked.whole("days_until_due", found["_days_until_due"])
    return found


@api("DELETE", "/v1/invoices/{invoice_id}")
def delete(stripe: Stripe, asked: Asked, invoice_id: str) -> Obj:
    found = _in(stripe, invoice_id, ("draft",), "You can only delete draft invoices.")
    happened(stripe, "invoice.deleted", found)
    found["deleted"] = True
    return found


@api("POST", "/v1/invoices/{invoice_id}/finalize", "auto_advance")
def finalize_invoice(stripe: Stripe, asked: Asked, invoice_id: str) -> Obj:
    text = "This invoice is already finalized, you can't re-finalize a non-draft invoice."
    found = _in(stripe, invoice_id, ("draft",), text)
    found["auto_advance"] = asked.flag("auto_advance", found["auto_advance"])
    open_invoice(stripe, found)
    return found


@api("POST", "/v1/invoices/{invoice_id}/pay", "payment_method paid_out_of_band off_session")
def pay(stripe: Stripe, asked: Asked, invoice_id: str) -> Obj:
    if stripe.get("invoice", invoice_id)["status"] == "paid":
        raise StripeError("Invoice is already paid", code="invoice_already_paid")
    found = _in(stripe, invoice_id, ("draft", "open", "uncollectible"), "Invoice is void")
    if found["status"] == "draft":
        open_invoice(stripe, found)
        if found["status"] == "paid":
            return found
    if asked.flag("paid_out_of_band"):
        settle(stripe, found)
        return found
    customer = stripe.table("customer")[found["customer"]]
    method = asked.text("payment_method")
    card = attach(stripe, method, customer["id"]) if method else None
    if card is None and default_card(stripe, customer, subscription_of(stripe, found)) is None:
        text = "There is no `default_payment_method` set on this Customer or Invoice."
        raise StripeError(f"{text} Please set one, then try paying again.")
    refusal = collect(stripe, found, card, by_hand=True)
    if refusal:
        intent = intent_of(stripe, found)
        raise declined(refusal, keeps=True, payment_intent=public(intent))
    return found


@api("POST", "/v1/invoices/{invoice_id}/void")
def void(stripe: Stripe, asked: Asked, invoice_id: str) -> Obj:
    text = "You can only void open or uncollectible invoices."
    found = _in(stripe, invoice_id, ("open", "uncollectible"), text)
    found |= {"status": "void", "auto_advance": False, "next_payment_attempt": None}
    found["status_transitions"]["voided_at"] = stripe.time_of(found)
    happened(stripe, "invoice.voided", found)
    return found


@api("POST", "/v1/invoices/{invoice_id}/mark_uncollectible")
def give_up(stripe: Stripe, asked: Asked, invoice_id: str) -> Obj:
    found = _in(stripe, invoice_id, ("open",), "You can only mark open invoices as uncollectible.")
    found |= {"status": "uncollectible", "auto_advance": False, "next_payment_attempt": None}
    found["status_transitions"]["marked_uncollectible_at"] = stripe.time_of(found)
    happened(stripe, "invoice.marked_uncollectible", found)
    return found


@api("GET", "/v1/invoice_payments", "(page) invoice status payment")
def payments(stripe: Stripe, asked: Asked) -> Obj:
    wanted = {k: asked.text(k) for k in ("invoice", "status") if k in asked}
    found = stripe.some("invoice_payment", **wanted)
    return page_of(stripe, asked, found, "/v1/invoice_payments")


@api("GET", "/v1/payment_intents/{intent_id}")
def intent(stripe: Stripe, asked: Asked, intent_id: str) -> Obj:
    return stripe.get("payment_intent", intent_id)


def _in(stripe: Stripe, invoice_id: str, states: tuple[str, ...], refusal: str) -> Obj:
    found = stripe.get("invoice", invoice_id)
    if found["status"] not in states:
        raise StripeError(refusal, code="invoice_not_editable")
    return found
