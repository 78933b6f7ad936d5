"""An organisation's own fiscal years come with a sync; a login that may not read them is told."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.tenancy import inside
from analytics.queries import CustomYears, FiscalYear, Period, fiscal_year
from integrations.models import FiscalPeriod, Source, StreamState
from integrations.services import request_sync
from sandbox.serving import Running
from tests.analytics.test_pages import client_of, see
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences
from tests.integrations.salesforce.test_sync import Sync, sync_again


def test_an_admin_draws_weeks_and_takes_them_away(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    control = salesforce.control
    with inside(cast.acme):
        assert FiscalPeriod.objects.filter(kind="quarter").count() >= 4
        assert fiscal_year(cast.acme) == FiscalYear(1)
    for row in control.records("Period"):
        control.hard_delete("Period", row["Id"])
    (year, *others) = [row["Id"] for row in control.records("FiscalYearSettings")]
    for one in others:
        control.hard_delete("FiscalYearSettings", one)
    days = {"StartDate": "2026-02-01", "EndDate": "2027-01-30"}
    custom = {"IsStandardYear": False, "YearType": "Custom", "Name": "FY 26", **days}
    control.update("FiscalYearSettings", year, custom)
    quarter = {"FiscalYearSettingsId": year, "Type": "Quarter", "Number": 1}
    weeks = {"StartDate": "2026-02-01", "EndDate": "2026-05-02"}
    control.insert("Period", {**quarter, **weeks, "FullyQualifiedLabel": "Q1 FY 26"})
    control.insert("Period", {**quarter, "Type": "Month", **weeks})
    sync_again(cast, synced, sync)
    with inside(cast.acme):
        assert differences(synced, control) == {}
        drawn = fiscal_year(cast.acme)
        assert isinstance(drawn, CustomYears)
        first = Period(date(2026, 2, 1), date(2026, 5, 2))
        assert drawn.quarter_of(date(2026, 5, 2)) == first
        assert drawn.name_of(first) == "Q1 FY 26"
        assert drawn.name_of(drawn.year_of(date(2027, 1, 30))) == "FY 26"
    control.update("FiscalYearSettings", year, {"IsStandardYear": True})
    sync_again(cast, synced, sync)
    with inside(cast.acme):
        assert fiscal_year(cast.acme) == FiscalYear(1)


@pytest.mark.usefixtures("clean_cache")
def test_the_data_page_says_where_they_cannot_be_read(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    salesforce.control.settings(denied_objects=["Period"])
    with inside(cast.acme):
        request_sync(source_id=synced.pk)
    sync()
    with inside(cast.acme):
        said = StreamState.objects.get(stream="Period").trouble_text
        assert said.startswith("This user may not read Period. What you lose: custom fiscal years")
        assert FiscalPeriod.objects.filter(kind="quarter", deleted_at=None).exists()
    html = see(client_of(cast.bob), "data/").content.decode()
    assert "without them fiscal quarters and years begin by the organisation’s month" in html
