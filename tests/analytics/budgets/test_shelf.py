"""Standings that are kept: taken while they follow from the data, never after."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Workspace
from accounts.tenancy import inside
from analytics.budgets import shelf
from analytics.budgets.amounts import budgets
from analytics.budgets.calendars import month_of
from analytics.budgets.daily import read_daily
from analytics.budgets.judging import stand
from analytics.budgets.keeping import Amount, set_amounts, set_spread
from analytics.budgets.standings import Standing, State
from analytics.budgets.telling import judge_budgets
from analytics.models import Budget, KeptStanding
from analytics.queries.periods import DAY
from analytics.rollups.lock import count_version
from tests.analytics.budgets.world import NOON, TODAY, UNIT, make_budget, make_spend, on
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def all_of(workspace: Workspace, day: date = TODAY) -> tuple[list[Standing], bool]:
    """How all stand, and whether days were read for it."""
    with patch("analytics.budgets.judging.read_daily", wraps=read_daily) as read:
        found = stand(budgets(), day, TODAY, workspace)
    return found, read.called


def test_what_is_kept_is_taken_whole_and_no_day_is_read_for_it(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend(missing=(TODAY - 5 * DAY,))
        for metric, units in (("spend", 4_340), ("ctr", 1), ("impressions", 5_000)):
            make_budget(cast.acme, units, metric=metric)
        make_budget(cast.acme, 9_000, every="quarter", spread="weekdays")
        make_budget(cast.acme, 3, metric="won_deals")
        first, was_read = all_of(cast.acme)
        again, is_read = all_of(cast.acme)
        assert (was_read, is_read) == (True, False)
        assert again == first
        assert len({one.state for one in first}) > 2
        assert first[0].outlook is not None
        with translation.override("da"):
            danish, is_read = all_of(cast.acme)
        assert not is_read
        assert (danish[-1].state, first[-1].reason) == (State.NO_DATA, "No CRM connected yet.")
        assert danish[-1].reason not in ("", first[-1].reason)


def _more_data(_budget: Budget) -> None:
    count_version()


def _more_money(budget: Budget) -> None:
    more = [Amount(month_of(TODAY), 6_000 * UNIT)]
    set_amounts(budget_id=budget.pk, amounts=more, currency="USD")


def _other_spread(budget: Budget) -> None:
    set_spread(budget_id=budget.pk, spread="weekdays")


def _newer_arithmetic(_budget: Budget) -> None:
    KeptStanding.objects.update(basis="what another release made")


@pytest.mark.parametrize("change", [_more_data, _more_money, _other_spread, _newer_arithmetic])
def test_what_follows_from_something_else_is_made_anew(
    cast: Cast, change: Callable[[Budget], None]
) -> None:
    with inside(cast.acme), on():
        make_spend()
        budget = make_budget(cast.acme, 4_340)
        all_of(cast.acme)
        KeptStanding.objects.update(standing={})
        change(budget)
        found, was_read = all_of(cast.acme)
        assert was_read
        assert found[0].value == 15 * 140 * UNIT
        assert KeptStanding.objects.count() == 1
        assert all_of(cast.acme) == (found, False)


def test_a_new_day_is_another_standing(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        make_budget(cast.acme, 4_340)
        assert all_of(cast.acme)[0][0].days_left == 16
    with inside(cast.acme), on(NOON + timedelta(days=1)):
        (found,) = stand(budgets(), TODAY + DAY, TODAY + DAY, cast.acme)
        assert found.complete_until >= TODAY - DAY
        assert KeptStanding.objects.count() == 1


def test_the_job_after_a_sync_makes_what_pages_take(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        make_budget(cast.acme, 4_340)
        judge_budgets()
        assert all_of(cast.acme)[1] is False
        KeptStanding.objects.update(made_at=NOON - timedelta(days=31))
        count_version()
        judge_budgets()
        assert KeptStanding.objects.count() == 1


def test_what_nobody_looked_at_for_a_month_goes(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        make_budget(cast.acme, 4_340)
        all_of(cast.acme, TODAY - 31 * DAY)
        KeptStanding.objects.update(made_at=NOON - timedelta(days=31))
        judge_budgets()
        assert [one.first_on.month for one in KeptStanding.objects.all()] == [TODAY.month]


def test_no_workspace_takes_what_another_keeps(cast: Cast) -> None:
    """Even where all that a standing follows from is the same, the basis names its budget."""
    with inside(cast.acme), on():
        make_spend()
        make_budget(cast.acme, 4_340)
        all_of(cast.acme)
    with inside(cast.rival), on():
        assert not KeptStanding.objects.exists()
        make_budget(cast.rival, 4_340)
        found, _was_read = all_of(cast.rival)
        assert found[0].value is None


def test_as_many_statements_for_four_that_are_kept_as_for_one(cast: Cast) -> None:
    with inside(cast.acme), on():
        campaigns = make_spend()
        counts = []
        scopes: list[dict[str, Any]] = [{}, {"platform": "google_ads"}]
        for scope in [*scopes, *({"campaign_id": one} for one in campaigns)]:
            make_budget(cast.acme, 4_340, **scope)
            all_of(cast.acme)
            with CaptureQueriesContext(connection) as seen:
                stand(budgets(), TODAY, TODAY, cast.acme)
            counts.append(len(seen))
        assert len(set(counts)) == 1


def test_a_version_that_grew_while_days_were_read_is_not_noted(cast: Cast) -> None:
    """Noted is the version before the first read: the next look then makes it anew."""
    with inside(cast.acme), on():
        make_spend()
        make_budget(cast.acme, 4_340)
        whole = shelf.Shelf.put

        def grown(self: shelf.Shelf, made: list[Standing]) -> None:
            count_version()
            whole(self, made)

        with patch.object(shelf.Shelf, "put", grown):
            all_of(cast.acme)
        assert all_of(cast.acme)[1] is True
