"""Weeks, fiscal years and numbers of the workspace's own, on pages, in series and by API."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils.translation import override

from accounts.models import WeekStart
from accounts.number_formats import writing_numbers
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.address import read_address
from analytics.figures import exact, factor, short
from analytics.metrics import Unit
from analytics.pages.calendars import calendar_facts
from analytics.pages.facts import _rate
from analytics.queries import FiscalYear, Granularity, Period, fiscal_year, preset_period
from analytics.queries.rates import RateUsed
from analytics.queries.series import spans
from integrations.models import FiscalPeriod, Organization
from tests.analytics.crm import crm_source, put
from tests.analytics.test_api import ask as ask_api
from tests.analytics.test_api import key_of
from tests.analytics.test_fiscal import drawn
from tests.analytics.test_pages import client_of, fill, see
from tests.analytics.test_queries import ask, spend
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

# A Wednesday.
TODAY = date(2026, 3, 18)


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("start", "now", "before"),
    [
        ("monday", "2026-03-16", ("2026-03-09", "2026-03-15")),
        ("sunday", "2026-03-15", ("2026-03-08", "2026-03-14")),
        ("saturday", "2026-03-14", ("2026-03-07", "2026-03-13")),
    ],
)
def test_this_week_and_the_last(start: str, now: str, before: tuple[str, str]) -> None:
    assert preset_period("week", TODAY, None, start) == days(now, "2026-03-18")
    assert preset_period("last_week", TODAY, None, start) == days(*before)
    first = date.fromisoformat(now)
    assert preset_period("week", first, None, start) == Period(first, first)


@pytest.mark.django_db
@pytest.mark.parametrize("start", WeekStart.values)
def test_the_weeks_of_a_series_are_those_that_the_statement_sums(cast: Cast, start: str) -> None:
    cast.acme.week_start = start
    with inside(cast.acme):
        spend(make_ads(), {(0, d): (d, 1, d * 10**6, "USD") for d in range(1, 32)})
        period = days("2026-03-04", "2026-03-29")
        series = ask(cast.acme, "impressions", period=period, granularity=Granularity.WEEK).series
    pieces = spans(period, Granularity.WEEK, start)
    assert series["impressions"].days == tuple(piece.first_on for piece in pieces)
    sums = tuple(sum(range(one.first_on.day, one.last_on.day + 1)) for one in pieces)
    assert series["impressions"].values == sums
    assert {piece.first_on.strftime("%A").lower() for piece in pieces[1:]} == {start}


@pytest.mark.django_db
def test_a_chosen_month_counts_more_than_the_crms(cast: Cast) -> None:
    with inside(cast.acme):
        source = crm_source()
        row = {"name": "Acme", "fiscal_year_starts": 2, "is_fiscal_year_named_by_start": True}
        put(source, Organization, {"00D": row})
        assert fiscal_year(cast.acme) == FiscalYear(2, is_named_by_start=True)
        cast.acme.fiscal_year_starts = 7
        chosen = FiscalYear(7, is_named_by_start=True, is_chosen=True)
        assert fiscal_year(cast.acme) == chosen
        put(source, FiscalPeriod, drawn())
        assert fiscal_year(cast.acme) == chosen
    with inside(cast.rival):
        cast.rival.fiscal_year_starts = 10
        assert fiscal_year(cast.rival) == FiscalYear(10, is_chosen=True)


@pytest.mark.django_db
def test_a_passport_says_whose_calendar_it_is(cast: Cast) -> None:
    fiscal = FiscalYear(10, is_chosen=True)
    year = read_address(QueryDict("range=last_fiscal_year"), TODAY, fiscal, "sunday")
    facts = [(fact.label, fact.value, fact.hint) for fact in calendar_facts(year)]
    chosen = ("Fiscal year begins in", "October", "chosen in the workspace’s settings")
    assert facts == [("Weeks begin on", "Sunday", ""), chosen]
    with override("da"):
        theirs = replace(year, fiscal=replace(fiscal, is_chosen=False))
        assert calendar_facts(theirs)[1].hint == "som i det forbundne CRM"
    week = read_address(QueryDict("range=last_week"), TODAY, None, "saturday")
    assert [fact.value for fact in calendar_facts(week)] == ["Saturday"]
    assert calendar_facts(read_address(QueryDict("range=30d"), TODAY)) == []


def test_figures_and_rates_are_written_as_was_chosen() -> None:
    rate = RateUsed("USD", Decimal("0.912300"), Decimal("1.05"), False, "CRM", False)
    with override("da"):
        assert factor(Decimal("0.912300")) == "0,9123"
        assert "0,9123 til 1,05" in _rate(rate, "EUR") or "0,9123" in _rate(rate, "EUR")
    with writing_numbers(workspace="space_comma"):
        assert exact(Unit.MONEY, 1_243_118_200_000, "DKK") == "DKK\u00a01\u00a0243\u00a0118,20"
        assert short(Unit.RATE, 0.031, "") == "3,10%"


@pytest.mark.django_db
@pytest.mark.usefixtures("clean_cache")
def test_the_page_follows_the_workspace_and_files_stay_for_programs(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.views.overview.today_of", lambda request: TODAY)
    fill(cast)
    cast.acme.number_format, cast.acme.week_start = "space_comma", "sunday"
    cast.acme.fiscal_year_starts = 10
    cast.acme.save()
    bob = client_of(cast.bob)
    html = see(bob, "overview/?range=last_week").content.decode()
    assert "8 Mar 2026 – 14 Mar 2026" in html
    assert "Last fiscal year, 2025" in html
    march = see(bob, "overview/?from=2026-03-01&to=2026-03-31").content.decode()
    marks = {"group": "\u00a0", "decimal": ","}
    charts = [json.loads(part.split("</script>")[0].split(">", 1)[1]) for part in _scripts(march)]
    assert charts
    assert all(chart | marks == chart for chart in charts)
    assert "105,00" in march
    table = see(bob, "overview/export.csv?from=2026-03-01&to=2026-03-31").content.decode()
    assert "Brand,Google Ads,100,1000,10,0.01,10," in table
    cast.bob.number_format = "comma_dot"
    cast.bob.save()
    assert "105.00" in see(bob, "overview/?from=2026-03-01&to=2026-03-31").content.decode()


def _scripts(html: str) -> list[str]:
    return [part for part in html.split("<script")[1:] if 'type="application/json"' in part[:200]]


@pytest.mark.django_db
@pytest.mark.usefixtures("clean_cache")
def test_a_program_asks_for_weeks_and_years_of_the_workspaces_own(cast: Cast) -> None:
    secret = key_of(cast, cast.alice, cast.acme, Permission.VIEW_NUMBERS)
    cast.acme.week_start, cast.acme.fiscal_year_starts = "sunday", 7
    cast.acme.save()
    week = ask_api(secret, {"metrics": ["leads"], "range": "last_week"}).json()["period"]
    assert date.fromisoformat(week["from"]).strftime("%A") == "Sunday"
    assert date.fromisoformat(week["to"]).strftime("%A") == "Saturday"
    year = ask_api(secret, {"metrics": ["leads"], "range": "last_fiscal_year"}).json()["period"]
    assert (year["from"][5:], year["to"][5:]) == ("07-01", "06-30")
