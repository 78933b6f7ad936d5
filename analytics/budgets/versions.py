"""Every version of a budget in words: what it was, what it became, who said so and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from analytics.budgets.calendars import period_name
from analytics.built_in import SIMPLE
from analytics.figures import exact, exact_of
from analytics.metrics import Metric, Unit
from analytics.models import Budget, BudgetAmount
from analytics.queries import Calendar, Period


@dataclass(frozen=True)
class VersionRow:
    """One change; `before` is empty for the first, `is_late` where the period was over by then."""

    period: str
    version: int
    amount: str
    before: str
    by: str
    at: datetime
    is_late: bool
    is_newest: bool


def versions_of(
    rows: Iterable[BudgetAmount], budget: Budget, calendar: Calendar
) -> list[VersionRow]:
    """The newest first."""
    found, metric = list(rows), SIMPLE[budget.metric]
    known = {(row.first_on, row.version): row for row in found}
    newest: dict[date, int] = {}
    for row in found:
        newest[row.first_on] = max(newest.get(row.first_on, 0), row.version)
    shown = []
    for row in found:
        before = known.get((row.first_on, row.version - 1))
        shown.append(
            VersionRow(
                period_name(budget.every, Period(row.first_on, row.last_on), calendar),
                row.version,
                amount_in_words(row, metric),
                amount_in_words(before, metric) if before else "",
                row.set_by.get_full_name() if row.set_by else "",
                row.set_at,
                row.set_at.date() > row.last_on,
                newest[row.first_on] == row.version,
            )
        )
    return shown


def amount_in_words(row: BudgetAmount, metric: Metric) -> str:
    """An amount in all its digits, or that it was taken away."""
    if row.micros is None:
        return _("none")
    if metric.unit is Unit.MONEY:
        return exact_of(metric, row.micros, row.currency)
    whole, rest = divmod(row.micros, 1_000_000)
    return exact(metric.unit, row.micros / 1_000_000 if rest else whole, "")
