"""What platforms claim, what was lost and how long deals took: by numbers worked out by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from accounts.tenancy import inside
from analytics.built_in import BUILT_IN
from analytics.detection.panels import Measure
from analytics.exploring.answer import explore
from analytics.exploring.language import ranges_of
from analytics.exploring.question import Exploration
from analytics.metrics import CATALOGUE
from analytics.models import Incident, MonitorKind
from analytics.monitors.definition import Definition
from analytics.monitors.panels import measure_of
from analytics.pages.differing import differing
from analytics.pages.explaining import explain
from analytics.queries import Breakdown, MetricQuery
from analytics.rollups import find_differences
from analytics.rooms import ROOMS, grouped
from integrations.models import Opportunity
from tests.analytics.crm import at, crm_source, put
from tests.analytics.test_pages import MARCH as DAYS
from tests.analytics.test_pages import client_of, see
from tests.analytics.test_queries import MARCH, ask, deal, spend, values
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache", "noted_contexts")]
CLAIMED = (
    *("conversions", "conversion_value", "conversion_rate"),
    *("cost_per_conversion", "platform_roas"),
)
CLOSED = ("lost_deals", "lost_value", "win_rate", "win_rate_by_value", "sales_cycle")
MILLION = 1_000_000


def advertise() -> None:
    """2.5 conversions worth 150 dollars for 60, and 1.5 worth 50 for 20, of 100 clicks in all."""
    rows = {
        (0, 1): (900, 60, 60 * MILLION, "USD", 2_500_000, 150 * MILLION),
        (1, 2): (100, 40, 20 * MILLION, "USD", 1_500_000, 50 * MILLION),
    }
    spend(make_ads(), rows)


def sell() -> None:
    """Won: 300 in 10 days, 100 in 20, one without amount that closed before it was made; lost:
    600 and one without amount."""
    made = {"created_at": at("2026-03-05 12:00")}
    put(
        crm_source(),
        Opportunity,
        {
            "1": deal(15, 300 * MILLION, **made),
            "2": deal(25, 100 * MILLION, **made),
            "3": deal(2, None, **made),
            "4": deal(20, 600 * MILLION, is_won=False),
            "5": deal(21, None, is_won=False),
            "6": deal(22, 999 * MILLION, is_won=False, is_closed=False),
        },
    )


def test_what_platforms_claim_is_a_ratio_of_sums(cast: Cast) -> None:
    with inside(cast.acme):
        advertise()
        found = ask(cast.acme, *CLAIMED)
        assert values(found) == {
            "conversions": 4.0,
            "conversion_value": 200 * MILLION,
            "conversion_rate": 0.04,
            "cost_per_conversion": 20 * MILLION,
            "platform_roas": 2.5,
        }
        by = {row.name: row for row in ask(cast.acme, *CLAIMED, breakdown=Breakdown.CAMPAIGN).rows}
        assert by["Brand"].cells["cost_per_conversion"].value == 24 * MILLION
        assert by["Shoes"].cells["conversion_rate"].value == 0.0375


def test_what_is_not_told_is_a_gap_and_none_is_no_denominator(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_ads()
        spend(ads, {(0, 1): (9, 2, 5, "USD")})
        found = ask(cast.acme, *CLAIMED)
        assert set(values(found).values()) == {None}
        assert found.values["cost_per_conversion"].reason == "Not reported for these days."
        spend(ads, {(0, 1): (9, 2, 5, "USD", 0, 0)})
        found = ask(cast.acme, *CLAIMED)
        assert values(found)["conversion_rate"] == 0
        cell = found.values["cost_per_conversion"]
        assert (cell.value, cell.reason) == (
            None,
            "No platform reports a conversion in these days.",
        )


def test_a_value_without_a_rate_is_in_no_sum(cast: Cast) -> None:
    with inside(cast.acme):
        spend(make_ads(), {(0, 1): (9, 2, 5, "SEK", MILLION, 7 * MILLION)})
        found = ask(cast.acme, *CLAIMED)
        assert found.values["conversions"].value == 1
        cell = found.values["conversion_value"]
        assert (cell.value, cell.without_rate) == (None, ("SEK",))
        assert ("conversion_value", "SEK", 7 * MILLION) in [
            (one.measure, one.currency, one.micros) for one in found.left_out
        ]


def test_both_win_rates_and_the_mean_cycle(cast: Cast) -> None:
    with inside(cast.acme):
        sell()
        found = values(ask(cast.acme, *CLOSED))
        assert found == {
            "lost_deals": 2,
            "lost_value": 600 * MILLION,
            "win_rate": 3 / 5,
            "win_rate_by_value": 400 / 1000,
            "sales_cycle": 15.0,
        }
        assert find_differences() == []
        # A deal that leaves takes its days along.
        source = crm_source("Other")
        put(source, Opportunity, {"7": deal(9, 5, created_at=at("2026-03-01 12:00"))})
        assert values(ask(cast.acme, "sales_cycle"))["sales_cycle"] == 38 / 3
        put(source, Opportunity, {"7": None})
        assert values(ask(cast.acme, "sales_cycle"))["sales_cycle"] == 15.0
        assert find_differences() == []


def test_a_cycle_of_none_says_why(cast: Cast) -> None:
    with inside(cast.acme):
        put(crm_source(), Opportunity, {"1": deal(2, 5, created_at=at("2026-03-05 12:00"))})
        cell = ask(cast.acme, "sales_cycle").values["sales_cycle"]
        assert cell.value is None
        assert cell.reason == "No deal that was made before it was won closed in these days."


def test_rows_are_chosen_by_a_metric_that_is_not_shown(cast: Cast) -> None:
    having = ranges_of("cost_per_conversion < 20")
    with inside(cast.acme):
        advertise()
        query = MetricQuery(("spend",), MARCH, breakdown=Breakdown.CAMPAIGN)
        found = explore(Exploration(query, having=having), cast.acme)
        assert [line.names for line in found.lines] == [("Shoes",)]
        assert found.lines[0].cells["spend"].value == 20 * MILLION
        assert set(found.lines[0].cells) == {"spend"}


@pytest.mark.parametrize(
    ("metric", "wanted", "hidden"),
    [
        ("conversions", ["Brand", ">2.5<", ">1.5<", "Differs from"], []),
        ("conversion_value", ["Shoes", "USD\u00a0150.00"], []),
        *at_length(
            ("cost_per_conversion", ["USD\u00a080.00 ÷ 4", "numbers/conversions?"], []),
            ("lost_value", ["USD\u00a0600.00"], ["USD\u00a0300.00", "USD\u00a0999.00"]),
            ("lost_deals", ["<td", "USD\u00a0600.00"], ["USD\u00a0300.00"]),
            ("sales_cycle", ["15 days", "30 days ÷ 2", "20 days", "10 days"], ["-3 days"]),
            ("win_rate_by_value", ["40%", "numbers/lost_value?"], []),
        ),
    ],
)
def test_a_passport_shows_what_is_behind(
    cast: Cast, metric: str, wanted: list[str], hidden: list[str]
) -> None:
    with inside(cast.acme):
        advertise()
        sell()
    html = see(client_of(cast.bob), f"numbers/{metric}?{DAYS}").content.decode()
    for words in wanted:
        assert words in html, words
    for words in hidden:
        assert words not in html, words
    # Charlie asks for the same number of his own workspace, where there is nothing.
    rivals = see(client_of(cast.charlie), f"numbers/{metric}?{DAYS}", slug="rival").content.decode()
    assert "Brand" not in rivals
    assert not any(words in rivals for words in wanted if any(c.isdigit() for c in words))


def test_a_change_of_conversions_is_taken_apart_exactly(cast: Cast) -> None:
    """Of 4 conversions in a week 2.433333 are left in the next; parts and effects sum to it."""
    asked = Definition(MonitorKind.CHANGE, "conversions", parameters={"days": 7})
    rows = {
        (0, 1): (900, 60, 60 * MILLION, "USD", 2_500_000, 9),
        (1, 2): (100, 40, 20 * MILLION, "USD", 1_500_000, 9),
        (0, 9): (500, 30, 60 * MILLION, "USD", 2_333_333, 9),
        (1, 10): (900, 50, 20 * MILLION, "USD", 100_000, 9),
    }
    with inside(cast.acme):
        spend(make_ads(), rows)
        last = date(2026, 3, 14)
        found = explain(Incident(opened_on=last, latest={"day": f"{last}"}), asked, cast.acme)
    assert found is not None
    told = found.told
    assert (told.before, told.after) == (4_000_000, 2_433_333)
    assert told.parts.change == -1_566_667
    assert sum(one.total for _key, one in told.parts.segments) == told.parts.change
    assert told.parts.effects.total == told.parts.change
    assert (found.before, found.after, found.change) == ("4", "2.43", "−1.57")


def test_the_overview_shows_them(cast: Cast) -> None:
    with inside(cast.acme):
        advertise()
    page = see(client_of(cast.bob), f"overview/?{DAYS}&by=campaign&sort=cost_per_conversion")
    cards = {card.key: card.value for card in page.context["cards"]}
    assert cards["conversions"] == "4"
    assert cards["cost_per_conversion"] == "USD\u00a020.0"
    rows = [[cell.text for cell in row.cells] for row in page.context["table"].rows]
    assert [row[6:8] for row in rows] == [["1.5", "USD\u00a013.3"], ["2.5", "USD\u00a024.0"]]


def test_where_nobody_reports_conversions_they_take_no_room(cast: Cast) -> None:
    with inside(cast.acme):
        spend(make_ads(), {(0, 1): (900, 60, 60 * MILLION, "USD")})
    page = see(client_of(cast.bob), f"overview/?{DAYS}&by=campaign")
    keys = [card.key for card in page.context["cards"]]
    assert len(keys) == 12
    assert keys[-2:] == ["impressions", "cpc"]
    assert "Conversions" not in [one.label for one in page.context["table"].columns]


def test_each_of_ours_stands_in_one_room() -> None:
    counted = Counter(key for _title, keys in ROOMS for key in keys)
    assert counted == Counter(BUILT_IN.keys())
    assert [title for title, _options in grouped(["roas", "clicks", "spend"])] == [
        "Spend and clicks",
        "Revenue",
    ]


def test_parts_of_conversions_are_no_share_of_clicks() -> None:
    def watched(key: str) -> Measure:
        return measure_of(Definition(MonitorKind.ANOMALY, key, parameters={}))

    assert watched("ctr") is Measure.RATIO
    assert watched("conversion_rate") is Measure.MONEY
    assert watched("conversions") is Measure.COUNT


def test_what_is_taken_for_another_says_so() -> None:
    told = [key for key in CATALOGUE if differing(CATALOGUE[key])]
    assert set(CLAIMED) <= set(told)
    assert not differing(CATALOGUE["spend"])
