"""Google Ads' rows as ours: pure, from the JSON of one row to one value."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from integrations.connectors.contract import AdCampaign, AdDay, VendorAccount

PLATFORM = "google_ads"
# Conversions are counted by the actions' own windows of clicks, as the customer set them.
WINDOW = "click"
_MICROS = 1_000_000
# column of CampaignDay -> metric, and whether Google tells it in units rather than in whole numbers
_METRICS = {
    "impressions": ("impressions", False),
    "clicks": ("clicks", False),
    "spend_micros": ("costMicros", False),
    "conversions_micros": ("conversions", True),
    "conversion_value_micros": ("conversionsValue", True),
    "dated_conversions_micros": ("conversionsByConversionDate", True),
    "dated_value_micros": ("conversionsValueByConversionDate", True),
}


def campaign_of(row: Mapping[str, Any], currency: str) -> AdCampaign:
    """The campaign that a row names."""
    found = row["campaign"]
    return AdCampaign(
        external_id=str(found["id"]),
        name=str(found.get("name", ""))[:255],
        platform=PLATFORM,
        type=str(found.get("advertisingChannelType", "")),
        status=str(found.get("status", "")),
        currency=currency,
    )


def day_of(row: Mapping[str, Any]) -> AdDay:
    """What a campaign did on a day; a metric that the row leaves out is zero to Google."""
    metrics: Mapping[str, Any] = totals_of(row.get("metrics", {}))
    return AdDay(
        campaign=str(row["campaign"]["id"]),
        on=date.fromisoformat(row["segments"]["date"]),
        window=WINDOW,
        **metrics,
    )


def totals_of(metrics: Mapping[str, Any]) -> dict[str, int]:
    """{column of CampaignDay: value} of a row's metrics, or of a summary row's."""
    return {
        column: _micros(metrics.get(name, 0)) if is_unit else int(metrics.get(name, 0))
        for column, (name, is_unit) in _METRICS.items()
    }


def account_of(row: Mapping[str, Any], *, login: str, parent: str) -> VendorAccount:
    """A customer below a manager, or one that is entered directly."""
    found = row["customerClient"]
    return VendorAccount(
        external_id=str(found["id"]),
        name=str(found.get("descriptiveName") or found["id"]),
        currency=str(found.get("currencyCode", "")),
        time_zone=str(found.get("timeZone", "UTC")),
        parent=parent,
        login=login,
    )


def _micros(value: Any) -> int:
    """Units with a fraction as micros; through the digits, so that nothing is rounded twice."""
    return int((Decimal(str(value)) * _MICROS).to_integral_value())
