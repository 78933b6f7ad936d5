"""The pipeline's numbers equal a plain count: what stands, what came of it, in whose money."""

import csv
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from statistics import mean, median
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from accounts.tenancy import Purpose, for_purpose, inside
from analytics.models import LeadCohortDay
from analytics.pipeline.cohorts import Span, Step, read_cohorts
from analytics.pipeline.flow import read_flow
from analytics.pipeline.oldest import read_oldest
from analytics.pipeline.outcomes import read_closed, read_made
from analytics.pipeline.question import DealFilters, PipelineQuery
from analytics.pipeline.standing import read_pipeline
from analytics.rollups import build_spans
from integrations.models import (
    ExchangeRate,
    Lead,
    Opportunity,
    OpportunityChange,
    OpportunityStage,
    Source,
)
from tests.analytics.crm import at, put, touching
from tests.analytics.pipeline.test_spans import (
    QUIET,
    a_deal,
    change,
    end_of,
    opened,
    reconstructed,
    step,
    with_stages,
)
from tests.analytics.test_rollups import make_crm, undone
from tests.cast import Cast
from tests.integrations.files.conftest import SHARED

pytestmark = pytest.mark.django_db
GOLDEN = SHARED / "crm_sales" / "sales_pipeline.csv"
ON = date(2026, 3, 15)


@QUIET
@given(changes=st.lists(change, min_size=1, max_size=6), day=st.integers(0, 8))
def test_what_stands_is_what_a_plain_reading_sums(cast: Cast, changes: Any, day: int) -> None:
    with inside(cast.acme), undone():
        source = make_crm()
        with_stages(source)
        put(source, ExchangeRate, {"E": {"currency": "EUR", "rate": Decimal("0.5")}})
        build_spans(source.pk)
        for model, rows in changes:
            put(source, model, rows)
        on = date(2026, 3, 25) + timedelta(days=day)
        now = read_pipeline(PipelineQuery(on), cast.acme)
        expected: dict[str, int] = defaultdict(int)
        for stage, state, _amount, _basis in reconstructed(source, end_of(on)).values():
            expected[stage] += state == "open"
        found = {row.stage: row.standing.deals for row in now.stages if row.standing.deals}
        assert found == {stage: count for stage, count in expected.items() if count}
        assert now.total.deals == sum(found.values()) == sum(now.total.buckets)
        ages = [one.age for one in read_oldest(PipelineQuery(on), cast.acme)]
        assert ages == sorted(ages, reverse=True)
        assert now.total.median == (median(ages) if ages else None)
        worth = [one.worth or 0 for one in read_oldest(PipelineQuery(on), cast.acme)]
        assert now.total.amount == sum(worth) == sum(o.amount for _n, o in now.lead_sources)


def closed(deal: str, day: int, made: int, amount: int | None, **more: Any) -> dict[str, Any]:
    """A won deal, unless `more` says otherwise; the amount in whole units."""
    values = {"stage": "Won", "closes_on": date(2026, 3, day), "lead_source": "Web", **more}
    micros = None if amount is None else amount * 1_000_000
    return {deal: opened(made, amount_micros=micros, **values)}


