"""A workspace in any phase, with as many invoices as a test needs."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Workspace
from accounts.tenancy import inside
from billing.models import Invoice, Subscription
from billing.services import ensure_subscription
from tests.accounts.conftest import Browser, danish
from tests.privacy.conftest import browser

__all__ = ["Browser", "browser", "danish"]

PAGE = "/w/acme/settings/billing/"


def buy(workspace: Workspace, **values: Any) -> None:
    """As if Stripe had said so: Team by the month for three members, until in twenty days."""
    ensure_subscription(workspace_id=workspace.pk)
    bought = {
        "plan_key": "team",
        "status": "active",
        "subscription_id": "sub_1",
        "customer_id": "cus_1",
        "interval": "month",
        "currency": "dkk",
        "seats": 3,
        "base_amount": 59_900,
        "seat_amount": 11_900,
        "current_period_end": timezone.now() + timedelta(days=20),
    }
    with inside(workspace):
        Subscription.objects.update(**bought | values)


def invoice(workspace: Workspace, count: int = 1, **values: Any) -> None:
    """So many invoices, the last one issued an hour ago, the others a month before each."""
    known: Any = {"status": "paid", "currency": "dkk", "subtotal": 95_600, "tax": 23_900}
    known |= {"total": 119_500, "amount_due": 119_500, "amount_paid": 119_500, **values}
    issued = timezone.now() - timedelta(hours=1)
    with inside(workspace):
        for number in range(count):
            Invoice.objects.create(
                invoice_id=f"in_{workspace.slug}_{number}",
                number=f"{workspace.slug.upper()}-{number:04d}",
                issued_at=issued - timedelta(days=30 * number),
                **known,
            )
