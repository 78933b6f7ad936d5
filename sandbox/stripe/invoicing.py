"""Invoices on their way: made as drafts, finalized with a number, voided, given up."""

import secrets

from sandbox.stripe import discounts as discounting
from sandbox.stripe.balances import move_balance
from sandbox.stripe.happenings import happened
from sandbox.stripe.ids import new_id
from sandbox.stripe.invoice_parts import EMPTY, ZERO, of_customer, of_subscription
from sandbox.stripe.lines import Span, line
from sandbox.stripe.periods import DAY, HOUR
from sandbox.stripe.state import Obj, Stripe
from sandbox.stripe.totals import settle_balance, total_up
from sandbox.stripe.views import VIEWS, list_of, public


def new_invoice(
    stripe: Stripe,
    customer: Obj,
    lines: list[Obj],
    reason: str,
    currency: str,
    *,
    subscription: Obj | None = None,
    span: Span | None = None,
    is_told: bool = True,
) -> Obj:
    """A draft of these lines, with all amounts; it waits for `finalize`."""
    now = stripe.time_of(customer)
    start, end = span or (now, now)
    made = stripe.add(
        "invoice",
        {
            **dict.fromkeys(EMPTY),
            **dict.fromkeys(ZERO, 0),
            **of_customer(stripe, customer),
            **of_subscription(subscription),
            "account_country": "DK",
            "account_name": "Proactivox",
            "attempted": False,
            "auto_advance": True,
            "billing_reason": reason,
            "currency": currency,
            "discounts": [],
            "issuer": {"type": "self"},
            "lines": lines,
            "period_end": end,
            "period_start": start,
            "status": "draft",
            "status_transitions": dict.fromkeys(
                ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
            ),
            "_token": secrets.token_urlsafe(24),
        },
    )
    running = discounting.running(stripe, subscription) if subscription else []
    if subscription:
        made["discounts"] = [one["id"] for one in running]
        subscription["latest_invoice"] = made["id"]
    total_up(stripe, made)
    if subscription:
        discounting.use(stripe, subscription, running)
    if is_told:
        happened(stripe, "invoice.created", made)
    return made


def subscription_of(stripe: Stripe, invoice: Obj) -> Obj | None:
    return stripe.table("subscription").get(invoice["_subscription"] or "")


def pending_lines(stripe: Stripe, customer: Obj, subscription: Obj | None) -> list[Obj]:
    """What waits for the next invoice, as its lines; each then belongs to that invoice."""
    found: list[Obj] = []
    for one in stripe.some("invoiceitem", customer=customer["id"], invoice=None):
        wanted = subscription["id"] if subscription else None
        if one["_subscription"] not in (None, wanted):
            continue
        made = public(one["_line"])
        made["id"] = new_id("line_item")
        one["invoice"] = "taken"
        found.append(made | {"_item": one["id"]})
    return found


def take_items(stripe: Stripe, invoice: Obj) -> None:
    """Write into the pending items which invoice they are in now."""
    for one in invoice["lines"]:
        if item := one.get("_item"):
            stripe.table("invoiceitem")[item]["invoice"] = invoice["id"]


def wait_for_finalizing(stripe: Stripe, invoice: Obj) -> None:
    """As at renewals: an hour in which the draft can still be changed."""
    invoice["automatically_finalizes_at"] = stripe.time_of(invoice) + HOUR


def finalize(stripe: Stripe, invoice: Obj) -> None:
    """Draft to open: number, addresses, balance."""
    customer = stripe.table("customer")[invoice["customer"]]
    now = stripe.time_of(invoice)
    settle_balance(stripe, invoice)
    number = f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04d}"
    customer["next_invoice_sequence"] += 1
    days = invoice["_days_until_due"]
    invoice |= {
        "automatically_finalizes_at": None,
        "due_date": now + days * DAY if days is not None else None,
        "effective_at": now,
        "ending_balance": invoice["_balance_after"],
        "hosted_invoice_url": f"{stripe.browser_origin}/i/{invoice['_token']}",
        "invoice_pdf": f"{stripe.browser_origin}/i/{invoice['_token']}/pdf",
        "number": number,
        "status": "open",
    }
    invoice["status_transitions"]["finalized_at"] = now
    if customer["balance"] != invoice["_balance_after"]:
        move_balance(stripe, customer, invoice)
    customer["currency"] = customer["currency"] or invoice["currency"]
    happened(stripe, "invoice.finalized", invoice)


def free_line(amount: int, currency: str, text: str, span: Span, item: Obj) -> Obj:
    """A line of an invoice item that stands behind no subscription."""
    details = {
        "invoice_item": item["id"],
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": None,
    }
    parent = {
        "invoice_item_details": details,
        "subscription_item_details": None,
        "type": "invoice_item_details",
    }
    return line(amount, currency, text, span, parent, quantity=1)


def _lines(stripe: Stripe, invoice: Obj) -> Obj:
    found = public(invoice["lines"])
    more = len(found) > 10
    return {"lines": list_of(found[:10], f"/v1/invoices/{invoice['id']}/lines", has_more=more)}


VIEWS["invoice"] = _lines
