"""Off its course a budget is told of once a state, and it is said when it is back."""

from datetime import timedelta

import pytest

from accounts.models import Job, Told
from accounts.tenancy import inside
from analytics.budgets.calendars import month_of
from analytics.budgets.keeping import Amount, set_amounts
from analytics.budgets.telling import judge_budgets, judge_every_budget, request_judging
from analytics.models import Budget, BudgetState
from tests.analytics.budgets.world import NOON, TODAY, UNIT, make_budget, make_spend, on
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


def reset(budget: Budget, units: int) -> None:
    amounts = [Amount(month_of(TODAY), units * UNIT)]
    set_amounts(budget_id=budget.pk, amounts=amounts, currency="USD")


def standing_news() -> list[tuple[str, bool]]:
    """(state, whether it is over) of all that was told."""
    rows = Told.objects.filter(kind="budget").order_by("key")
    return [(row.key.rsplit(" ", 1)[1], row.resolved_at is not None) for row in rows]


def test_each_state_is_told_once_and_resolved(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        budget = make_budget(cast.acme, 4_340)
        assert judge_budgets() == 0
        assert standing_news() == []
        reset(budget, 4_000)
        assert judge_budgets() == 1
        assert judge_budgets() == 0
        assert standing_news() == [("over", False)]
        said = Told.objects.get().said
        assert said["title"]["msgid"] == "The budget of %(part)s will be overspent"
        assert said["text"]["values"]["value"] == {"micros": 2_100 * UNIT, "currency": "USD"}
        reset(budget, 2_000)
        assert judge_budgets() == 1
        assert standing_news() == [("over", True), ("used_up", False)]
        reset(budget, 4_340)
        assert judge_budgets() == 0
        assert standing_news() == [("over", True), ("used_up", True)]
        assert BudgetState.objects.get().state == "on_course"


def test_a_goal_that_will_be_beaten_is_no_news(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        make_budget(cast.acme, 400, metric="clicks")
        make_budget(cast.acme, 20, metric="cpc")
        assert judge_budgets() == 0
        make_budget(cast.acme, 50_000, metric="impressions")
        assert judge_budgets() == 1
        assert standing_news() == [("under", False)]


def test_it_is_looked_at_nightly_and_after_a_sync(cast: Cast) -> None:
    request_judging(cast.acme.pk)
    with inside(cast.acme), on():
        assert not Job.objects.filter(task="analytics.tasks.judge_budgets").exists()
        make_spend()
        make_budget(cast.acme, 1_000)
    request_judging(cast.acme.pk)
    request_judging(cast.acme.pk)
    with inside(cast.acme):
        assert Job.objects.filter(task="analytics.tasks.judge_budgets").count() == 1
    with on(NOON + timedelta(hours=1)):
        assert judge_every_budget() == 1
        assert judge_every_budget() == 0
    with inside(cast.rival):
        assert not Told.objects.exists()
        assert not BudgetState.objects.exists()
