"""Of several sources with rates each converts its own deals; the first of all that knows, the rest.

Acme counts in dollars. Its first organisation has dollars and euros, its second pounds and more.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.channels.weighing import weigh
from analytics.queries import Breakdown, Filters, Granularity, Period
from analytics.queries.campaigns import campaign_page
from analytics.queries.rates import rates_used
from integrations.models import ExchangeRate, Opportunity, Organization, Source
from tests.analytics.crm import crm_source, put
from tests.analytics.test_api import ask as ask_api
from tests.analytics.test_api import key_of
from tests.analytics.test_pages import client_of, see
from tests.analytics.test_queries import MARCH, ask, deal, match, spend, values
from tests.cast import Cast
from tests.integrations.test_facts import Ads, make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
MILLION = 1_000_000
DATED = {"starts_on": date(2026, 3, 10), "ends_before": date(2026, 3, 20)}


def organisation(name: str, year: int, currency: str, **rates: str) -> Source:
    """A CRM whose rates count units for one of its own currency; `EUR_dated` only for DATED."""
    source = crm_source(name)
    Source.objects.filter(pk=source.pk).update(created_at=datetime(year, 1, 1, tzinfo=UTC))
    put(source, Organization, {"00D": {"name": name, "currency": currency}})
    rows: dict[str, Any] = {
        key: {"currency": key[:3], "rate": Decimal(rate), **(DATED if "_" in key else {})}
        for key, rate in rates.items()
    }
    put(source, ExchangeRate, rows)
    return source


def two_organisations() -> tuple[Source, Source]:
    """The younger one is made first: neither ids nor the number of currencies decide."""
    second = organisation("Second", 2026, "GBP", USD="1.25", EUR="1.25", DKK="10")
    return organisation("First", 2025, "USD", EUR="0.8", EUR_dated="0.5"), second


def won(source: Source, day: int, currency: str) -> None:
    put(source, Opportunity, {f"{day}{currency}": deal(day, MILLION, currency=currency)})


def revenue(cast: Cast) -> Any:
    return values(ask(cast.acme, "won_revenue"))["won_revenue"]


def test_each_organisation_converts_its_own_deals_by_its_own_dated_rates(cast: Cast) -> None:
    with inside(cast.acme):
        first, second = two_organisations()
        won(first, 15, "EUR")
        assert revenue(cast) == 2 * MILLION
        won(second, 15, "EUR")
        assert revenue(cast) == 3 * MILLION
        won(first, 25, "EUR")
        assert revenue(cast) == 4_250_000
        # Its own rates do not know crowns; those of the other organisation do.
        won(first, 16, "DKK")
        assert revenue(cast) == 4_375_000
        assert {row.amount_micros for row in Opportunity.objects.all()} == {MILLION}
        used = rates_used(MARCH, "USD")
        known = [(one.currency, one.source, one.lowest, one.highest) for one in used]
        assert known == [
            ("DKK", "Second", Decimal("0.125"), Decimal("0.125")),
            ("EUR", "First", Decimal("1.25"), Decimal(2)),
            ("EUR", "Second", Decimal(1), Decimal(1)),
        ]
        assert [one.is_dated for one in used] == [False, True, False]
        assert [one.is_own for one in used] == [False, True, True]
    days = "from=2026-03-01&to=2026-03-31"
    passport = see(client_of(cast.bob), f"numbers/won_revenue?{days}").content.decode()
    assert "dated rates of First, by the close date; its own deals" in passport
    assert "the rate that Second has now; its own deals" in passport
    assert passport.count("its own deals") == 2


def test_what_has_no_rates_of_its_own_takes_those_of_the_first_that_knows(cast: Cast) -> None:
    with inside(cast.acme):
        two_organisations()
        hubspot = Source.objects.create(connector="hubspot", name="HubSpot")
        put(hubspot, Organization, {"1": {"name": "Acme", "currency": "DKK"}})
        put(hubspot, Opportunity, {"1": deal(15, MILLION, currency="")})
        spend(make_ads(), {(0, 15): (1, 1, MILLION, "EUR"), (0, 16): (1, 1, MILLION, "DKK")})
        found = values(ask(cast.acme, "spend", "won_revenue", "roas"))
        assert found["won_revenue"] == 125_000
        assert found["spend"] == 2_125_000
        assert found["roas"] == pytest.approx(125 / 2125)
        weighed = weigh(cast.acme, MARCH)
        assert sum(one.revenue for one in weighed.earned) == 125_000


def test_rates_of_two_sources_are_not_multiplied(cast: Cast) -> None:
    with inside(cast.acme):
        organisation("First", 2025, "USD", EUR="0.8")
        second = organisation("Second", 2026, "EUR", DKK="7.5")
        won(second, 15, "DKK")
        won(second, 15, "EUR")
        result = ask(cast.acme, "won_revenue")
        assert result.values["won_revenue"].value == 1_250_000
        assert result.values["won_revenue"].without_rate == ("DKK",)
        left_out = {(one.measure, one.currency, one.micros) for one in result.left_out}
        assert ("revenue", "DKK", MILLION) in left_out


def unrated() -> Ads:
    """Two campaigns: one spent crowns alone, the other dollars, too; a deal in crowns for each."""
    ads, crm = make_ads(), crm_source()
    spend(
        ads,
        {
            (0, 9): (10, 1, MILLION, "SEK"),
            (1, 9): (10, 1, MILLION, "SEK"),
            (1, 10): (10, 1, 5, "USD"),
        },
    )
    for number, external_id in enumerate(("701", "702")):
        match(ads, number, crm, external_id)
    in_crowns = {"currency": "SEK", "campaign_external_id": "702"}
    deals = {"1": deal(9, MILLION, **in_crowns | {"campaign_external_id": "701"})}
    deals |= {"2": deal(9, MILLION, **in_crowns), "3": deal(11, 10, campaign_external_id="702")}
    put(crm, Opportunity, deals)
    return ads


def test_amounts_without_a_rate_are_no_zero_and_no_part_hides_them(cast: Cast) -> None:
    no_rate = "Only amounts in SEK, for which no connected CRM has a rate."
    with inside(cast.acme):
        ads = unrated()
        ninth = Period(date(2026, 3, 9), date(2026, 3, 9))
        day = ask(cast.acme, "won_revenue", "roas", "won_deals", period=ninth)
        assert values(day) == {"won_revenue": None, "roas": None, "won_deals": 2}
        assert day.values["won_revenue"].reason == day.values["roas"].reason == no_rate
        series = ask(cast.acme, "won_revenue", granularity=Granularity.DAY).series["won_revenue"]
        assert (series.values[8], series.values[9], series.values[10]) == (None, 0, 10)
        (alone, mixed) = sorted(
            ask(cast.acme, "spend", breakdown=Breakdown.CAMPAIGN).rows,
            key=lambda row: row.cells["spend"].value or 0,
        )
        assert (alone.key, alone.cells["spend"].reason) == (str(ads.campaigns[0]), no_rate)
        assert (mixed.cells["spend"].value, mixed.cells["spend"].without_rate) == (5, ("SEK",))
        one, other = campaign_page(cast.acme, MARCH, Filters(), sort="spend").rows
        assert (one.spend, one.spend_without, one.revenue) == (5, ["SEK"], 10)
        assert (other.spend, other.revenue_without) == (None, ["SEK"])


def test_pages_programs_and_files_name_the_currencies_that_are_missing(cast: Cast) -> None:
    with inside(cast.acme):
        unrated()
    days = "from=2026-03-01&to=2026-03-31"
    html = see(client_of(cast.bob), f"overview/?{days}").content.decode()
    assert html.count("without SEK") >= 3
    assert "Only amounts in SEK, for which no connected CRM has a rate." in html
    secret = key_of(cast, cast.alice, cast.acme, Permission.VIEW_NUMBERS)
    question = {"metrics": ["won_revenue"], "from": "2026-03-01", "to": "2026-03-31"}
    answer = ask_api(secret, question).json()["values"]["won_revenue"]
    assert (answer["value"], answer["without_rate"]) == (10, ["SEK"])
    file = see(client_of(cast.bob), f"overview/export.csv?{days}&by=campaign").content.decode()
    head, *rows = file.splitlines()
    assert head.endswith(",without_rate")
    assert len(rows) == 2
    assert all(row.endswith(",SEK") for row in rows)
