"""Choosing a plan, going to Stripe to pay for it, and coming back."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from billing.offers import (
    Choice,
    Offer,
    at_own_price,
    offers,
    other_currencies,
    other_intervals,
    read_choice,
    usual_choice,
)
from billing.pages.away import back_to, to_stripe
from billing.pages.forms import BuyForm
from billing.plan_words import comparison
from billing.plans import Currency, Interval
from billing.price_page import meter_prices
from billing.selectors import standing_of
from billing.services.buying import begin_checkout, count_seats
from billing.services.following import follow_workspace
from billing.standing import Phase, Standing


@require_safe
@requires(Permission.MANAGE_BILLING)
def plans(request: MemberRequest) -> HttpResponseBase:
    """All plans for as many members as there are; what is paid for keeps its currency."""
    stands = standing_of(request.workspace.pk)
    choice = _choice(request, stands)
    context = {
        "stands": stands,
        "current": stands.bought.key if stands.bought else "",
        "choice": choice,
        "intervals": other_intervals(choice),
        "currencies": other_currencies(choice),
        "is_fixed": stands.is_subscribed,
        "offers": _offers(choice, stands),
        "comparison": comparison(),
        "meters": meter_prices(choice),
    }
    return render(request, "billing/plans.html", context)


def _offers(choice: Choice, stands: Standing) -> list[Offer]:
    """All plans; what was bought at another price than today's keeps it."""
    own = stands.bought.key if stands.bought and choice.interval == stands.interval else None
    return [
        at_own_price(one, stands.base_amount, stands.seat_amount) if one.plan.key == own else one
        for one in offers(choice)
    ]


def _choice(request: MemberRequest, stands: Standing) -> Choice:
    usual = usual_choice(seats=count_seats(request.workspace.pk))
    if stands.is_subscribed and stands.currency:
        usual = replace(
            usual, currency=Currency(stands.currency), interval=Interval(stands.interval)
        )
    asked = read_choice(request.GET, usual)
    currency = usual.currency if stands.is_subscribed else asked.currency
    return Choice(currency, asked.interval, usual.seats)


@require_POST
@requires(Permission.MANAGE_BILLING, transaction=False)
def checkout(request: MemberRequest) -> HttpResponseBase:
    """On to Stripe's page that sells the plan."""
    form = BuyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a plan, a currency and how often you pay."))
        return back_to(request, reverse("billing:plans", args=[request.workspace.slug]))
    try:
        address = begin_checkout(
            workspace=request.workspace,
            by=request.user,
            plan_key=form.cleaned_data["plan"],
            interval=form.cleaned_data["interval"],
            currency=form.cleaned_data["currency"],
            return_path=reverse("billing:bought", args=[request.workspace.slug]),
        )
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return back_to(request, reverse("billing:plans", args=[request.workspace.slug]))
    return to_stripe(request, address)


@require_safe
@requires(Permission.MANAGE_BILLING)
def bought(request: MemberRequest) -> HttpResponseBase:
    """Back from Stripe: whether it was paid is what Stripe tells, never what the address says."""
    return render(request, "billing/bought.html", _state(request))


@require_safe
@requires(Permission.MANAGE_BILLING)
def progress(request: MemberRequest) -> HttpResponseBase:
    """The part of that page which asks again until the truth has come."""
    return render(request, "billing/_bought.html", _state(request))


@require_POST
@requires(Permission.MANAGE_BILLING, transaction=False)
def ask_stripe(request: MemberRequest) -> HttpResponseBase:
    """Ask Stripe now instead of waiting for its message."""
    try:
        follow_workspace(request.workspace.pk)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return redirect(reverse("billing:bought", args=[request.workspace.slug]) + "?paid=1")


def _state(request: MemberRequest) -> dict[str, Any]:
    stands = standing_of(request.workspace.pk)
    is_paid = stands.phase in (Phase.PAID, Phase.ENDING)
    return {
        "stands": stands,
        "is_paid": is_paid,
        # The address only says what to wait for.
        "is_waiting": not is_paid and "paid" in request.GET,
        "chosen": _chosen(request),
    }


def _chosen(request: MemberRequest) -> str:
    """What was looked at before Stripe's page, which leads back to it."""
    names = ("currency", "interval")
    return urlencode({name: request.GET[name] for name in names if name in request.GET})
