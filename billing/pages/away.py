"""On to Stripe's pages: our own forms may lead nowhere else, so a script or a link goes there."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from accounts.doors import MemberRequest
from accounts.parts import is_by_htmx, lead_to


def to_stripe(request: MemberRequest, address: str) -> HttpResponseBase:
    """htmx loads the address; without scripts a page shows it as a link."""
    if is_by_htmx(request):
        return lead_to(address)
    return render(request, "billing/to_stripe.html", {"address": address})


def back_to(request: MemberRequest, address: str) -> HttpResponseBase:
    """A page of ours, whole, whoever asked."""
    if is_by_htmx(request):
        return lead_to(address)
    return redirect(address)
