"""Budgets of a workspace whose spend is known to the cent: so much a day on two campaigns."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.utils import timezone

from accounts.models import Workspace
from accounts.tenancy import new_id
from analytics.budgets.calendars import calendar_of, period_of
from analytics.budgets.judging import stand
from analytics.budgets.keeping import Amount, What, add_budget
from analytics.budgets.standings import Standing
from analytics.models import Budget, BudgetAmount, Every
from analytics.queries.periods import DAY
from analytics.scopes import Scope
from integrations.facts import AdCampaign, ensure_campaigns, merge_days, stage_days
from integrations.models import Source

UNIT = 1_000_000
FIRST, TODAY = date(2026, 1, 5), date(2026, 3, 16)
NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)


@contextmanager
def on(moment: datetime = NOON) -> Iterator[None]:
    """The clock stands still at a moment."""
    with patch.object(timezone, "now", return_value=moment):
        yield


def make_spend(
    until: date = TODAY - DAY,
    amounts: tuple[int, int] = (100, 40),
    missing: tuple[date, ...] = (),
    currency: str = "USD",
) -> tuple[UUID, UUID]:
    """Google's campaign and Meta's, so many units a day each from FIRST on."""
    source = Source.objects.create(connector="csv", name="Ads")
    ids = ensure_campaigns(
        source_id=source.pk,
        campaigns=[
            AdCampaign("b1", "Brand", "google_ads"),
            AdCampaign("b2", "Shoes", "meta_ads"),
        ],
    )
    with stage_days() as copy:
        day = FIRST
        while day <= until:
            for campaign, amount in zip((ids["b1"], ids["b2"]), amounts, strict=True):
                if day not in missing:
                    row = (100, 10, amount * UNIT, None, None, currency)
                    copy.write_row([campaign, day, "", *row, "", 0])
            day += DAY
    merge_days(
        source_id=source.pk, run_id=new_id(), first_on=FIRST, last_on=until, scope="partition"
    )
    return ids["b1"], ids["b2"]


def make_budget(
    workspace: Workspace,
    units: int,
    *,
    metric: str = "spend",
    every: str = Every.MONTH,
    day: date = TODAY,
    currency: str = "USD",
    spread: str = "even",
    **scope: Any,
) -> Budget:
    period = period_of(every, day, calendar_of(workspace))
    what = What(metric, every, Scope(**scope), spread)
    return add_budget(what=what, amounts=[Amount(period, units * UNIT)], currency=currency)


def standing(budget: Budget, workspace: Workspace, day: date = TODAY) -> Standing:
    today = timezone.now().astimezone(workspace.zone).date()
    (found,) = stand([budget], day, today, workspace)
    return found


def versions(budget: Budget) -> list[tuple[date, int, int | None]]:
    rows = BudgetAmount.objects.filter(budget_id=budget.pk).order_by("first_on", "version")
    return list(rows.values_list("first_on", "version", "micros"))
