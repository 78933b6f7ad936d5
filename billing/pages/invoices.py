"""The invoices of a workspace as a list."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from billing.models import Invoice
from billing.plans import money_text

_TONES = {"paid": "good", "open": "warn", "uncollectible": "bad"}


@dataclass(frozen=True)
class InvoiceRow:
    """One invoice for a reader."""

    id: UUID
    number: str
    issued_at: datetime
    total: str
    tax: str
    state: str
    tone: str
    is_open: bool


def invoice_row(row: Invoice) -> InvoiceRow:
    """One line of the list."""
    return InvoiceRow(
        row.pk,
        row.number or row.invoice_id,
        row.issued_at,
        money_text(row.total, row.currency),
        money_text(row.tax, row.currency),
        _states().get(row.status, row.status),
        _TONES.get(row.status, "none"),
        row.status == "open",
    )


def _states() -> dict[str, str]:
    """Stripe's words for the state of an invoice, in ours."""
    return {
        "paid": _("Paid"),
        "open": _("Open"),
        "void": _("Void"),
        "uncollectible": _("Written off"),
        "draft": _("Draft"),
    }