def test_rates_cycles_and_velocity_are_of_the_same_deals(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm("UTC")
        with_stages(source)
        put(source, ExchangeRate, {"E": {"currency": "EUR", "rate": Decimal("0.5")}})
        build_spans(source.pk)
        deals = {
            **closed("1", 10, 1, 300),
            # A euro is two dollars, and a yen nobody knows.
            **closed("2", 12, 2, 50, currency="EUR"),
            **closed("3", 14, 4, 900, currency="JPY"),
            # Closed before it was made: no cycle.
            **closed("4", 3, 9, None),
            **closed("5", 8, 1, 200, stage="Lost"),
            **closed("6", 20, 1, 999),
        }
        put(source, Opportunity, deals)
        query = PipelineQuery(ON, 30)
        found, made = read_closed(query, cast.acme), read_made(query, cast.acme)
        assert (found.won.deals, found.lost.deals, found.without_rate) == (4, 1, ("JPY",))
        assert (found.won.worth, found.won.valued) == (400_000_000, 2)
        assert found.win_rate == 4 / 5
        assert found.win_rate_by_value == 400 / 600
        assert found.average == 200_000_000
        assert (found.mean_cycle, found.median_cycle, found.backwards) == (
            mean([9, 10, 10]),
            10,
            1,
        )
        assert found.velocity == pytest.approx(5 * (4 / 5) * 200_000_000 / mean([9, 10, 10]))
        assert (made.every.deals, made.won.deals, made.lost.deals) == (6, 5, 1)
        assert made.win_rate == 5 / 6
        nothing = PipelineQuery(date(2025, 1, 1), 30)
        assert read_closed(nothing, cast.acme).win_rate is None
        assert read_closed(nothing, cast.acme).velocity is None
        assert read_made(nothing, cast.acme).win_rate is None
        other = PipelineQuery(ON, 30, DealFilters(lead_sources=("Fair",)))
        assert read_closed(other, cast.acme).won.deals == 0


def test_the_rate_is_that_of_the_day_as_of_which_is_asked(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm("UTC")
        with_stages(source)
        dated = {
            "1": {"currency": "EUR", "rate": Decimal("0.5"), "starts_on": date(2026, 3, 1)},
            "2": {"currency": "EUR", "rate": Decimal("0.25"), "starts_on": date(2026, 3, 10)},
        }
        dated["1"]["ends_before"] = date(2026, 3, 10)
        put(source, ExchangeRate, dated)
        build_spans(source.pk)
        put(source, Opportunity, {"1": opened(2, amount_micros=100, currency="EUR")})
        put(source, OpportunityChange, {"a": step(2, "New", amount_micros=100, currency="EUR")})
        amounts = [
            read_pipeline(PipelineQuery(date(2026, 3, day)), cast.acme).total.amount
            for day in (9, 10)
        ]
        assert amounts == [200, 400]
        put(source, ExchangeRate, {"1": None, "2": None})
        total = read_pipeline(PipelineQuery(ON), cast.acme).total
        assert (total.amount, total.valued, total.without_rate) == (0, 0, ("EUR",))


def test_weighted_takes_the_probability_of_the_stage_where_the_history_has_none(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm("UTC")
        with_stages(source)
        put(
            source,
            OpportunityStage,
            {"New": {"label": "New", "probability": Decimal(10), "sort_order": 0}},
        )
        build_spans(source.pk)
        put(source, Opportunity, {"1": opened(1, amount_micros=1000)})
        put(source, OpportunityChange, {"a": step(1, "New", amount_micros=1000)})
        assert read_pipeline(PipelineQuery(ON), cast.acme).total.weighted == 100
        told = step(1, "New", amount_micros=1000, probability=Decimal(40))
        put(source, OpportunityChange, {"a": told})
        assert read_pipeline(PipelineQuery(ON), cast.acme).total.weighted == 400


def test_entries_are_counted_by_what_became_of_them(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm("UTC")
        with_stages(source)
        build_spans(source.pk)
        ends = {"1": "Won", "2": "Lost", "3": "New", "4": "Offer"}
        rows = {
            key: opened(1, stage=stage, closes_on=date(2026, 3, 9)) for key, stage in ends.items()
        }
        put(source, Opportunity, {key: a_deal(row) for key, row in rows.items()})
        steps: dict[str, Any] = {}
        for key, stage in ends.items():
            of = {"opportunity_external_id": key}
            steps |= {f"{key}a": step(1, "New", **of), f"{key}b": step(5, "Offer", **of)}
            if stage != "Offer":
                steps[f"{key}c"] = step(9, stage, **of)
        put(source, OpportunityChange, steps)
        flow = {row.stage: row for row in read_flow(PipelineQuery(ON, 30), cast.acme)}
        assert (flow["New"].entries, flow["New"].further, flow["New"].still) == (5, 4, 1)
        offer = flow["Offer"]
        assert (offer.entries, offer.further, offer.lost, offer.back, offer.still) == (
            4,
            1,
            1,
            1,
            1,
        )
        assert (flow["New"].median, offer.median) == (4, 4)
        assert flow["Won"].entries == 1
        # Only those that came in within the days.
        few = {row.stage: row.entries for row in read_flow(PipelineQuery(ON, 9), cast.acme)}
        assert few == {"Won": 1, "Lost": 1, "New": 1}


def test_a_restricted_person_leaves_the_cohorts(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm("UTC")
        lead = {"status": "Warm", "lead_source": "Web", "created_at": at("2026-03-01 12:00")}
        put(source, Lead, {"1": lead, "2": lead})
        asked = (PipelineQuery(ON), cast.acme, Step.MQL, Span.MONTH, 14, ON)
        assert read_cohorts(*asked)[-1].entered == 2
        restricted = touching(source.pk, "Lead", ["1"])
        with for_purpose(Purpose.STORAGE), restricted, connection.cursor() as cursor:
            cursor.execute(
                "UPDATE integrations_lead SET is_restricted = true WHERE external_id = '1'"
            )
        assert read_cohorts(*asked)[-1].entered == 1
        put(source, Lead, {"2": None})
        assert not LeadCohortDay.objects.exists()


def test_charlie_of_rival_counts_nothing_of_acme(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm("UTC")
        build_spans(source.pk)
        put(source, Opportunity, closed("1", 10, 1, 300))
        lead = {"status": "Warm", "lead_source": "Web", "created_at": at("2026-03-01 12:00")}
        put(source, Lead, {"1": lead})
    with inside(cast.rival):
        query = PipelineQuery(ON)
        assert read_pipeline(query, cast.rival).total.deals == 0
        assert read_closed(query, cast.rival).won.deals == 0
        assert read_made(query, cast.rival).every.deals == 0
        assert read_flow(query, cast.rival) == ()
        assert read_oldest(query, cast.rival) == []
        assert not any(
            one.entered
            for step_ in Step
            for one in read_cohorts(query, cast.rival, step_, Span.WEEK, 30, ON)
        )


@pytest.mark.skipif(not GOLDEN.exists(), reason="the shared folder is absent")
def test_crm_sales_come_to_the_golden_totals(cast: Cast) -> None:
    with inside(cast.acme):
        source = make_crm("UTC")
        _load_golden(source)
        build_spans(source.pk)
        query = PipelineQuery(date(2017, 12, 31), 730)
        found, made = read_closed(query, cast.acme), read_made(query, cast.acme)
        assert (found.won.deals, found.lost.deals) == (4238, 2473)
        assert round(100 * (found.win_rate or 0), 2) == 63.15
        assert found.won.worth == 10_005_534 * 10**6
        assert round((found.average or 0) / 10**6, 2) == 2360.91
        assert round(found.mean_cycle or 0, 2) == 51.78
        assert made.won.deals == 4238
        # 2,089 are open; of 500 of them no day is known on which they were made.
        assert read_pipeline(query, cast.acme).total.deals == 1589


def _load_golden(source: Source) -> None:
    with GOLDEN.open() as file:
        deals = {row["opportunity_id"]: _golden(row) for row in csv.DictReader(file)}
    with touching(source.pk, "Opportunity", list(deals)):
        rows = [
            Opportunity(
                workspace_id=source.workspace_id,
                source=source,
                external_id=key,
                row_hash=b"",
                **one,
            )
            for key, one in deals.items()
        ]
        Opportunity.objects.bulk_create(rows, batch_size=2000)


def _golden(row: dict[str, str]) -> dict[str, Any]:
    made, closes = _date(row["engage_date"]), _date(row["close_date"])
    return {
        "stage": row["deal_stage"],
        "amount_micros": int(row["close_value"]) * 10**6 if row["close_value"] else None,
        "currency": "USD",
        "created_at": at(made.isoformat()) if made else None,
        "closes_on": closes,
        "is_closed": row["deal_stage"] in ("Won", "Lost"),
        "is_won": row["deal_stage"] == "Won",
    }


def _date(text: str) -> date | None:
    if not text:
        return None
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)
