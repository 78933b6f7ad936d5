"""How budgets stand, to the cent: so far, plan, forecast, left; parts, currencies, gaps, zones."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import Workspace
from accounts.tenancy import inside
from analytics.budgets.amounts import budgets
from analytics.budgets.calendars import month_of
from analytics.budgets.charts import _forecast
from analytics.budgets.keeping import Amount, set_amounts
from analytics.budgets.lists import groups
from analytics.budgets.standings import State
from analytics.built_in import SIMPLE
from analytics.models import ChannelOf, ThingKind
from analytics.queries import Period
from analytics.rollups import assign_channels
from analytics.services.channels import open_rules
from integrations.models import ExchangeRate, Organization
from tests.analytics.budgets.world import (
    TODAY,
    UNIT,
    make_budget,
    make_spend,
    on,
    standing,
)
from tests.analytics.crm import crm_source
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


def test_a_budget_in_the_middle_of_its_month(cast: Cast) -> None:
    """15 days of 140 are 2,100; 16 more days at 140 end at 4,340."""
    with inside(cast.acme), on():
        make_spend()
        one = standing(make_budget(cast.acme, 4_340), cast.acme)
        assert (one.complete_until, one.days_gone, one.days_left) == (date(2026, 3, 15), 15, 16)
        assert one.value == 2_100 * UNIT
        assert one.planned == 2_100 * UNIT
        assert one.by_day[-1] == 2_100 * UNIT
        assert one.plan[-1] == one.target == 4_340 * UNIT
        assert one.forecast is not None
        assert one.forecast.value == pytest.approx(4_340 * UNIT)
        assert (one.left, one.left_per_day) == (2_240 * UNIT, 140 * UNIT)
        assert one.state is State.ON_COURSE
        assert (one.gaps, one.currency) == ((), "USD")


def test_what_today_has_brought_already_is_in_each_day_that_is_foretold(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        one = standing(make_budget(cast.acme, 4_340), cast.acme)
    assert one.value is not None
    drawn = _forecast(replace(one, value=one.value + 500 * UNIT), SIMPLE["spend"], 31)
    days = zip(drawn["settled"]["values"], drawn["band"]["low"], drawn["band"]["high"], strict=True)
    assert all(2_600 <= low <= line <= high for line, low, high in [*days][15:])


@pytest.mark.parametrize(
    ("units", "state"),
    [
        (4_000, State.OVER),
        (5_000, State.UNDER),
        (4_300, State.ON_COURSE),
        (2_100, State.USED_UP),
        (2_101, State.OVER),
    ],
)
def test_over_under_and_used_up(cast: Cast, units: int, state: State) -> None:
    with inside(cast.acme), on():
        make_spend()
        assert standing(make_budget(cast.acme, units), cast.acme).state is state


def test_a_part_counts_its_own_and_stands_beneath_the_whole(cast: Cast) -> None:
    with inside(cast.acme), on():
        brand, _shoes = make_spend()
        open_rules()
        assign_channels()
        ChannelOf.objects.filter(kind=ThingKind.AD, key=str(brand)).update(channel="Paid search")
        channel = make_budget(cast.acme, 3_000, channel="Paid search")
        campaign = make_budget(cast.acme, 2_000, campaign_id=brand)
        meta = make_budget(cast.acme, 1_240, platform="meta_ads")
        assert standing(campaign, cast.acme).value == 1_500 * UNIT
        assert standing(channel, cast.acme).value == 1_500 * UNIT
        assert standing(meta, cast.acme).value == 600 * UNIT
        (group,) = groups(TODAY, TODAY, cast.acme)
        assert [(row.standing.budget, row.depth) for row in group.rows] == [
            (channel, 0),
            (campaign, 1),
            (meta, 0),
        ]
        assert group.total is None
        assert "spent in a channel, too" in group.no_total


def test_a_total_stands_only_where_it_is_true(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        make_budget(cast.acme, 3_100, platform="google_ads")
        make_budget(cast.acme, 1_240, platform="meta_ads")
        (group,) = groups(TODAY, TODAY, cast.acme)
        assert group.total is not None
        assert (group.total.value, group.total.target) == ("USD\u00a02.10k", "USD\u00a04.34k")
        whole = make_budget(cast.acme, 5_000)
        (group,) = groups(TODAY, TODAY, cast.acme)
        assert group.total is None
        assert [row.depth for row in group.rows] == [0, 1, 1]
        assert group.rows[0].standing.budget == whole
        make_budget(cast.acme, 900, every="quarter", currency="EUR")
        assert len(groups(TODAY, TODAY, cast.acme)) == 2


def test_missing_days_are_gaps_and_named(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend(missing=(date(2026, 3, 3), date(2026, 3, 4)))
        one = standing(make_budget(cast.acme, 4_340), cast.acme)
        assert one.value == 13 * 140 * UNIT
        assert one.gaps == (Period(date(2026, 3, 3), date(2026, 3, 4)),)
        assert one.by_day[2:4] == (None, None)
        assert one.by_day[4] == 3 * 140 * UNIT


def test_spend_is_converted_by_the_rate_of_its_day(cast: Cast) -> None:
    """Two dollars a euro until the 8th, four from then on."""
    with inside(cast.acme), on():
        crm = crm_source()
        common: Any = {"source": crm, "row_hash": b""}
        Organization.objects.create(external_id="o", name="Acme", currency="USD", **common)
        for number, (first, last, rate) in enumerate(
            [(date(2020, 1, 1), date(2026, 3, 8), 0.5), (date(2026, 3, 8), None, 0.25)]
        ):
            ExchangeRate.objects.create(
                external_id=str(number),
                currency="EUR",
                rate=rate,
                starts_on=first,
                ends_before=last,
                **common,
            )
        make_spend()
        one = standing(make_budget(cast.acme, 2_000, currency="EUR"), cast.acme)
        assert one.currency == "EUR"
        assert one.value == (7 * 70 + 8 * 35) * UNIT
        assert one.without_rate == ()


def test_what_has_no_rate_is_named_and_in_no_sum(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        one = standing(make_budget(cast.acme, 2_000, currency="SEK"), cast.acme)
        assert one.value is None
        assert one.without_rate == ("USD",)
        assert one.state is State.NO_DATA


def test_a_month_begins_where_the_workspace_is(cast: Cast) -> None:
    """At 03:00 in UTC on 1 April it is still 31 March in New York."""
    with inside(cast.acme), on(datetime(2026, 4, 1, 3, tzinfo=UTC)):
        make_spend(until=date(2026, 3, 31))
        Workspace.objects.filter(pk=cast.acme.pk).update(time_zone="America/New_York")
        cast.acme.refresh_from_db()
        budget = make_budget(cast.acme, 4_340)
        one = standing(budget, cast.acme)
        assert (one.complete_until, one.days_left) == (date(2026, 3, 30), 1)
        Workspace.objects.filter(pk=cast.acme.pk).update(time_zone="UTC")
        cast.acme.refresh_from_db()
        one = standing(budget, cast.acme)
        assert (one.complete_until, one.is_over, one.left_per_day) == (
            date(2026, 3, 31),
            True,
            None,
        )
        assert one.state is State.ON_COURSE


def test_goals_of_sums_and_of_ratios(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        clicks = standing(make_budget(cast.acme, 620, metric="clicks"), cast.acme)
        assert (clicks.value, clicks.target, clicks.planned) == (300, 620, 300)
        assert clicks.left_per_day == 20
        assert clicks.state is State.ON_COURSE
        price = standing(make_budget(cast.acme, 6, metric="cpc"), cast.acme)
        assert price.value == 7 * UNIT
        assert price.forecast is not None
        assert price.forecast.value == pytest.approx(7 * UNIT, rel=0.01)
        assert price.plan == ()
        assert price.left is None
        visits = standing(make_budget(cast.acme, 6, metric="sessions"), cast.acme)
        assert visits.state is State.NO_DATA
        assert "web analytics" in visits.reason


def test_a_quarter_is_the_fiscal_one_and_few_days_foretell_nothing(cast: Cast) -> None:
    with inside(cast.acme), on():
        Workspace.objects.filter(pk=cast.acme.pk).update(fiscal_year_starts=2)
        cast.acme.refresh_from_db()
        make_spend()
        one = standing(make_budget(cast.acme, 10_000, every="quarter"), cast.acme)
        assert one.period == Period(date(2026, 2, 1), date(2026, 4, 30))
        assert one.value == 43 * 140 * UNIT
    with inside(cast.rival), on():
        source_days = make_spend()
        assert source_days


def test_a_period_to_come_has_a_plan_and_no_state(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        budget = make_budget(cast.acme, 3_000, day=date(2026, 4, 1))
        april = standing(budget, cast.acme, date(2026, 4, 20))
        assert (april.state, april.value, april.days_gone) == (State.TO_COME, None, 0)
        assert april.plan[-1] == 3_000 * UNIT
        assert standing(budget, cast.acme).state is State.UNSET


def test_as_many_statements_for_three_of_a_part_as_for_one(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from analytics.budgets.judging import stand

    with inside(cast.acme), on():
        make_spend()
        make_budget(cast.acme, 4_340)
        counts = []
        for metric in ("clicks", "impressions", "ctr"):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                stand(budgets(), TODAY, TODAY, cast.acme)
            counts.append(len(seen))
            make_budget(cast.acme, 500, metric=metric)
        assert counts[2] <= counts[1] + 2


def test_a_change_of_this_month_counts_at_once(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        budget = make_budget(cast.acme, 4_340)
        more = [Amount(month_of(TODAY), 6_000 * UNIT)]
        assert set_amounts(budget_id=budget.pk, amounts=more, currency="USD") == 1
        assert standing(budget, cast.acme).target == 6_000 * UNIT
