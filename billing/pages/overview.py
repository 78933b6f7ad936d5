"""The first page of billing: what the workspace has, uses and pays."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from billing.entitlements import standing_now
from billing.models import Invoice
from billing.pages.forms import CouponForm
from billing.pages.invoices import invoice_row
from billing.pages.usage import usage_of
from billing.pages.words import facts_of, state_of
from billing.standing import Phase, Standing

_INVOICES = 12


@dataclass(frozen=True)
class Possible:
    """What can be done now: only buttons that lead somewhere are shown."""

    choose: bool
    cancel: bool
    resume: bool
    portal: bool


def possible(stands: Standing) -> Possible:
    """By where the workspace stands; what is by contract is changed by writing to us."""
    is_ours = stands.phase is not Phase.OFFER
    goes_on = stands.is_subscribed and not stands.cancel_at_period_end
    ends = stands.is_subscribed and stands.cancel_at_period_end
    return Possible(is_ours, is_ours and goes_on, is_ours and ends, is_ours and stands.has_customer)


@require_safe
@requires(Permission.MANAGE_BILLING)
def overview(request: MemberRequest) -> HttpResponseBase:
    """Plan and state, usage, invoices; each button leads to a page or to Stripe."""
    stands = standing_now(request.workspace.pk)
    rows = Invoice.objects.order_by("-issued_at", "-id")
    page = Paginator(rows, _INVOICES).get_page(request.GET.get("page"))
    context = {
        "stands": stands,
        "may": possible(stands),
        "coupon": CouponForm(),
        "state": state_of(stands),
        "facts": facts_of(stands),
        "usage": usage_of(stands, timezone.localdate()),
        "page": page,
        "invoices": [invoice_row(row) for row in page],
    }
    return render(request, "billing/overview.html", context)
