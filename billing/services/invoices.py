"""Leads to an invoice's file and to the page where it is paid; both lie at Stripe."""

from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import Workspace
from accounts.tenancy import inside
from billing.gateway import invoices as stripe
from billing.models import Invoice, Subscription


def invoice_file(*, workspace: Workspace, invoice_id: str) -> str:
    """The address of an invoice's PDF, for a short while; raises Refused for another's."""
    return _found(stripe.file_address(invoice_id, _customer(workspace, invoice_id)))


def invoice_payment(*, workspace: Workspace, invoice_id: str) -> str:
    """The address at which an open invoice is paid; raises Refused for another's."""
    return _found(stripe.pay_address(invoice_id, _customer(workspace, invoice_id)))


def _customer(workspace: Workspace, invoice_id: str) -> str:
    """Only what our own copy knows is asked for: no id of another workspace reaches Stripe."""
    with inside(workspace):
        is_ours = Invoice.objects.filter(invoice_id=invoice_id).exists()
        return Subscription.objects.get().customer_id if is_ours else _found("")


def _found(address: str) -> str:
    if not address:
        raise Refused(_("There is no such invoice."), code="no_invoice")
    return address
