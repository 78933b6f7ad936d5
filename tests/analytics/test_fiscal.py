"""Quarters and years are those of the connected organisation, on the page, by URL and by API."""

from datetime import date

import pytest

from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.queries import Calendar, FiscalYear, Period, fiscal_year, preset_period
from analytics.queries.fiscal import custom_years
from integrations.models import FiscalPeriod, Organization
from tests.analytics.crm import crm_source, put
from tests.analytics.test_api import ask, key_of
from tests.analytics.test_pages import client_of, see
from tests.cast import Cast

OCTOBER, FEBRUARY = FiscalYear(10), FiscalYear(2, is_named_by_start=True)
# Quarters of 4-4-5 weeks from Sundays on; the year before has a 53rd week in its last quarter.
DRAWN = (
    ("y25", "year", "FY 2025", "2024-12-29", "2026-01-03"),
    ("q1", "quarter", "", "2024-12-29", "2025-03-29"),
    ("q2", "quarter", "", "2025-03-30", "2025-06-28"),
    ("q3", "quarter", "", "2025-06-29", "2025-09-27"),
    ("q4", "quarter", "", "2025-09-28", "2026-01-03"),
    ("y26", "year", "FY 2026", "2026-01-04", "2027-01-02"),
    ("q5", "quarter", "Spring FY 2026", "2026-01-04", "2026-04-04"),
    ("q6", "quarter", "Summer FY 2026", "2026-04-05", "2026-07-04"),
)


def drawn() -> dict[str, dict[str, object]]:
    """The rows by id: numbers in the first year, names of its own in the second."""
    return {
        key: {
            "kind": kind,
            "name": name,
            "starts_on": date.fromisoformat(first),
            "ends_on": date.fromisoformat(last),
            "number": int(key[1:]) if kind == "quarter" else None,
            "year_external_id": "y25" if kind == "quarter" and not name else "",
            "is_standard": False if kind == "year" else None,
        }
        for key, kind, name, first, last in DRAWN
    }


WEEKS = custom_years(FiscalPeriod(external_id=key, **row) for key, row in drawn().items())


@pytest.mark.parametrize(
    ("fiscal", "word", "today", "days", "name"),
    [
        (OCTOBER, "fiscal_quarter", "2026-11-27", "2026-10-01 2026-11-27", "Q1 2027"),
        (OCTOBER, "last_fiscal_quarter", "2026-11-27", "2026-07-01 2026-09-30", "Q4 2026"),
        (OCTOBER, "fiscal_year", "2026-09-30", "2025-10-01 2026-09-30", "2026"),
        (OCTOBER, "last_fiscal_year", "2026-10-01", "2025-10-01 2026-09-30", "2026"),
        (FEBRUARY, "fiscal_quarter", "2024-01-31", "2023-11-01 2024-01-31", "Q4 2023"),
        (FEBRUARY, "last_fiscal_quarter", "2024-05-01", "2024-02-01 2024-04-30", "Q1 2024"),
        (FEBRUARY, "fiscal_year", "2024-02-29", "2024-02-01 2024-02-29", "2024"),
        (FiscalYear(1), "last_fiscal_year", "2026-03-01", "2025-01-01 2025-12-31", "2025"),
        (FiscalYear(12), "fiscal_quarter", "2026-02-28", "2025-12-01 2026-02-28", "Q1 2026"),
        (WEEKS, "fiscal_quarter", "2026-05-01", "2026-04-05 2026-05-01", "Summer FY 2026"),
        (WEEKS, "last_fiscal_quarter", "2026-01-04", "2025-09-28 2026-01-03", "Q4 FY 2025"),
        (WEEKS, "last_fiscal_quarter", "2026-04-05", "2026-01-04 2026-04-04", "Spring FY 2026"),
        (WEEKS, "fiscal_year", "2026-01-03", "2024-12-29 2026-01-03", "FY 2025"),
        (WEEKS, "last_fiscal_year", "2026-01-04", "2024-12-29 2026-01-03", "FY 2025"),
    ],
)
def test_quarters_and_years(fiscal: Calendar, word: str, today: str, days: str, name: str) -> None:
    period = preset_period(word, date.fromisoformat(today), fiscal)
    assert period == Period(*map(date.fromisoformat, days.split()))
    whole = fiscal.year_of if word.endswith("year") else fiscal.quarter_of
    assert fiscal.name_of(whole(period.first_on)) == name


