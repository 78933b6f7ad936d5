"""Answers equal an independent sum in Python; gaps, rates, zones and the neighbour stay apart."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Workspace
from accounts.tenancy import inside
from analytics.metrics import CATALOGUE
from analytics.models import CampaignMatch, LeadStage
from analytics.queries import (
    BadQuery,
    Breakdown,
    Comparison,
    Filters,
    Granularity,
    MetricQuery,
    MetricResult,
    Period,
    compared,
    run_query,
)
from analytics.queries.campaigns import campaign_page
from analytics.queries.periods import PRESETS
from analytics.queries.rates import rates_used
from analytics.queries.sql import names_of, statement
from integrations.models import Campaign, ExchangeRate, Lead, Opportunity, Organization, Source
from tests.analytics.crm import at, crm_source, put
from tests.cast import Cast
from tests.integrations.test_facts import Ads, make_ads

pytestmark = pytest.mark.django_db
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
ALL = tuple(CATALOGUE)


def ask(workspace: Workspace, *metrics: str, period: Period = MARCH, **more: Any) -> MetricResult:
    return run_query(MetricQuery(metrics or ALL, period, **more), workspace)


def values(result: MetricResult) -> dict[str, Any]:
    return {key: cell.value for key, cell in result.values.items()}


def spend(ads: Ads, rows: dict[tuple[int, int], tuple[Any, ...]]) -> None:
    """{(campaign number, day of March): (impressions, clicks, spend, currency)}

    Behind these conversions and what they are worth, in millionths, where they are told.
    """
    ads.load(
        {
            (ads.campaigns[c], date(2026, 3, d), ""): (*row[:3], *(row[4:] or (None, None)), row[3])
            for (c, d), row in rows.items()
        },
        days=40,
    )


def deal(day: int, amount: int | None, **more: Any) -> dict[str, Any]:
    values = {"created_at": at(f"2026-03-{day:02} 12:00"), "closes_on": date(2026, 3, day)}
    won = {"is_closed": True, "is_won": True, "company_external_id": "A"}
    money = {"amount_micros": amount, "currency": "USD"}
    return {**values, **won, **money, **more}


def test_golden_totals_of_the_advertising_file(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_ads()
        rows = {
            (0, 1): (200_000_000, 30_000, 50_000_000_000, "USD"),
            (1, 9): (13_434_828, 8_165, 8_705_230_000, "USD"),
        }
        spend(ads, rows)
        found = values(ask(cast.acme, "impressions", "clicks", "spend", "ctr", "cpc"))
        assert (found["impressions"], found["clicks"]) == (213_434_828, 38_165)
        assert found["spend"] == 58_705_230_000
        assert round(found["ctr"] * 100, 5) == 0.01788
        assert found["cpc"] == 1_538_195


def test_random_data_against_a_sum_in_python(cast: Cast) -> None:
    chance = random.Random(7)
    with inside(cast.acme):
        ads, crm = make_ads(), crm_source()
        LeadStage.objects.create(source=crm, status="Hot", stage="sql", counted_as="sql")
        rows = {
            (c, d): (
                *(chance.randrange(900), chance.randrange(90), chance.randrange(10**9), "USD"),
                *(chance.randrange(10**8), chance.randrange(10**9)),
            )
            for c in (0, 1)
            for d in chance.sample(range(1, 32), 20)
        }
        spend(ads, rows)
        days = {str(n): chance.randrange(1, 32) for n in range(40)}
        deals = {
            n: deal(d, chance.randrange(10**10), company_external_id=n) for n, d in days.items()
        }
        # One of three was lost, and some were made up to nine days before they closed.
        for n, one in deals.items():
            one["is_won"] = int(n) % 3 != 0
            one["created_at"] -= timedelta(days=chance.randrange(10))
        put(crm, Opportunity, deals)
        put(
            crm,
            Lead,
            {
                n: {"created_at": at(f"2026-03-{d:02} 12:00"), "status": "Hot"}
                for n, d in days.items()
            },
        )
        first, last = 6, 20
        found = values(ask(cast.acme, period=Period(date(2026, 3, first), date(2026, 3, last))))
        inside_rows = [row for (_c, d), row in rows.items() if first <= d <= last]
        inside_deals = [deals[n] for n, d in days.items() if first <= d <= last]
        shown, clicked, cost = (sum(int(row[n]) for row in inside_rows) for n in range(3))
        converted, worth = (sum(int(row[n]) for row in inside_rows) for n in (4, 5))
        won = [one for one in inside_deals if one["is_won"]]
        made = [
            one
            for one in deals.values()
            if first <= one["created_at"].day <= last and one["created_at"].month == 3
        ]
        revenue = sum(one["amount_micros"] for one in won)
        lost = sum(one["amount_micros"] for one in inside_deals) - revenue
        cycle = sum((one["closes_on"] - one["created_at"].date()).days for one in won)
        count, all_won = len(inside_deals), len(won)
        assert found == {
            "spend": cost,
            "impressions": shown,
            "clicks": clicked,
            "ctr": clicked / shown,
            "cpc": round(cost / clicked),
            "leads": count,
            "mql": 0,
            "sql": count,
            "conversions": converted / 10**6,
            "conversion_value": worth,
            "conversion_rate": converted / 10**6 / clicked,
            "cost_per_conversion": round(cost * 10**6 / converted),
            "platform_roas": worth / cost,
            "opportunities": len(made),
            "pipeline_created": sum(one["amount_micros"] for one in made),
            "won_deals": all_won,
            "lost_deals": count - all_won,
            "lost_value": lost,
            "won_revenue": revenue,
            "new_customers": all_won,
            "roas": revenue / cost,
            "paid_cac": round(cost / all_won),
            "cpl": round(cost / count),
            "cpm": round(1000 * cost / shown),
            "win_rate": all_won / count,
            "win_rate_by_value": revenue / (revenue + lost),
            "sales_cycle": cycle / all_won,
            "average_deal": round(revenue / all_won),
            **dict.fromkeys(("sessions", "engagement_rate", "key_events")),
        }


@pytest.mark.parametrize("granularity", [Granularity.DAY, Granularity.WEEK, Granularity.MONTH])
def test_a_series_adds_up_to_its_total(cast: Cast, granularity: Granularity) -> None:
    with inside(cast.acme):
        spend(make_ads(), {(0, d): (d, 1, d * 10**6, "USD") for d in range(1, 32)})
        period = Period(date(2026, 3, 4), date(2026, 3, 29))
        result = ask(cast.acme, "spend", period=period, granularity=granularity)
        series = result.series["spend"]
        assert sum(v for v in series.values if v is not None) == result.values["spend"].value
        assert series.days[0] == period.first_on
        expected = {Granularity.DAY: 26, Granularity.WEEK: 4, Granularity.MONTH: 1}
        assert len(series.days) == expected[granularity]


def test_comparison_stands_beside_by_position(cast: Cast) -> None:
    with inside(cast.acme):
        spend(make_ads(), {(0, d): (d, 1, 1, "USD") for d in (1, 2, 3, 4)})
        result = ask(
            cast.acme,
            "impressions",
            period=Period(date(2026, 3, 3), date(2026, 3, 4)),
            comparison=Comparison.PREVIOUS,
            granularity=Granularity.DAY,
        )
        assert result.series["impressions"].values == (3, 4)
        assert result.series["impressions"].before == (1, 2)
        assert result.change(CATALOGUE["impressions"]) == pytest.approx(4 / 3)


def test_rates_change_in_points(cast: Cast) -> None:
    with inside(cast.acme):
        spend(make_ads(), {(0, 1): (100, 2, 1, "USD"), (0, 2): (100, 5, 1, "USD")})
        day = Period(date(2026, 3, 2), date(2026, 3, 2))
        result = ask(cast.acme, "ctr", period=day, comparison=Comparison.PREVIOUS)
        assert result.change(CATALOGUE["ctr"]) == pytest.approx(3.0)


def test_nothing_is_null_and_says_why(cast: Cast) -> None:
    with inside(cast.acme):
        result = ask(cast.acme)
        assert set(values(result).values()) == {None}
        assert result.values["spend"].reason == "No advertising data yet."
        assert result.values["leads"].reason == "No CRM connected yet."
        ads = make_ads()
        spend(ads, {(0, 1): (0, None, 5, "USD")})
        result = ask(cast.acme, granularity=Granularity.DAY)
        assert result.values["impressions"].value == 0
        assert result.values["clicks"].reason == "Not reported for these days."
        assert result.values["ctr"].value is None
        assert result.series["impressions"].values[:2] == (0, None)
        spend(ads, {(0, 1): (0, 0, 5, "USD")})
        result = ask(cast.acme)
        assert result.values["ctr"].reason == "There were no impressions."
        assert result.values["cpc"].reason == "There were no clicks."


def test_a_crm_without_rows_counts_zero_and_the_future_is_a_gap(cast: Cast) -> None:
    with inside(cast.acme):
        put(crm_source(), Opportunity, {"1": deal(1, 5)})
        assert ask(cast.acme, "won_deals").values["won_deals"].value == 1
        april = Period(date(2026, 4, 1), date(2026, 4, 30))
        assert ask(cast.acme, "won_deals", period=april).values["won_deals"].value == 0
        today = timezone.now().astimezone(cast.acme.zone).date()
        soon = Period(today + timedelta(days=1), today + timedelta(days=2))
        assert ask(cast.acme, "won_deals", period=soon).values["won_deals"].reason == (
            "These days are still to come."
        )


def test_stages_before_our_snapshots_are_a_gap(cast: Cast) -> None:
    with inside(cast.acme):
        source = crm_source()
        put(source, Lead, {"1": {"created_at": at("2025-03-01 12:00"), "status": "Hot"}})
        assert ask(cast.acme, "mql").values["mql"].reason == "No lead status means a stage yet."
        LeadStage.objects.create(source=source, status="Hot", stage="mql", counted_as="mql")
        before = Period(date(2025, 3, 1), date(2025, 3, 31))
        result = ask(cast.acme, "leads", "mql", period=before)
        assert result.values["leads"].value == 1
        assert result.values["mql"].value is None
        assert result.snapshots_since == source.created_at


def rates(source: Source) -> None:
    put(source, Organization, {"00D": {"name": "Acme", "currency": "DKK", "time_zone": ""}})
    rows = {
        "usd": {"currency": "USD", "rate": Decimal("0.15")},
        "eur": {"currency": "EUR", "rate": Decimal("0.12")},
        "dated": {
            "currency": "EUR",
            "rate": Decimal("0.1"),
            "starts_on": date(2026, 3, 10),
            "ends_before": date(2026, 3, 20),
        },
    }
    put(source, ExchangeRate, rows)


def test_amounts_are_converted_by_the_rate_of_their_day(cast: Cast) -> None:
    with inside(cast.acme):
        crm = crm_source()
        rates(crm)
        spend(make_ads(), {(0, 9): (1, 1, 1_200_000, "EUR"), (0, 10): (1, 1, 1_000_000, "EUR")})
        put(
            crm,
            Opportunity,
            {"1": deal(1, 2_000_000, currency=""), "2": deal(2, 7, currency="USD")},
        )
        result = ask(cast.acme, "spend", "won_revenue")
        assert result.values["spend"].value == 1_500_000 + 1_500_000
        assert result.values["won_revenue"].value == 300_000 + 7
        assert result.left_out == ()


def test_a_rate_that_is_restated_changes_the_number_at_once(cast: Cast) -> None:
    with inside(cast.acme):
        crm = crm_source()
        rates(crm)
        euros = {"currency": "EUR", "created_at": at("2026-03-09 12:00")}
        put(crm, Opportunity, {"1": deal(15, 1_000_000, **euros)})
        wanted = ("won_revenue", "pipeline_created")
        # Won on a day with a dated rate, made on one without: the close date's and the day's own.
        assert values(ask(cast.acme, *wanted)) == {
            "won_revenue": 1_500_000,
            "pipeline_created": 1_250_000,
        }
        before = Workspace.objects.get(pk=cast.acme.pk).data_version
        dated = {"starts_on": date(2026, 3, 10), "ends_before": date(2026, 3, 20)}
        put(crm, ExchangeRate, {"dated": {"currency": "EUR", "rate": Decimal("0.3"), **dated}})
        assert values(ask(cast.acme, *wanted)) == {
            "won_revenue": 500_000,
            "pipeline_created": 1_250_000,
        }
        assert Workspace.objects.get(pk=cast.acme.pk).data_version > before
        (march,) = rates_used(Period(date(2026, 3, 15), date(2026, 3, 15)), "USD")
        assert (march.highest, march.is_dated, march.source) == (Decimal("0.5"), True, "CRM")
        (ninth,) = rates_used(Period(date(2026, 3, 9), date(2026, 3, 9)), "USD")
        assert (ninth.highest, ninth.is_dated) == (Decimal("1.25"), False)
        assert Opportunity.objects.get().amount_micros == 1_000_000


def test_a_rate_is_looked_up_once_a_day_however_many_campaigns_spent(cast: Cast) -> None:
    query = MetricQuery(("spend",), MARCH, breakdown=Breakdown.CAMPAIGN)
    with inside(cast.acme):
        rates(crm_source())
        days = [(campaign, day) for campaign in (0, 1) for day in range(9, 15)]
        spend(make_ads(), dict.fromkeys(days, (1, 1, 1_200_000, "EUR")))
        names = names_of(query, cast.acme, None)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement(query)}", names)
            plan = cursor.fetchone()[0][0]["Plan"]
        assert max(node["Actual Loops"] for node in _nodes(plan, "rate")) == 6
        rows = ask(cast.acme, "spend", breakdown=Breakdown.CAMPAIGN).rows
        assert [row.cells["spend"].value for row in rows] == [1_500_000 + 5 * 1_800_000] * 2


def _nodes(plan: dict[str, Any], table: str) -> list[dict[str, Any]]:
    """The nodes of a plan that read a named table."""
    below = [node for part in plan.get("Plans", ()) for node in _nodes(part, table)]
    return below + [plan] * (plan.get("CTE Name") == table)


def test_an_amount_without_a_rate_is_left_out_and_said(cast: Cast) -> None:
    with inside(cast.acme):
        spend(make_ads(), {(0, 9): (10, 1, 1_200_000_000, "EUR"), (0, 10): (10, 1, 5, "USD")})
        result = ask(cast.acme, "spend", "clicks")
        assert values(result) == {"spend": 5, "clicks": 2}
        assert [(one.currency, one.micros) for one in result.left_out] == [("EUR", 1_200_000_000)]


def test_only_amounts_without_a_rate_are_no_zero(cast: Cast) -> None:
    with inside(cast.acme):
        spend(make_ads(), {(0, 9): (10, 1, 1_200_000_000, "EUR")})
        assert ask(cast.acme, "spend").values["spend"].value is None


def match(ads: Ads, number: int, crm: Source, external_id: str) -> None:
    campaign = Campaign.objects.create(
        source=crm, external_id=external_id, kind="crm", name=external_id
    )
    CampaignMatch.objects.create(ad_campaign_id=ads.campaigns[number], crm_campaign=campaign)


def test_filters_reach_only_what_they_can(cast: Cast) -> None:
    with inside(cast.acme):
        ads, crm = make_ads(), crm_source()
        spend(ads, {(0, 1): (10, 1, 100, "USD"), (1, 1): (20, 2, 200, "USD")})
        put(crm, Opportunity, {"1": deal(1, 500, campaign_external_id="701"), "2": deal(2, 900)})
        match(ads, 0, crm, "701")
        for filters in (Filters(platforms=("google_ads",)), Filters(campaigns=(ads.campaigns[0],))):
            result = ask(cast.acme, "spend", "won_revenue", "leads", "roas", filters=filters)
            assert values(result) == {"spend": 100, "won_revenue": 500, "leads": None, "roas": 5.0}
        web = ask(cast.acme, "spend", "won_deals", filters=Filters(lead_sources=("Web",)))
        assert values(web) == {"spend": None, "won_deals": 0}


def test_breakdowns_add_up(cast: Cast) -> None:
    with inside(cast.acme):
        ads, crm = make_ads(), crm_source()
        spend(ads, {(0, 1): (10, 1, 100, "USD"), (1, 1): (20, 2, 200, "USD")})
        put(crm, Opportunity, {"1": deal(1, 5, lead_source="Web"), "2": deal(2, 9)})
        for breakdown in (Breakdown.PLATFORM, Breakdown.CAMPAIGN):
            rows = ask(cast.acme, "spend", "won_deals", breakdown=breakdown).rows
            assert sorted(row.cells["spend"].value or 0 for row in rows if row.key)[-2:] == [
                100,
                200,
            ]
            assert all(row.cells["won_deals"].value is None for row in rows)
        rows = ask(cast.acme, "won_revenue", breakdown=Breakdown.LEAD_SOURCE).rows
        assert {r.name: r.cells["won_revenue"].value for r in rows} == {
            "No lead source": 9,
            "Web": 5,
        }


def test_rival_sees_none_of_it(cast: Cast) -> None:
    with inside(cast.acme):
        spend(make_ads(), {(0, 1): (10, 1, 100, "USD")})
        put(crm_source(), Opportunity, {"1": deal(1, 5)})
        assert ask(cast.acme, "spend").values["spend"].value == 100
    with inside(cast.rival):
        result = ask(cast.rival)
        assert set(values(result).values()) == {None}
        assert result.sources == ()


@pytest.mark.parametrize("sources", [1, 3])
def test_an_answer_costs_two_statements(
    cast: Cast, sources: int, django_assert_num_queries: Any
) -> None:
    with inside(cast.acme):
        for number in range(sources):
            spend(make_ads(f"Ads {number}"), {(0, 1): (10, 1, 100, "USD")})
        with django_assert_num_queries(2):
            assert ask(cast.acme, "spend").values["spend"].value == 100 * sources


@pytest.mark.parametrize(
    ("field", "question"),
    [
        ("metrics", {"metrics": ()}),
        ("metrics", {"metrics": ("spend", "spend")}),
        ("metrics", {"metrics": ("profit",)}),
        ("to", {"period": Period(date(2026, 3, 2), date(2026, 3, 1))}),
        ("to", {"period": Period(date(2020, 1, 1), date(2026, 3, 1))}),
        ("from", {"period": Period(date(1900, 1, 1), date(1900, 1, 2))}),
        ("granularity", {"breakdown": Breakdown.PLATFORM, "granularity": Granularity.DAY}),
        ("filters.campaigns", {"filters": Filters(campaigns=(UUID(int=1),) * 51)}),
    ],
)
def test_what_cannot_be_asked_names_its_field(field: str, question: dict[str, Any]) -> None:
    with pytest.raises(BadQuery) as bad:
        MetricQuery(**{"metrics": ("spend",), "period": MARCH, **question})
    assert bad.value.field == field


def test_periods_and_comparisons() -> None:
    today = date(2026, 3, 1)
    assert PRESETS["30d"](today) == Period(date(2026, 1, 30), date(2026, 2, 28))
    assert PRESETS["last_month"](today) == Period(date(2026, 2, 1), date(2026, 2, 28))
    february = Period(date(2028, 2, 1), date(2028, 2, 29))
    assert compared(february, Comparison.YEAR) == Period(date(2027, 2, 1), date(2027, 2, 28))
    assert compared(february, Comparison.PREVIOUS) == Period(date(2028, 1, 3), date(2028, 1, 31))
    assert compared(february, Comparison.NONE) is None


@pytest.mark.parametrize("days", [1, 6, 7, 8, 30, 366])
def test_weekdays_are_compared_with_their_own_by_the_nearest_whole_weeks(days: int) -> None:
    now = Period(date(2028, 2, 1), date(2028, 2, 1) + timedelta(days=days - 1))
    then = compared(now, Comparison.WEEKDAYS)
    assert then is not None
    assert then.days == days
    assert then.first_on.weekday() == now.first_on.weekday()
    assert then.last_on < now.first_on <= then.last_on + timedelta(days=7)


def test_freshness_says_what_is_late(cast: Cast) -> None:
    now = datetime.now(UTC)
    with inside(cast.acme):
        for name, hours in (("Fresh", 1), ("Late", 40)):
            fresh_until = now - timedelta(hours=hours)
            Source.objects.create(connector="salesforce", name=name, fresh_until=fresh_until)
        result = ask(cast.acme, "leads")
        assert {s.name: s.is_late for s in result.sources} == {"Fresh": False, "Late": True}
        late = (now - timedelta(hours=40)).astimezone(cast.acme.zone).date()
        assert result.unsettled_from == late


def test_the_campaign_table_joins_what_is_mapped_and_adds_up(cast: Cast) -> None:
    with inside(cast.acme):
        ads, crm = make_ads(), crm_source()
        rates(crm)
        rows = {(0, d): (d, 1, d * 100, "USD") for d in (1, 15, 31)}
        spend(ads, {**rows, (1, 9): (20, 2, 1_200_000, "EUR"), (1, 10): (1, None, 3, "GBP")})
        put(crm, Opportunity, {"1": deal(1, 500, campaign_external_id="701"), "2": deal(2, 900)})
        match(ads, 0, crm, "701")
        for first, last in ((1, 31), (2, 30), (1, 15)):
            period = Period(date(2026, 3, first), date(2026, 3, last))
            page = campaign_page(cast.acme, period, Filters(), sort="name")
            brand, shoes = page.rows
            assert page.count == 2
            assert brand.spend == sum(d * 100 for d in (1, 15, 31) if first <= d <= last)
            assert shoes.spend == 1_500_000
            assert (brand.part_of, brand.revenue) == ("701", 500 if first == 1 else 0)
            assert (shoes.part_of, shoes.revenue) == (None, None)
        CampaignMatch.objects.create(
            ad_campaign_id=ads.campaigns[1],
            crm_campaign_id=CampaignMatch.objects.get().crm_campaign_id,
        )
        rows_now = campaign_page(cast.acme, MARCH, Filters(), sort="-spend").rows
        assert [(row.name, row.parts, row.revenue) for row in rows_now] == [
            ("Shoes", 2, None),
            ("Brand", 2, None),
        ]
        assert campaign_page(cast.acme, MARCH, Filters(), text="SHO").count == 1
    with inside(cast.rival):
        assert campaign_page(cast.rival, MARCH, Filters()).rows == ()
