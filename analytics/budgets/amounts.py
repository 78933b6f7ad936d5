"""What budgets are set to: the newest amount of each period, and all of its versions."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from analytics.models import Budget, BudgetAmount


def budgets() -> QuerySet[Budget]:
    """Those that have not ended, in the order in which they were made."""
    return Budget.objects.filter(ended_at=None).order_by("made_at", "id")


def amounts(
    ids: Iterable[UUID], first_on: date, last_on: date, as_of: datetime | None = None
) -> dict[UUID, list[BudgetAmount]]:
    """{budget: the amount of each of its periods that has days between two}, by their days.

    As of a moment, only what had been set by then counts. Periods that overlap, because the fiscal
    year was moved, are told by the one that was set last.
    """
    rows = BudgetAmount.objects.filter(
        budget_id__in=list(ids), first_on__lte=last_on, last_on__gte=first_on
    )
    if as_of is not None:
        rows = rows.filter(set_at__lte=as_of)
    newest: dict[tuple[UUID, date], BudgetAmount] = {}
    for row in rows.order_by("set_at", "version"):
        newest[row.budget_id, row.first_on] = row
    found: dict[UUID, list[BudgetAmount]] = defaultdict(list)
    for (budget_id, _first_on), row in newest.items():
        others = found[budget_id]
        others[:] = [one for one in others if not _overlaps(one, row)]
        others.append(row)
    return {key: sorted(rows, key=lambda row: row.first_on) for key, rows in found.items()}


def amounts_on(ids: Iterable[UUID], day: date) -> dict[UUID, BudgetAmount]:
    """{budget: the amount of the period that a day lies in}; none where it was taken away."""
    found = amounts(ids, day, day)
    return {key: rows[-1] for key, rows in found.items() if rows[-1].micros is not None}


def history_of(budget_id: UUID) -> QuerySet[BudgetAmount]:
    """Every version of every period, the newest first."""
    rows = BudgetAmount.objects.filter(budget_id=budget_id).select_related("set_by")
    return rows.order_by("-set_at", "-first_on", "-version")


def _overlaps(one: BudgetAmount, other: BudgetAmount) -> bool:
    return one.first_on <= other.last_on and other.first_on <= one.last_on
