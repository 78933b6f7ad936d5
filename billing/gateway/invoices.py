"""Invoices as Stripe has them, and where their file is to be had."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.gateway.calling import stripe_api
from billing.gateway.subscriptions import moment

# A draft is no invoice yet.
_DRAFT = "draft"


@dataclass(frozen=True)
class Issued:
    """One invoice; amounts are minor units."""

    invoice_id: str
    number: str
    status: str
    currency: str
    subtotal: int
    tax: int
    total: int
    amount_due: int
    amount_paid: int
    issued_at: datetime
    paid_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether it waits for money."""
        return self.status == "open" and self.amount_due > 0


def list_issued(customer_id: str) -> tuple[Issued, ...]:
    """The last hundred, the newest first; drafts are left out."""
    with stripe_api() as stripe:
        found = stripe.invoices.list({"customer": customer_id, "limit": 100}).data
        return tuple(_issued(one.to_dict()) for one in found if one.status != _DRAFT)


def file_address(invoice_id: str, customer_id: str) -> str:
    """Where its file is now; "" for another customer's, or where there is none."""
    with stripe_api() as stripe:
        found = stripe.invoices.retrieve(invoice_id).to_dict()
    return str(found.get("invoice_pdf") or "") if found["customer"] == customer_id else ""


def pay_address(invoice_id: str, customer_id: str) -> str:
    """Stripe's page on which an open invoice is paid; "" as above."""
    with stripe_api() as stripe:
        found = stripe.invoices.retrieve(invoice_id).to_dict()
    return str(found.get("hosted_invoice_url") or "") if found["customer"] == customer_id else ""


def _issued(found: Mapping[str, Any]) -> Issued:
    steps = found.get("status_transitions") or {}
    issued_at = moment(steps.get("finalized_at") or found["created"])
    if issued_at is None:
        raise ValueError(f"Invoice {found['id']} has no date.")
    return Issued(
        invoice_id=found["id"],
        number=str(found.get("number") or ""),
        status=found["status"],
        currency=found["currency"],
        subtotal=found["subtotal"],
        tax=sum(one["amount"] for one in found.get("total_taxes") or ()),
        total=found["total"],
        amount_due=found["amount_due"],
        amount_paid=found["amount_paid"],
        issued_at=issued_at,
        paid_at=moment(steps.get("paid_at")),
    )
