"""A property that is moved to another zone is noticed by the next day's sync, and said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from accounts.tenancy import inside
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Reports
from integrations.models import Source, TrafficDay
from integrations.selectors import accounts_of
from integrations.services import request_sync
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.connecting import connect
from tests.integrations.working import work_off

LIVE = "318204477"


@pytest.fixture
def source(vendors: Running, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Source:
    """Read once; no months before that are read."""
    connector = CONNECTORS["google_analytics"]
    assert isinstance(connector.engine, Reports)
    streams = tuple(replace(stream, history_months=1) for stream in connector.engine.streams)
    engine = replace(connector.engine, streams=streams)
    monkeypatch.setitem(CONNECTORS, "google_analytics", replace(connector, engine=engine))
    found = connect(cast.acme, cast.alice, "google_analytics")
    assert work_off(cast.acme.pk, task="sync_source") == ["done"]
    return found


def test_another_zone_is_noticed_once_a_day_and_said(
    cast: Cast, vendors: Running, source: Source
) -> None:
    with inside(cast.acme):
        days = sorted(TrafficDay.objects.values_list("on", "origin", "sessions"))
    vendors.control.post("/google-analytics", {"time_zones": {LIVE: "Asia/Tokyo"}})

    def again() -> dict[str, str]:
        with inside(cast.acme):
            request_sync(source_id=source.pk)
        assert work_off(cast.acme.pk, task="sync_source") == ["done"]
        with inside(cast.acme):
            found = Source.objects.get(pk=source.pk)
            return {account.external_id: account.time_zone for account in accounts_of(found)}

    assert again()[LIVE] == "America/New_York"
    with inside(cast.acme):
        found = Source.objects.get(pk=source.pk)
        found.identity["accounts_looked_at"] = "2026-01-01"
        found.save(update_fields=["identity"])
    assert again()[LIVE] == "Asia/Tokyo"
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="source.accounts_changed").count() == 1
        kept = set(TrafficDay.objects.values_list("on", "origin", "sessions"))
        old = {row for row in days if row[0] < days[-1][0]}
        assert old <= kept
    client = Client()
    client.force_login(cast.alice)
    page = client.get(reverse("integrations:source", args=["acme", source.pk])).content.decode()
    assert "its days begin in Asia/Tokyo" in page
    assert "before that in America/New_York" in page