@pytest.mark.parametrize(
    ("word", "today"),
    [("fiscal_quarter", "2026-07-05"), ("last_fiscal_year", "2025-01-01"), ("fiscal_year", "2028")],
)
def test_days_that_nobody_drew_lie_in_no_period(word: str, today: str) -> None:
    with pytest.raises(KeyError):
        preset_period(word, date.fromisoformat(today if "-" in today else f"{today}-01-01"), WEEKS)


def tell(cast: Cast, month: int | None) -> None:
    with inside(cast.acme):
        row = {"name": "Acme", "fiscal_year_starts": month, "is_fiscal_year_named_by_start": False}
        put(crm_source(), Organization, {"00D": row})


@pytest.mark.django_db
@pytest.mark.usefixtures("clean_cache")
def test_the_page_offers_them_with_their_days(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.views.overview.today_of", lambda request: date(2026, 11, 27))
    tell(cast, 10)
    html = see(client_of(cast.bob), "overview/?range=last_fiscal_quarter").content.decode()
    assert "Last fiscal quarter, Q4 2026" in html
    assert "1 Jul 2026 – 30 Sep 2026" in html
    assert "This fiscal year, 2027" in html
    assert 'value="2026-07-01"' in html
    number = see(client_of(cast.bob), "numbers/leads?range=last_fiscal_year").content.decode()
    assert "1 Oct 2025 – 30 Sep 2026" in number
    rivals = see(client_of(cast.charlie), "overview/?range=last_fiscal_quarter", "rival")
    assert "fiscal" not in rivals.content.decode().partition("<main")[2]


@pytest.mark.django_db
@pytest.mark.usefixtures("clean_cache")
def test_a_program_asks_for_them_and_is_told_where_there_are_none(cast: Cast) -> None:
    question = {"metrics": ["leads"], "range": "last_fiscal_year"}
    secret = key_of(cast, cast.alice, cast.acme, Permission.VIEW_NUMBERS)
    assert list(ask(secret, question).json()["errors"]) == ["range"]
    tell(cast, 7)
    period = ask(secret, question).json()["period"]
    assert (period["from"][5:], period["to"][5:]) == ("07-01", "06-30")
    both = ask(secret, {**question, "from": "2026-01-01", "to": "2026-01-31"})
    assert set(both.json()["errors"]) == {"from", "to"}
    assert ask(secret, {"metrics": ["leads"], "range": "7d"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("clean_cache")
def test_years_of_weeks_win_over_the_month_and_stay_in_their_workspace(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.views.overview.today_of", lambda request: date(2026, 7, 20))
    with inside(cast.acme):
        source = crm_source()
        put(source, Organization, {"00D": {"name": "Acme", "fiscal_year_starts": 1}})
        rows = drawn()
        put(source, FiscalPeriod, {key: {**row, "is_standard": True} for key, row in rows.items()})
        assert fiscal_year(cast.acme) == FiscalYear(1)
        put(source, FiscalPeriod, rows)
        assert fiscal_year(cast.acme) == WEEKS
    html = see(client_of(cast.bob), "overview/?range=fiscal_year").content.decode()
    assert "This fiscal year, FY 2026" in html
    assert 'value="2026-01-04"' in html
    # The quarter of these days has not been drawn.
    assert "fiscal quarter" not in html
    default = see(client_of(cast.bob), "overview/?range=last_fiscal_quarter").content.decode()
    assert "Last 30 days" in default
    rivals = see(client_of(cast.charlie), "overview/?range=fiscal_year", "rival")
    assert "FY 2026" not in rivals.content.decode()
    with inside(cast.rival):
        assert not FiscalPeriod.objects.exists()
