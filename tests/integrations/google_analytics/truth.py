"""What the sandbox's Google Analytics says, beside what was loaded of it."""

from __future__ import annotations

import ssl
from collections import Counter
from datetime import date
from typing import Any

import httpx
from django.conf import settings

from integrations.connectors.google_analytics.mapping import day_report, flags_of
from integrations.credentials import StoredTokens
from integrations.models import Source, StreamState, TrafficDay
from sandbox.control.client import Control

# An answer in the shape of Google's reference, and what is to be made of it.
RECORDED: dict[str, Any] = {
    "dimensionHeaders": [
        {"name": "date"},
        {"name": "sessionSource"},
        {"name": "sessionMedium"},
        {"name": "sessionCampaignName"},
        {"name": "sessionDefaultChannelGroup"},
    ],
    "metricHeaders": [
        {"name": "sessions", "type": "TYPE_INTEGER"},
        {"name": "engagedSessions", "type": "TYPE_INTEGER"},
        {"name": "newUsers", "type": "TYPE_INTEGER"},
        {"name": "keyEvents", "type": "TYPE_FLOAT"},
        {"name": "purchaseRevenue", "type": "TYPE_CURRENCY"},
    ],
    "rows": [
        {
            "dimensionValues": [
                {"value": "20230424"},
                {"value": "(direct)"},
                {"value": "(none)"},
                {"value": "(direct)"},
                {"value": "Direct"},
            ],
            "metricValues": [
                {"value": "4"},
                {"value": "1"},
                {"value": "2"},
                {"value": "1.5"},
                {"value": "35.72"},
            ],
        }
    ],
    "rowCount": 1,
    "metadata": {"currencyCode": "EUR", "timeZone": "Europe/Copenhagen"},
    "kind": "analyticsData#runReport",
}
PAYLOADS = [(day_report, RECORDED), (flags_of, RECORDED["metadata"])]
_METRICS = ("sessions", "engagedSessions", "newUsers", "keyEvents", "purchaseRevenue")
_COLUMNS = ("sessions", "engaged_sessions", "new_users", "key_events_micros", "revenue_micros")


def differences(source: Source, control: Control) -> dict[str, Any]:
    """{} when sums by day and origin are the same; inside the workspace."""
    told, stored = _told(source), _stored(source)
    return {str(key): (told[key], stored[key]) for key in told | stored if told[key] != stored[key]}


def make_slow(control: Control, source: Source) -> None:
    """Each call takes a while; inside the workspace."""
    control.fault("delay", path=":batchRunReports", times=-1, seconds=0.15)


def _stored(source: Source) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    rows = TrafficDay.objects.filter(source=source).select_related("origin")
    for row in rows:
        origin = row.origin
        key = (origin.account, f"{row.on:%Y%m%d}", origin.session_source, origin.session_medium)
        for metric, column in zip(_METRICS, _COLUMNS, strict=True):
            found[*key, origin.session_campaign, metric] += getattr(row, column)
    return +found


def _told(source: Source) -> Counter[tuple[str, ...]]:
    """All days that were read, asked for in one report without any of our code."""
    found: Counter[tuple[str, ...]] = Counter()
    states = StreamState.objects.filter(source=source, stream="traffic_day")
    for state in states:
        assert state.first_on is not None
        assert state.last_on is not None
        for place, values in _rows(source, state.account, state.first_on, state.last_on):
            for metric, value in zip(_METRICS, values, strict=True):
                scale = 1_000_000 if metric in ("keyEvents", "purchaseRevenue") else 1
                found[state.account, *place, metric] += round(float(value) * scale)
    return +found


def _rows(
    source: Source, account: str, first: date, last: date
) -> list[tuple[list[str], list[str]]]:
    names = ("date", "sessionSource", "sessionMedium", "sessionCampaignName")
    body = {
        "dateRanges": [{"startDate": first.isoformat(), "endDate": last.isoformat()}],
        "dimensions": [{"name": name} for name in names],
        "metrics": [{"name": name} for name in _METRICS],
        "limit": "250000",
    }
    origin = settings.VENDORS["GOOGLE_ANALYTICS_DATA_ORIGIN"]
    token = StoredTokens(source.workspace_id, source.pk).current().access
    trust = ssl.create_default_context(cafile=settings.SANDBOX_CA)
    with httpx.Client(verify=trust, trust_env=False) as client:
        answer = client.post(
            f"{origin}/v1beta/properties/{account}:runReport",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
    answer.raise_for_status()
    return [
        (
            [value["value"] for value in row["dimensionValues"]],
            [value["value"] for value in row["metricValues"]],
        )
        for row in answer.json().get("rows", [])
    ]
