"""Reports read over HTTP from the look-alike: pages, flags, and the tokens left to others."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pytest

from integrations.connectors.contract import Asked, VendorAccount
from integrations.connectors.google_analytics import reports
from integrations.connectors.google_analytics.client import Client
from integrations.connectors.google_analytics.streams import TRAFFIC_DAYS
from integrations.connectors.refusals import Parked, Refused
from integrations.connectors.tokens import HeldToken, Token
from integrations.facts.flags import OTHER_ROW, SAMPLED, THRESHOLDED
from sandbox.google_oauth import ANALYTICS
from sandbox.serving import Running
from tests.sandbox.google import granted

LIVE = "318204477"


@pytest.fixture
def client(vendors: Running) -> Iterator[Client]:
    trust = ssl.create_default_context(cafile=vendors.ca_path)
    with httpx.Client(verify=trust, trust_env=False) as web:
        access = granted(vendors, web, ANALYTICS)["access_token"]
    with Client(HeldToken(Token(access, "", 1))) as found:
        yield found


def _asked(client: Client, first: str, last: str, property_id: str = LIVE) -> Asked:
    account = VendorAccount(property_id, "site", "USD", "America/New_York")
    days = date.fromisoformat(first), date.fromisoformat(last)
    return Asked(TRAFFIC_DAYS, account, *days, "", "", remember=_nothing, keep=_nothing)


def _nothing(**values: Any) -> None:
    pass


def test_properties_come_with_their_zone_and_currency(vendors: Running, client: Client) -> None:
    vendors.control.post("/google-analytics", {"denied": ["402915560"]})
    found = {a.external_id: (a.parent, a.time_zone, a.currency) for a in reports.accounts(client)}
    assert found == {
        LIVE: ("Fernhill Instruments", "America/New_York", "USD"),
        "451107238": ("Fernhill Launch Pages", "Europe/Copenhagen", "EUR"),
    }


def test_small_pages_make_the_same_report(vendors: Running, client: Client) -> None:
    asked = _asked(client, "2026-09-28", "2026-10-04")
    whole = reports.read(client, asked).rows
    vendors.control.post("/google-analytics", {"page_rows": 4})
    assert sorted(reports.read(client, asked).rows) == sorted(whole)
    assert {row.on.day for row in whole} == {28, 29, 30, 1, 2, 3, 4}
    assert {row.flags for row in whole} == {0}


def test_flags_stand_on_every_row_of_the_day(vendors: Running, client: Client) -> None:
    turned = {"sampled_percent": 20, "least_users": 2, "most_rows": 1}
    vendors.control.post("/google-analytics", turned)
    rows = reports.read(client, _asked(client, "2026-10-01", "2026-10-01")).rows
    assert {row.flags for row in rows} == {SAMPLED | THRESHOLDED | OTHER_ROW}
    assert "(other)" in {row.session_source for row in rows}


@pytest.mark.parametrize("quota", [{"tokens_per_hour": 8_006}, {"tokens_per_project": 506}])
def test_it_stops_before_the_customers_own_dashboards_starve(
    vendors: Running, client: Client, quota: dict[str, int]
) -> None:
    """The same where only our project's part of the property's hour is nearly used up."""
    asked = _asked(client, "2026-09-01", "2026-10-10")
    vendors.control.post("/google-analytics", quota)
    with pytest.raises(Parked):
        reports.read(client, asked)
    spent = [r for r in vendors.control.requests() if r["path"].endswith(":batchRunReports")]
    assert [request["status"] for request in spent] == [200]


def test_a_property_that_is_closed_is_refused_in_googles_words(
    vendors: Running, client: Client
) -> None:
    vendors.control.post("/google-analytics", {"denied": [LIVE]})
    with pytest.raises(Refused, match="sufficient permissions"):
        reports.read(client, _asked(client, "2026-10-01", "2026-10-01"))
