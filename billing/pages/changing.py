"""Another plan, an end, a return from it, a discount: each is said in full before it is done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import MemberRequest, recently_authenticated, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.tenancy import inside
from billing.gateway.subscriptions import Preview
from billing.pages.forms import ChangeForm, CouponForm
from billing.pages.freezing import consequences
from billing.plans import CATALOGUE, FREE, money_text
from billing.selectors import standing_of
from billing.services import changing

_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(_WRITE)
@recently_authenticated
@requires(Permission.MANAGE_BILLING, transaction=False)
def change(request: MemberRequest) -> HttpResponseBase:
    """What a move costs, line by line, and what would stand still; then the move itself."""
    form = ChangeForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        messages.error(request, _("Choose a plan, and how often you pay."))
        return redirect("billing:plans", request.workspace.slug)
    wanted = {"plan_key": form.cleaned_data["plan"], "interval": form.cleaned_data["interval"]}
    if request.method == "POST":
        done = _("The plan is changed.")
        return _try(
            request, lambda: changing.change_plan(workspace=request.workspace, **wanted), done
        )
    try:
        preview = changing.preview_change(workspace=request.workspace, **wanted)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect("billing:plans", request.workspace.slug)
    return render(request, "billing/change.html", _change(request, wanted, preview))


def _change(request: MemberRequest, wanted: dict[str, str], preview: Preview) -> dict[str, Any]:
    plan, stands = CATALOGUE[wanted["plan_key"]], standing_of(request.workspace.pk)
    with inside(request.workspace):
        frozen = consequences(stands.plan, plan)
    return {
        "stands": stands,
        "plan": plan,
        "wanted": wanted,
        "is_yearly": wanted["interval"] == "year",
        "lines": [(line.text, money_text(line.amount, preview.currency)) for line in preview.lines],
        "tax": money_text(preview.tax, preview.currency) if preview.tax else "",
        "total": money_text(preview.total, preview.currency),
        "frozen": frozen,
    }


@require_http_methods(_WRITE)
@recently_authenticated
@requires(Permission.MANAGE_BILLING, transaction=False)
def cancel(request: MemberRequest) -> HttpResponseBase:
    """End with what is paid for: when that is, and what would stand still from then on."""
    stands = standing_of(request.workspace.pk)
    if not stands.is_subscribed or stands.cancel_at_period_end:
        return redirect("billing:overview", request.workspace.slug)
    if request.method == "POST":
        done = _("The subscription is cancelled. Until its end you can take that back.")
        return _try(
            request, lambda: changing.cancel_at_period_end(workspace=request.workspace), done
        )
    with inside(request.workspace):
        frozen = consequences(stands.plan, FREE)
    return render(request, "billing/cancel.html", {"stands": stands, "frozen": frozen})


@require_POST
@requires(Permission.MANAGE_BILLING, transaction=False)
def resume(request: MemberRequest) -> HttpResponseBase:
    """Go on after all."""
    done = _("The subscription goes on.")
    return _try(request, lambda: changing.resume(workspace=request.workspace), done)


@require_POST
@requires(Permission.MANAGE_BILLING, transaction=False)
def coupon(request: MemberRequest) -> HttpResponseBase:
    """Redeem a discount code."""
    form = CouponForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Type the discount code as you were given it."))
        return redirect("billing:overview", request.workspace.slug)
    code = form.cleaned_data["code"]
    done = _("The code is redeemed; it counts from the next invoice on.")
    return _try(
        request,
        lambda: changing.apply_promotion(workspace=request.workspace, promotion_code=code),
        done,
    )


def _try(request: MemberRequest, change: Callable[[], None], done: str) -> HttpResponseBase:
    try:
        change()
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, done)
    return redirect("billing:overview", request.workspace.slug)
