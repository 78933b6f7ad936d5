"""Tells when a budget or goal leaves its course, once a period and state, and when it is back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from accounts.jobs import enqueue
from accounts.models import Workspace
from accounts.standing import stands_still
from accounts.telling import Money, Said, Severity, Share, tell
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from analytics.budgets.amounts import budgets
from analytics.budgets.judging import stand
from analytics.budgets.scoping import scope_of
from analytics.budgets.showing import mark_of
from analytics.budgets.standings import Standing, State
from analytics.built_in import SIMPLE
from analytics.metrics import Unit
from analytics.models import Budget, BudgetState, KeptStanding
from analytics.queries.names import platform_name
from analytics.queries.result import Number
from analytics.scopes import campaign_names

KIND = "budget"
# Of these one can say that it is on its way, or was taken back to it.
_ON_COURSE = frozenset({State.ON_COURSE, State.OVER, State.UNDER, State.USED_UP})
_TITLES = {
    State.OVER: gettext_noop("The budget of %(part)s will be overspent"),
    State.UNDER: gettext_noop("The budget of %(part)s will not be used"),
    State.USED_UP: gettext_noop("The budget of %(part)s is used up"),
}
_MISSED = gettext_noop("The goal of %(number)s for %(part)s will be missed")
_TEXT = gettext_noop(
    "%(value)s of %(target)s, complete until %(day)s. On %(last)s it will be %(low)s to %(high)s, "
    "in 4 of 5 cases."
)
_USED = gettext_noop(
    "%(value)s of %(target)s, complete until %(day)s. The period ends on %(last)s."
)
# What nobody looked at for so long is reckoned anew when somebody does.
_KEPT_FOR = timedelta(days=30)
_EVERYTHING = gettext_noop("Everything")


def request_judging(workspace_id: UUID, **kwargs: Any) -> None:
    """After a sync: have the budgets of a workspace looked at, once however many syncs end."""
    with inside(workspace_id):
        ask_to_judge()


def ask_to_judge() -> None:
    """Have all budgets of the entered workspace reckoned anew and judged, where it has any."""
    if Budget.objects.filter(ended_at=None).exists():
        enqueue("analytics.tasks.judge_budgets", dedupe_key="budgets")


def judge_every_budget() -> int:
    """Nightly: days pass where nothing is synced, too; how many are told."""
    return in_each_workspace(judge_budgets)


def judge_budgets() -> int:
    """Tell of those whose state is another than was told; how many. In a transaction.

    In a workspace that stands still nothing is told by itself.
    """
    if stands_still(require_workspace_id()):
        return 0
    rows = list(budgets())
    if not rows:
        return 0
    workspace = Workspace.objects.get(pk=require_workspace_id())
    today = timezone.now().astimezone(workspace.zone).date()
    standings = stand(rows, today, today, workspace)
    names = campaign_names({row.campaign_id for row in rows if row.campaign_id})
    known = {
        (row.budget_id, row.first_on): row
        for row in BudgetState.objects.select_for_update().filter(
            budget_id__in=[row.pk for row in rows]
        )
    }
    KeptStanding.objects.filter(made_at__lt=timezone.now() - _KEPT_FOR).delete()
    return sum(
        _follow(one, known.get((one.budget.pk, one.period.first_on)), names, workspace.slug)
        for one in standings
        if one.state in _ON_COURSE
    )


def _follow(one: Standing, told: BudgetState | None, names: dict[UUID, str], slug: str) -> int:
    """Note its state where that is new; whether anybody was told of it."""
    state = one.state if is_off_course(one) else State.ON_COURSE
    before = told.state if told else State.ON_COURSE
    if state == before:
        return 0
    with transaction.atomic():
        if before != State.ON_COURSE:
            _say(one, State(before), names, slug, is_resolved=True)
        if state is not State.ON_COURSE:
            _say(one, state, names, slug)
        BudgetState.objects.update_or_create(
            budget_id=one.budget.pk,
            first_on=one.period.first_on,
            defaults={"state": state, "since": timezone.now()},
        )
    return int(state is not State.ON_COURSE)


def is_off_course(one: Standing) -> bool:
    """Whether it is over or under, used up, or misses its goal; what is better is no news."""
    return mark_of(one).tone in ("bad", "warn")


def _say(
    one: Standing, state: State, names: dict[UUID, str], slug: str, *, is_resolved: bool = False
) -> None:
    url = reverse("analytics:budget", kwargs={"slug": slug, "budget_id": one.budget.pk})
    is_bad = state is State.USED_UP and not one.budget.is_goal
    tell(
        kind=KIND,
        key=f"{one.budget.pk} {one.period.first_on} {state}",
        title=_title(one, state, names),
        text=_text(one),
        url=f"{url}?on={one.period.first_on}",
        severity=Severity.SEVERE if is_bad else Severity.WARNING,
        resolved=is_resolved,
    )


def _title(one: Standing, state: State, names: dict[UUID, str]) -> Said:
    part = _part(one.budget, names)
    if one.budget.is_goal:
        return Said(_MISSED, {"number": _label(one.budget.metric), "part": part})
    return Said(_TITLES[state], {"part": part})


def _text(one: Standing) -> Said:
    values: dict[str, Any] = {
        "value": _value(one, one.value),
        "target": _value(one, one.target),
        "day": one.complete_until,
        "last": one.period.last_on,
    }
    if one.forecast is None or one.state is State.USED_UP:
        return Said(_USED, values)
    ends = {"low": _value(one, one.forecast.low), "high": _value(one, one.forecast.high)}
    return Said(_TEXT, {**values, **ends})


def _part(budget: Budget, names: dict[UUID, str]) -> Any:
    """What people call the part; words of ours are said in each reader's language."""
    return part_name(budget, names) or Said(_EVERYTHING)


def part_name(budget: Budget, names: dict[UUID, str]) -> str:
    """The name of the part; empty for all there is."""
    scope = scope_of(budget)
    if scope.campaign_id:
        return names.get(scope.campaign_id, "–")
    return platform_name(scope.platform) if scope.platform else scope.channel


def _label(metric: str) -> Said:
    with translation.override("en"):
        return Said(str(SIMPLE[metric].label))


def _value(one: Standing, value: Number | None) -> Any:
    unit = SIMPLE[one.budget.metric].unit
    if value is None:
        return "–"
    if unit is Unit.MONEY:
        return Money(round(value), one.currency)
    if unit is Unit.RATE:
        return Share(round(value, 4))
    return round(value) if unit is Unit.COUNT else round(value, 2)
