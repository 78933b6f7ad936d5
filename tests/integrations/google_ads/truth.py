"""What the sandbox's Google Ads knows, beside what was loaded of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from integrations.connectors.google_ads.mapping import account_of, campaign_of, day_of
from integrations.models import CampaignDay, Source
from sandbox.control.client import Control
from tests.integrations.connecting import read_from

_CENT = 10_000
_MICROS = 1_000_000
# Answers recorded elsewhere, where they lie beside this checkout.
_RECORDED = Path(__file__).parents[4] / "shared/data/payloads/google-ads/expected_records.jsonl"
_ROW = {
    "campaign": {"resourceName": "customers/1/campaigns/2", "id": "2", "name": "Brand"},
    "metrics": {"clicks": "3", "costMicros": "1250000", "conversions": 1.5, "impressions": "90"},
    "segments": {"date": "2026-10-31"},
}
_CUSTOMER = {"customerClient": {"id": "1", "currencyCode": "EUR", "timeZone": "Europe/Oslo"}}


def _recorded() -> list[dict[str, Any]]:
    """Rows of campaigns by day, put back into the shape of the wire."""
    if not _RECORDED.exists():
        return []
    lines = [json.loads(line) for line in _RECORDED.read_text().splitlines()]
    rows = [line["data"] for line in lines if line["stream"] == "campaign"]
    return [_nested(row) for row in rows]


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, dict[str, Any]] = {}
    for field, value in flat.items():
        part, _, name = field.partition(".")
        first, *rest = name.split("_")
        key = first + "".join(word.capitalize() for word in rest)
        out.setdefault(part, {})[key] = str(value) if isinstance(value, int) else value
    return out


PAYLOADS = (
    (day_of, _ROW),
    (lambda row: campaign_of(row, "USD"), _ROW),
    (lambda row: account_of(row, login="1", parent=""), _CUSTOMER),
    *((day_of, row) for row in _recorded()),
)


def differences(source: Source, control: Control) -> dict[str, Any]:
    """{(campaign, day): (ours, theirs)} of every day that is not the same; in the workspace."""
    since = read_from(source)
    days = [row for row in _days(control) if row["day"] >= since.isoformat()]
    theirs = {(row["campaign"], row["day"]): _theirs(row) for row in days}
    rows = CampaignDay.objects.filter(source=source, on__gte=since).select_related("campaign")
    ours = {(row.campaign.external_id, row.on.isoformat()): _ours(row) for row in rows}
    return {
        str(key): (ours.get(key), theirs.get(key))
        for key in ours.keys() | theirs.keys()
        if ours.get(key) != theirs.get(key)
    }


def make_slow(control: Control, source: Source) -> None:
    """Each query takes a while."""
    control.fault("delay", path="/google-ads/.*searchStream", times=-1, seconds=0.3)


def _days(control: Control) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = control.post("/google-ads/days", {})
    return rows


def _theirs(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["account"],
        row["name"],
        row["currency"],
        row["impressions"],
        row["clicks"],
        row["cents"] * _CENT,
        row["conversions"] * _MICROS,
        row["value"] * _CENT,
        row["dated_conversions"] * _MICROS,
        row["dated_value"] * _CENT,
    )


def _ours(row: CampaignDay) -> tuple[Any, ...]:
    return (
        row.campaign.account_external_id,
        row.campaign.name,
        row.currency,
        row.impressions,
        row.clicks,
        row.spend_micros,
        row.conversions_micros,
        row.conversion_value_micros,
        row.dated_conversions_micros,
        row.dated_value_micros,
    )
