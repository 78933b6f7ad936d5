"""Rows that PostgreSQL chooses are those that Python chooses; whole months hold what days do."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.tenancy import inside
from analytics.exploring import answer
from analytics.exploring.answer import explore
from analytics.exploring.question import Exploration
from analytics.exploring.ranking import can_rank
from analytics.metrics import CATALOGUE
from analytics.models import AdCampaignDay
from analytics.queries import Breakdown, Comparison, Granularity, MetricQuery, Period
from analytics.queries.found import added, read_sums
from analytics.queries.where import Clause, Compare, Condition, Every, Not, Operator, Range, Some
from tests.analytics.exploring.facts import DAYS, FIRST, make_facts
from tests.budget import examples
from tests.cast import Cast

pytestmark = pytest.mark.django_db
_ADS = (Breakdown.PLATFORM, Breakdown.CHANNEL, Breakdown.SOURCE)
_METRICS = (
    *("spend", "clicks", "impressions", "ctr", "cpc", "cpm", "conversions", "roas"),
    *("cost_per_conversion", "platform_roas", "won_revenue", "win_rate"),
)


def test_what_the_database_chooses_is_what_python_chooses(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(17)
    with inside(cast.acme):
        make_facts(chance)
        for _example in range(examples(14, 600)):
            asked = _question(chance)
            assert can_rank(asked)
            found = explore(asked, cast.acme)
            with monkeypatch.context() as plain:
                plain.setattr(answer, "can_rank", lambda asked: False)
                assert found == explore(asked, cast.acme), asked


def _question(chance: random.Random) -> Exploration:
    is_crm = chance.random() < 0.25
    many = Breakdown.CRM_CAMPAIGN if is_crm else Breakdown.CAMPAIGN
    others = (Breakdown.LEAD_SOURCE, Breakdown.CHANNEL) if is_crm else _ADS
    by = [many, *chance.sample(others, chance.choice((0, 1, 2)))]
    chance.shuffle(by)
    metrics = chance.sample(_METRICS, chance.choice((1, 2, 3)))
    if not any(_is_of(CATALOGUE[key].sides, is_crm) for key in metrics):
        metrics.append("won_deals" if is_crm else "spend")
    first = FIRST + timedelta(days=chance.randrange(30))
    query = MetricQuery(
        tuple(metrics),
        Period(first, first + timedelta(days=chance.randrange(1, 40))),
        comparison=chance.choice((Comparison.NONE, Comparison.PREVIOUS)),
        breakdown=by[0],
        further=tuple(by[1:]),
        where=chance.choice((None, Not(Condition(Breakdown.CHANNEL, Operator.IS, ("",))))),
    )
    return Exploration(
        query,
        chance.choice((None, _ranges(chance, 2))),
        chance.choice((1, 3, 25)),
        chance.choice(("", "-")) + chance.choice(metrics),
        pivot=chance.choice((Breakdown.NONE, *by)),
    )


def _is_of(sides: Any, is_crm: bool) -> bool:
    return {side.value for side in sides} <= ({"deals"} if is_crm else {"ads"})


def _ranges(chance: random.Random, depth: int) -> Clause:
    if depth and chance.random() < 0.5:
        parts = tuple(_ranges(chance, depth - 1) for _part in range(2))
        return chance.choice((Every(parts), Some(parts), Not(parts[0])))
    number = Decimal(chance.choice(("0", "0.05", "3", "200000000")))
    return Range(chance.choice(_METRICS), chance.choice(list(Compare)), number)


def test_months_of_which_days_are_taken_hold_what_their_days_hold(cast: Cast) -> None:
    """By days each is read by itself; the same sums come of whole months and what they lack."""
    chance = random.Random(4)
    with inside(cast.acme):
        make_facts(chance)
        _check_days(cast, Period(FIRST, FIRST + timedelta(days=DAYS)))
        for _example in range(examples(10, 400)):
            first = FIRST + timedelta(days=chance.randrange(-20, DAYS))
            _check_days(cast, Period(first, first + timedelta(days=chance.randrange(80))))


def _check_days(cast: Cast, period: Period) -> None:
    days = AdCampaignDay.objects.filter(on__range=(period.first_on, period.last_on))
    there = {str(key) for key in days.order_by().values_list("campaign_id", flat=True)}
    asked = MetricQuery(("spend", "clicks"), period, breakdown=Breakdown.CAMPAIGN)
    whole = read_sums(asked, cast.acme, None).sums
    assert {part for _name, _span, part in whole} == there
    if not there:
        return
    parts = tuple((key,) for key in there)
    each = read_sums(replace(asked, granularity=Granularity.DAY, parts=parts), cast.acme, None)
    for key in there:
        by_day = each.over_time("now", key).sums.values()
        assert added(by_day) == whole["now", period.first_on, key], (period, key)
