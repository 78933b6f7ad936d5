"""How the Graph API is asked: always with the statuses of what is gone, or it leaves that out."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from integrations.connectors.contract import Asked
from integrations.connectors.meta_ads.mapping import WINDOWS

STATUSES = ("ACTIVE", "PAUSED", "DELETED", "ARCHIVED", "IN_PROCESS", "WITH_ISSUES")
ACCOUNT_FIELDS = "account_id,name,currency,timezone_name,business"
CAMPAIGN_FIELDS = "id,name,objective,effective_status"
TOTAL_FIELDS = "impressions,clicks,spend"


def insights_question(asked: Asked, campaigns: Sequence[str] = ()) -> dict[str, Any]:
    """A report by campaign and day; of some campaigns, or of all."""
    filters = [_within("campaign.effective_status", STATUSES)]
    if campaigns:
        filters.append(_within("campaign.id", campaigns))
    return {
        "level": "campaign",
        "time_increment": "1",
        "time_range": time_range(asked.first_on, asked.last_on),
        "fields": ",".join(field.name for field in asked.stream.fields),
        "action_attribution_windows": list(WINDOWS),
        "filtering": filters,
        "default_summary": "true",
    }


def time_range(first_on: date, last_on: date) -> dict[str, str]:
    """Both days included, by the account's own calendar."""
    return {"since": first_on.isoformat(), "until": last_on.isoformat()}


def _within(field: str, values: Sequence[str]) -> dict[str, Any]:
    return {"field": field, "operator": "IN", "value": list(values)}
