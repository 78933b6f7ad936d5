"""On to Stripe's own pages: card, address and VAT number; an invoice's file."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.tenancy import inside
from billing.models import Invoice
from billing.pages.away import back_to, to_stripe
from billing.services.buying import open_portal
from billing.services.following import follow_workspace
from billing.services.invoices import invoice_file, invoice_payment


@require_POST
@requires(Permission.MANAGE_BILLING, transaction=False)
def portal(request: MemberRequest) -> HttpResponseBase:
    """To Stripe's page for card, address and VAT number; back by way of a look at what changed."""
    back = reverse("billing:returned", args=[request.workspace.slug])
    return _lead(request, lambda: open_portal(workspace=request.workspace, return_path=back))


@require_safe
@requires(Permission.MANAGE_BILLING, transaction=False)
def returned(request: MemberRequest) -> HttpResponseBase:
    """Back from there: ask Stripe how it stands, so that the page need not wait for its message."""
    try:
        follow_workspace(request.workspace.pk)
    except Trouble as trouble:
        messages.warning(request, str(trouble))
    return redirect("billing:overview", request.workspace.slug)


@require_safe
@requires(Permission.MANAGE_BILLING, transaction=False)
def invoice(request: MemberRequest, invoice_id: UUID) -> HttpResponseBase:
    """An invoice's file, which lies at Stripe, by an address that is good for a short while."""
    known = _known(request, invoice_id)
    try:
        return redirect(invoice_file(workspace=request.workspace, invoice_id=known))
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return redirect("billing:overview", request.workspace.slug)


@require_POST
@requires(Permission.MANAGE_BILLING, transaction=False)
def pay(request: MemberRequest, invoice_id: UUID) -> HttpResponseBase:
    """Stripe's page on which an open invoice is paid."""
    known = _known(request, invoice_id)
    return _lead(request, lambda: invoice_payment(workspace=request.workspace, invoice_id=known))


def _lead(request: MemberRequest, address: Callable[[], str]) -> HttpResponseBase:
    try:
        return to_stripe(request, address())
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return back_to(request, reverse("billing:overview", args=[request.workspace.slug]))


def _known(request: MemberRequest, invoice_id: UUID) -> str:
    with inside(request.workspace):
        row = Invoice.objects.filter(pk=invoice_id).first()
    if row is None:
        raise Http404("No such invoice.")
    return row.invoice_id
