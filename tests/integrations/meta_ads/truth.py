"""What the sandbox's Meta knows, beside what was loaded of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from integrations.connectors.meta_ads.mapping import account_of, campaign_of, counted, day_of
from integrations.models import CampaignDay, Source
from sandbox.control.client import Control
from tests.integrations.connecting import read_from

_CENT = 10_000
_MICROS = 1_000_000
# Answers recorded elsewhere, where they lie beside this checkout.
_RECORDED = Path(__file__).parents[4] / "shared/data/payloads/facebook-marketing"
_ROW = {
    "campaign_id": "238",
    "campaign_name": "Lookalike",
    "account_currency": "EUR",
    "impressions": "90",
    "clicks": "3",
    "spend": "1.25",
    "actions": [{"action_type": "lead", "value": "2", "7d_click": "1", "1d_view": "1"}],
    "date_start": "2026-10-31",
    "date_stop": "2026-10-31",
}
_ACCOUNT = {"account_id": "21", "name": "A", "currency": "EUR", "timezone_name": "Europe/Oslo"}


def recorded(stream: str) -> list[dict[str, Any]]:
    """Recorded rows of a stream; none where the recordings are not at hand."""
    path = _RECORDED / "expected_records.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    rows = [json.loads(line) for line in lines]
    return [row["data"] for row in rows if row["stream"] == stream]


PAYLOADS = (
    (day_of, _ROW),
    (account_of, _ACCOUNT),
    *((day_of, row) for row in recorded("ads_insights")),
    *((lambda row: campaign_of(row, "USD"), row) for row in recorded("campaigns")),
    *((lambda row: counted(row.get("actions", ())), row) for row in recorded("ads_insights")),
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
    """Each look at a report takes a while."""
    control.fault("delay", path="/meta/.*insights", times=-1, seconds=0.3)


def _days(control: Control) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = control.post("/meta/days", {})
    return rows


def _theirs(row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        row["account"],
        row["name"],
        row["status"].upper(),
        row["currency"],
        row["impressions"],
        row["clicks"],
        row["cents"] * _CENT,
        row["conversions"] * _MICROS,
        row["value"] * _CENT,
        "7d_click,1d_view",
    )


def _ours(row: CampaignDay) -> tuple[Any, ...]:
    return (
        row.campaign.account_external_id,
        row.campaign.name,
        row.campaign.status,
        row.currency,
        row.impressions,
        row.clicks,
        row.spend_micros,
        row.conversions_micros,
        row.conversion_value_micros,
        row.window,
    )
