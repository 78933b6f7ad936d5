"""The pages of budgets and goals: all of them, one of them, a new one, ending one."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from analytics.budgets.amounts import amounts, history_of
from analytics.budgets.calendars import calendar_of, following, period_name, period_of
from analytics.budgets.charts import chart_of
from analytics.budgets.forms import AmountsForm, BudgetForm
from analytics.budgets.judging import stand
from analytics.budgets.keeping import (
    add_budget,
    end_budget,
    restore_budget,
    set_amounts,
    set_spread,
)
from analytics.budgets.lists import groups, neighbours
from analytics.budgets.reading import written
from analytics.budgets.scoping import scope_of
from analytics.budgets.showing import days_in_words, row_of
from analytics.budgets.versions import versions_of
from analytics.built_in import SIMPLE
from analytics.models import Budget, Every
from analytics.queries import Calendar, Period
from analytics.scopes import campaign_names, scope_name
from analytics.views.trust import today_of

_SHOWN_PERIODS = 12


@require_safe
@requires(Permission.VIEW_NUMBERS)
def budget_list(request: MemberRequest) -> HttpResponseBase:
    """How all of them stand in the periods that a day lies in; the day is today's at first."""
    today = today_of(request)
    day = chosen_day(request, today)
    calendar = calendar_of(request.workspace)
    earlier, later = neighbours(day, calendar)
    context = {
        "groups": groups(day, today, request.workspace),
        "month": period_name(Every.MONTH, period_of(Every.MONTH, day, calendar), calendar),
        "earlier": earlier,
        "later": later,
        "is_now": period_of(Every.MONTH, day, calendar) == period_of(Every.MONTH, today, calendar),
        "year": day.year,
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
        "can_export": Permission.EXPORT_NUMBERS in request.permissions,
        "ended": _ended(request),
    }
    return render(request, "analytics/budgets/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def new_budget(request: MemberRequest) -> HttpResponseBase:
    """A new one with the amounts of its first periods."""
    workspace = request.workspace
    if request.method == "POST":
        form = BudgetForm(request.POST, workspace=workspace)
        if form.is_valid():
            try:
                made = add_budget(
                    what=form.what(),
                    amounts=form.amounts(),
                    currency=form.cleaned_data["currency"],
                )
            except Trouble as trouble:
                form.add_error(None, str(trouble))
            else:
                messages.success(request, _("Made. It stands among the others from now on."))
                first = form.amounts()[0].period.first_on
                return redirect(_url(request, made.pk, first))
        return render(request, "analytics/budgets/new.html", {"form": form}, status=422)
    initial = {"first_on": today_of(request).replace(day=1)}
    form = BudgetForm(initial=initial, workspace=workspace)
    return render(request, "analytics/budgets/new.html", {"form": form})


@require_safe
@requires(Permission.VIEW_NUMBERS)
def budget(request: MemberRequest, budget_id: UUID) -> HttpResponseBase:
    """One in one of its periods, with its chart and every version of its amounts."""
    row = Budget.objects.filter(pk=budget_id, ended_at=None).first()
    if row is None:
        raise Http404("No such budget.")
    today, workspace = today_of(request), request.workspace
    day, calendar = chosen_day(request, today), calendar_of(workspace)
    names = campaign_names({row.campaign_id} if row.campaign_id else set())
    found = stand([row], day, today, workspace)
    shown = row_of(found[0], workspace.slug, names) if found else None
    name = period_name(row.every, found[0].period, calendar) if found else ""
    context = {
        "budget": row,
        "row": shown,
        "period": name,
        "days": days_in_words(*vars(found[0].period).values()) if found else "",
        "what": f"{SIMPLE[row.metric].label}: {scope_name(scope_of(row), names)}",
        "chart": chart_of(found[0], shown, name) if found and shown else None,
        "versions": versions_of(history_of(row.pk), row, calendar),
        "neighbours": _neighbours(row, found[0].period, calendar) if found else (None, None),
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
        "metric": SIMPLE[row.metric],
    }
    return render(request, "analytics/budgets/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def change_budget(request: MemberRequest, budget_id: UUID) -> HttpResponseBase:
    """The amounts of a year of its periods, from the one before the present on."""
    row = Budget.objects.filter(pk=budget_id, ended_at=None).first()
    if row is None:
        raise Http404("No such budget.")
    form = _amounts_form(request, row)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                _save(form, row)
            except Trouble as trouble:
                field = "is_past_meant" if trouble.code == "past_changed" else None
                form.add_error(field, str(trouble))
            else:
                messages.success(request, _("Saved. What it was before stays in its history."))
                return redirect("analytics:budget", slug=request.workspace.slug, budget_id=row.pk)
        status = 422
    names = campaign_names({row.campaign_id} if row.campaign_id else set())
    what = f"{SIMPLE[row.metric].label}: {scope_name(scope_of(row), names)}"
    context = {"form": form, "budget": row, "what": what}
    return render(request, "analytics/budgets/change.html", context, status=status)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def drop_budget(request: MemberRequest, budget_id: UUID) -> HttpResponseBase:
    """End it, with the way back on the next page."""
    slug = request.workspace.slug
    answer = redirect("analytics:budgets", slug=slug)
    try:
        end_budget(budget_id=budget_id)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return answer
    answer["Location"] += f"?ended={budget_id}"
    return answer


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def undrop_budget(request: MemberRequest, budget_id: UUID) -> HttpResponseBase:
    """Have an ended one back."""
    try:
        restore_budget(budget_id=budget_id)
        messages.success(request, _("It is back."))
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return redirect("analytics:budgets", slug=request.workspace.slug)


def chosen_day(request: MemberRequest, today: date) -> date:
    """The day that the address names, else today."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today
    return day if 2000 < day.year < 2100 else today


def _save(form: AmountsForm, row: Budget) -> None:
    data = form.cleaned_data
    set_amounts(
        budget_id=row.pk,
        amounts=data["amounts"],
        currency=data["currency"],
        is_past_meant=data["is_past_meant"],
    )
    if "spread" in data:
        set_spread(budget_id=row.pk, spread=data["spread"])


def _amounts_form(request: MemberRequest, row: Budget) -> AmountsForm:
    workspace, today = request.workspace, today_of(request)
    calendar = calendar_of(workspace)
    day = chosen_day(request, today)
    try:
        first = period_of(row.every, day, calendar)
    except KeyError:
        first = period_of(Every.MONTH, day, calendar)
    periods = following(row.every, first, _SHOWN_PERIODS, calendar)
    named = [(one, period_name(row.every, one, calendar)) for one in periods]
    known = amounts([row.pk], periods[0].first_on, periods[-1].last_on).get(row.pk, [])
    initial: dict[str, Any] = {"spread": row.spread, "currency": workspace.currency}
    for one in known:
        initial[f"amount-{one.first_on}"] = written(one.micros, SIMPLE[row.metric])
        initial["currency"] = one.currency or workspace.currency
    given = request.POST if request.method == "POST" else None
    return AmountsForm(given, budget=row, periods=named, workspace=workspace, initial=initial)


def _neighbours(row: Budget, period: Period, calendar: Calendar) -> tuple[date | None, date | None]:
    """A day of the period before and after, where there is an amount."""
    known = amounts([row.pk], date(2000, 1, 1), date(2100, 12, 31)).get(row.pk, [])
    earlier = [one.first_on for one in known if one.last_on < period.first_on]
    later = [one.first_on for one in known if one.first_on > period.last_on]
    return max(earlier, default=None), min(later, default=None)


def _ended(request: MemberRequest) -> Budget | None:
    if Permission.DEFINE_NUMBERS not in request.permissions:
        return None
    try:
        wanted = UUID(request.GET.get("ended", ""))
    except ValueError:
        return None
    return Budget.objects.filter(pk=wanted, ended_at__isnull=False).first()


def _url(request: MemberRequest, budget_id: UUID, on: date) -> str:
    names = {"slug": request.workspace.slug, "budget_id": budget_id}
    return f"{reverse('analytics:budget', kwargs=names)}?on={on}"
