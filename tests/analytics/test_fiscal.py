"""Quarters and years are those of the connected organisation, on the page, by URL and by API."""

from datetime import date

import pytest

from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.queries import FiscalYear, Period, preset_period
from integrations.models import Organization
from tests.analytics.crm import crm_source, put
from tests.analytics.test_api import ask, key_of
from tests.analytics.test_pages import client_of, see
from tests.cast import Cast

OCTOBER, FEBRUARY = FiscalYear(10), FiscalYear(2, is_named_by_start=True)


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
    ],
)
def test_quarters_and_years(
    fiscal: FiscalYear, word: str, today: str, days: str, name: str
) -> None:
    period = preset_period(word, date.fromisoformat(today), fiscal)
    assert period == Period(*map(date.fromisoformat, days.split()))
    whole = fiscal.year_of if word.endswith("year") else fiscal.quarter_of
    assert fiscal.name_of(whole(period.first_on)) == name


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
