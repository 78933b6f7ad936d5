"""Makes standings of budgets on a day: reads the days, lays the plan, foretells the end."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from accounts.models import Workspace
from analytics.budgets.amounts import amounts_on
from analytics.budgets.calendars import calendar_of, period_of
from analytics.budgets.daily import (
    Daily,
    complete_until,
    counted_in,
    read_daily,
)
from analytics.budgets.forecasts import HISTORY_DAYS
from analytics.budgets.plans import PATTERN_DAYS
from analytics.budgets.reckoning import Reckoning
from analytics.budgets.scoping import scope_of
from analytics.budgets.shelf import Shelf, version_of
from analytics.budgets.standings import Standing, State
from analytics.built_in import SIMPLE
from analytics.metrics import Metric, Unit
from analytics.models import Budget, BudgetAmount
from analytics.queries import Period, source_states
from analytics.queries.freshness import SourceState
from analytics.queries.periods import DAY
from analytics.queries.question import Filters
from analytics.queries.result import Number

_Part = tuple[Filters, str]


def stand(rows: Iterable[Budget], day: date, today: date, workspace: Workspace) -> list[Standing]:
    """How each stands in the period that a day lies in; those of no period there are left out.

    As it was kept where it follows from the same data, and by one statement for all that is kept.
    Else by one for each part and currency, however many budgets and goals are of it, and kept.
    """
    chosen, version = list(rows), version_of(workspace)
    known = amounts_on((one.pk for one in chosen), day)
    calendar, begun = calendar_of(workspace), []
    sources = source_states()
    for budget in chosen:
        amount = known.get(budget.pk)
        try:
            period = _days(amount) if amount else period_of(budget.every, day, calendar)
        except KeyError:
            continue
        begun.append(_begin(budget, amount, period, (sources, today, workspace)))
    shelf = Shelf(workspace, sources, today, version)
    found = shelf.take(begun)
    wanting = [one for one in begun if one.budget.pk not in found]
    daily = _read(wanting, workspace, sources)
    for one in wanting:
        own = counted_in(workspace, one.currency)
        found[one.budget.pk] = Reckoning(one, daily.get(_part(one)), own).standing
    shelf.put(found[one.budget.pk] for one in wanting)
    return [found[one.budget.pk] for one in begun]


def _days(amount: BudgetAmount) -> Period:
    return Period(amount.first_on, amount.last_on)


def _begin(
    budget: Budget,
    amount: BudgetAmount | None,
    period: Period,
    now: tuple[tuple[SourceState, ...], date, Workspace],
) -> Standing:
    sources, today, workspace = now
    metric = SIMPLE[budget.metric]
    until = min(complete_until(metric, sources, today, workspace), period.last_on)
    gone = max((until - period.first_on).days + 1, 0)
    is_money = metric.unit is Unit.MONEY
    currency = (amount.currency if amount else workspace.currency) if is_money else ""
    standing = Standing(budget, period, amount, _target(metric, amount), currency, until, gone)
    is_to_come = period.first_on > today and amount is not None
    return replace(standing, state=State.TO_COME) if is_to_come else standing


def _target(metric: Metric, amount: BudgetAmount | None) -> Number | None:
    """In the unit in which the metric's values are told."""
    if amount is None or amount.micros is None:
        return None
    if metric.unit is Unit.MONEY:
        return amount.micros
    whole, rest = divmod(amount.micros, 1_000_000)
    return amount.micros / 1_000_000 if rest or metric.denominator else whole


def _part(one: Standing) -> _Part:
    return scope_of(one.budget).filters, one.currency


def _read(
    begun: list[Standing], workspace: Workspace, sources: tuple[SourceState, ...]
) -> dict[_Part, Daily]:
    """The days of each part, from before its earliest period up to its latest."""
    parts: dict[_Part, list[Standing]] = defaultdict(list)
    for one in begun:
        if one.state is not State.TO_COME:
            parts[_part(one)].append(one)
    found = {}
    for (filters, currency), ones in parts.items():
        first = min(one.period.first_on for one in ones) - DAY * max(HISTORY_DAYS, PATTERN_DAYS)
        days = Period(first, max(one.period.last_on for one in ones))
        metrics = {one.budget.metric for one in ones}
        own = counted_in(workspace, currency)
        found[filters, currency] = read_daily(metrics, days, filters, own, sources)
    return found
