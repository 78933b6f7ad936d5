"""Published numbers stay; the bridge to today's sums to the difference, whatever changed."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from accounts.tenancy import inside
from analytics.dashboards.layout import Tile, TileKind
from analytics.models import Publication
from analytics.reporting.freezing.bridging import Kind
from analytics.reporting.freezing.comparing import Compared, compare
from analytics.reporting.freezing.publishing import publish
from integrations.models import ExchangeRate, Opportunity, Source
from tests.analytics.crm import at, crm_source, put
from tests.analytics.reporting.world import SPENT, make_board, make_facts
from tests.analytics.test_queries import deal, rates, spend
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

WEEK = "range=custom&from=2026-03-02&to=2026-03-08"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


def kinds(one: Compared) -> set[Kind]:
    return {addend.cause.kind for addend in one.bridge.addends}


def exact(one: Compared) -> bool:
    then, now = one.bridge.then, one.bridge.now
    return then is not None and now is not None and one.bridge.difference == now - then


def by_key(row: Publication, cast: Cast) -> dict[str, Compared]:
    return {one.number.definition.key: one for one in compare(row, cast.acme)}


def test_what_is_frozen_is_what_is_shown_and_nothing_moves_by_itself(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts()
        row = publish(dashboard=make_board(cast.alice), name="March", user_id=cast.alice.pk)
        found = by_key(row, cast)
        # 60.000001 euro at 0.15 / 0.12, rounded once.
        assert found["spend"].bridge.then == 100_000_000 + 75_000_001 + 5_000_000
        assert found["cpc"].bridge.then == Fraction(180_000_001, 16)
        assert found["won_revenue"].bridge.then == 400_000_000
        assert all(one.is_same and not one.bridge.addends for one in found.values())
        assert row.document["blocks"][0]["cards"][0]["exact"] == "USD\u00a0180.00"


def test_each_change_is_named_and_all_of_them_sum_to_the_difference(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_facts()
        crm = Source.objects.get(connector="salesforce")
        row = publish(dashboard=make_board(cast.alice), name="March", user_id=cast.alice.pk)
        restated = {(0, 1): (1000, 12, 101_230_000, "USD"), (1, 5): (9, 3, 7_770_000, "EUR")}
        rest = {place: values for place, values in SPENT.items() if place != (1, 1)}
        spend(ads, {**rest, **restated})
        put(crm, ExchangeRate, {"usd": {"currency": "USD", "rate": "0.16"}})
        more = {"006": deal(1, 410_000_000), "007": deal(9, 33_333_333, currency="EUR")}
        put(crm, Opportunity, more)
        found = by_key(row, cast)
        spent = found["spend"]
        moved = {Kind.RATES, Kind.RESTATED, Kind.LATE, Kind.GONE}
        # Half a micro of what rounding by day left.
        assert kinds(spent) - {Kind.ROUNDING} == moved
        by = {a.cause.kind: a.by for a in spent.bridge.addends if a.cause.kind is Kind.RATES}
        # 60.000001 euro by 0.16 instead of 0.15 for a dollar.
        higher = Fraction(60_000_001) * (Fraction(16, 12) - Fraction(15, 12))
        assert abs(by[Kind.RATES] - higher) < Fraction(1, 1000)
        assert kinds(found["won_revenue"]) - {Kind.ROUNDING} == {Kind.CRM}
        assert all(exact(one) for one in found.values() if one.number.value is not None)
        assert not any(one.is_same for key, one in found.items() if key in ("spend", "cpc"))


def test_ratios_of_claims_and_of_closed_deals_are_bridged_exactly(cast: Cast) -> None:
    keys = (
        *("cost_per_conversion", "conversion_rate", "platform_roas"),
        *("win_rate_by_value", "sales_cycle"),
    )
    tiles = [Tile(f"t{n}", TileKind.NUMBER, "", f"metrics={key}") for n, key in enumerate(keys)]
    made = {"created_at": at("2026-03-01 12:00"), "currency": "EUR"}
    with inside(cast.acme):
        ads, crm = make_ads(), crm_source()
        rates(crm)
        spend(ads, {(0, 1): (9, 7, 60_000_001, "EUR", 2_300_000, 33_333_333)})
        deals = {"1": deal(8, 333_333_333, **made), "2": deal(9, 7, is_won=False, **made)}
        put(crm, Opportunity, deals)
        row = publish(dashboard=make_board(cast.alice, *tiles), name="March", user_id=cast.alice.pk)
        found = by_key(row, cast)
        # 60.000001 euro for 2.3 conversions, in dollars at 0.15 / 0.12; seven days.
        assert found["cost_per_conversion"].bridge.then == Fraction(75_000_001 * 10, 23)
        assert found["sales_cycle"].bridge.then == 7
        spend(ads, {(0, 1): (9, 8, 60_000_007, "EUR", 3_100_000, 41_414_141)})
        put(crm, ExchangeRate, {"usd": {"currency": "USD", "rate": "0.16"}})
        more = {"2": deal(9, 11, is_won=False, **made), "3": deal(20, 5, **made)}
        put(crm, Opportunity, more)
        found = by_key(row, cast)
        assert set(found) == set(keys)
        assert not any(one.is_same for one in found.values())
        assert all(exact(one) for one in found.values())
        # Seven days and nineteen of two deals.
        assert found["sales_cycle"].bridge.now == 13


def test_campaigns_that_come_in_or_go_out_by_their_name_are_named(cast: Cast) -> None:
    tile = Tile("a", TileKind.NUMBER, "", "metrics=spend&where=campaign+contains+brand")
    with inside(cast.acme):
        ads = make_facts()
        row = publish(dashboard=make_board(cast.alice, tile), name="B", user_id=cast.alice.pk)
        first, second = ads.campaigns
        from integrations.models import Campaign

        names = dict(Campaign.objects.values_list("id", "name"))
        Campaign.objects.filter(pk=first).update(name=names[second])
        Campaign.objects.filter(pk=second).update(name=names[first])
        (one,) = compare(row, cast.acme)
        assert kinds(one) - {Kind.ROUNDING} == {Kind.MOVED_IN, Kind.MOVED_OUT}
        about = {a.cause.kind: a.cause.about for a in one.bridge.addends}
        about.pop(Kind.ROUNDING, None)
        assert about == {Kind.MOVED_OUT: str(first), Kind.MOVED_IN: str(second)}
        assert exact(one)


def test_a_formula_that_is_another_now_has_its_own_addend(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from analytics.metrics import CATALOGUE
    from analytics.reporting.freezing import comparing

    other: dict[str, Any] = {**CATALOGUE}
    other["cpc"] = replace(CATALOGUE["ctr"], key="cpc", numerator="clicks", denominator="spend")
    with inside(cast.acme):
        make_facts()
        row = publish(dashboard=make_board(cast.alice), name="March", user_id=cast.alice.pk)
        monkeypatch.setattr(comparing, "CATALOGUE", other)
        found = by_key(row, cast)
        assert kinds(found["cpc"]) == {Kind.DEFINITION}
        assert exact(found["cpc"])
        assert found["spend"].is_same


@pytest.mark.parametrize(
    ("own", "days"),
    [
        (("", WEEK), (1, 31)),
        ((WEEK, ""), (1, 31)),
        ((WEEK, "range=custom&from=2026-03-20&to=2026-03-25"), (2, 25)),
    ],
)
def test_its_days_are_the_boards_whichever_tile_comes_first(
    cast: Cast, own: tuple[str, str], days: tuple[int, int]
) -> None:
    """Where no tile has the board's days, they go from the first to the last of any tile."""
    first, second = (
        Tile(f"t{at}", TileKind.NUMBER, "", "metrics=spend", y=2 * at, days=one)
        for at, one in enumerate(own)
    )
    with inside(cast.acme):
        make_facts()
        board = make_board(cast.alice, first, second)
        row = publish(dashboard=board, name="March", user_id=cast.alice.pk)
    assert (row.first_on, row.last_on) == tuple(date(2026, 3, day) for day in days)


def test_nothing_of_it_is_seen_from_rival(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts()
        publish(dashboard=make_board(cast.alice), name="March", user_id=cast.alice.pk)
    with inside(cast.rival):
        assert not Publication.objects.exists()
