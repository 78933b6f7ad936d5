"""The Graph API's rows as ours: pure, from the JSON of one row to one value."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from integrations.connectors.contract import AdCampaign, AdDay, VendorAccount

PLATFORM = "meta_ads"
# How conversions are counted; named in each request, because an account may have other defaults.
WINDOWS = ("7d_click", "1d_view")
# Meta says one event under several names; these are the sums over pixel, app and forms.
CONVERSIONS = ("lead", "purchase")
_MICROS = 1_000_000


def campaign_of(row: Mapping[str, Any], currency: str) -> AdCampaign:
    """A campaign of an account's list."""
    return AdCampaign(
        external_id=str(row["id"]),
        name=str(row.get("name", ""))[:255],
        platform=PLATFORM,
        type=str(row.get("objective", "")),
        status=str(row.get("effective_status", "")),
        currency=currency,
    )


def unlisted_campaign(row: Mapping[str, Any], currency: str) -> AdCampaign:
    """The campaign of a report's row that no list names any more: only its name is known."""
    return AdCampaign(
        external_id=str(row["campaign_id"]),
        name=str(row.get("campaign_name", ""))[:255],
        platform=PLATFORM,
        status="DELETED",
        currency=currency,
    )


def day_of(row: Mapping[str, Any]) -> AdDay:
    """What a campaign did on a day; raises ValueError for a row of several days."""
    if row["date_start"] != row.get("date_stop", row["date_start"]):
        raise ValueError(f"a row from {row['date_start']} to {row['date_stop']}")
    totals = totals_of(row)
    return AdDay(
        campaign=str(row["campaign_id"]),
        on=date.fromisoformat(row["date_start"]),
        impressions=totals["impressions"],
        clicks=totals["clicks"],
        spend_micros=totals["spend_micros"],
        conversions_micros=counted(row.get("actions", ())),
        conversion_value_micros=counted(row.get("action_values", ())),
        currency=str(row.get("account_currency", "")),
        window=",".join(WINDOWS),
    )


def totals_of(row: Mapping[str, Any]) -> dict[str, int]:
    """{column of CampaignDay: value} of a row or a summary; what is left out is zero to Meta."""
    return {
        "impressions": int(row.get("impressions", 0)),
        "clicks": int(row.get("clicks", 0)),
        "spend_micros": _micros(row.get("spend", 0)),
    }


def counted(actions: Sequence[Mapping[str, Any]]) -> int:
    """The conversions of our windows, in millionths.

    "value" is not read: it counts by the account's own default, which may change any day.
    """
    return sum(
        _micros(action.get(window, 0))
        for action in actions
        if action.get("action_type") in CONVERSIONS
        for window in WINDOWS
    )


def account_of(row: Mapping[str, Any]) -> VendorAccount:
    """An ad account that the person may read."""
    return VendorAccount(
        external_id=str(row["account_id"]),
        name=str(row.get("name") or row["account_id"]),
        currency=str(row.get("currency", "")),
        time_zone=str(row.get("timezone_name") or "UTC"),
        parent=str(row.get("business", {}).get("name", "")),
    )


def _micros(value: Any) -> int:
    """Units with a fraction as micros; through the digits, so that nothing is rounded twice."""
    return int((Decimal(str(value)) * _MICROS).to_integral_value())
