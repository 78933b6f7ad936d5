"""Calls to Google Analytics, which stop before the property's tokens are spent."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from accounts.jobs import Later
from integrations.connectors.calling import ApiClient
from integrations.connectors.google_analytics import API_VERSION, GOOGLE_ANALYTICS
from integrations.connectors.origins import vendor_setting
from integrations.connectors.refusals import Parked, Refused, SessionExpired
from integrations.connectors.tokens import TokenKeeper

# The tokens are the property's, shared with the customer's own dashboards: so many are left to
# them (a fifth of what a standard property has).
HOUR_RESERVE, DAY_RESERVE = 8_000, 40_000
# Of the property's hour our project may take a part, which nobody shares: one batch is kept back.
PROJECT_RESERVE = 500
_PACIFIC = ZoneInfo("America/Los_Angeles")
_MINUTE = timedelta(minutes=1)
_PAGE = 200


class Client(ApiClient):
    """Reads the properties that one grant opens. Use in a `with`."""

    def __init__(self, keeper: TokenKeeper) -> None:
        super().__init__(keeper, GOOGLE_ANALYTICS, check)
        self._left: dict[str, Mapping[str, Any]] = {}

    def account_summaries(self) -> list[dict[str, Any]]:
        """All accounts with their properties, page by page."""
        found: list[dict[str, Any]] = []
        asked = {"pageSize": str(_PAGE)}
        while True:
            body = self.get(_admin("accountSummaries"), asked)
            found += body.get("accountSummaries", [])
            if not body.get("nextPageToken"):
                return found
            asked["pageToken"] = body["nextPageToken"]

    def property(self, property_id: str) -> dict[str, Any]:
        """The property itself: displayName, timeZone, currencyCode."""
        found: dict[str, Any] = self.get(_admin(f"properties/{property_id}"))
        return found

    def reports(
        self, property_id: str, questions: Sequence[Mapping[str, Any]]
    ) -> list[dict[str, Any]]:
        """The answers to up to five questions; raises Parked rather than take the last tokens."""
        self._heed(property_id)
        address = _data(f"properties/{property_id}:batchRunReports")
        found: list[dict[str, Any]] = self.post(address, {"requests": list(questions)})["reports"]
        for one in found:
            self._left[property_id] = one.get("propertyQuota", {})
        return found

    def _heed(self, property_id: str) -> None:
        quota = self._left.get(property_id, {})
        for part, reserve, wait in (
            ("tokensPerDay", DAY_RESERVE, until_tomorrow),
            ("tokensPerHour", HOUR_RESERVE, until_next_hour),
            ("tokensPerProjectPerHour", PROJECT_RESERVE, until_next_hour),
        ):
            left = quota.get(part, {}).get("remaining")
            if left is not None and int(left) < reserve:
                raise Parked(GOOGLE_ANALYTICS.name, wait(datetime.now(UTC)), part)


def until_next_hour(now: datetime) -> timedelta:
    """How long hourly tokens stay spent, and a minute more."""
    turn = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return turn - now + _MINUTE


def until_tomorrow(now: datetime) -> timedelta:
    """How long daily tokens stay spent: they come anew at midnight in California."""
    there = now.astimezone(_PACIFIC)
    midnight = datetime.combine(there.date() + timedelta(days=1), datetime.min.time(), _PACIFIC)
    return midnight.astimezone(UTC) - now + _MINUTE


def _admin(path: str) -> str:
    return f"{vendor_setting('GOOGLE_ANALYTICS_ADMIN_ORIGIN')}/{API_VERSION}/{path}"


def _data(path: str) -> str:
    return f"{vendor_setting('GOOGLE_ANALYTICS_DATA_ORIGIN')}/{API_VERSION}/{path}"


def check(response: httpx.Response) -> None:
    """Pass a good answer; raise SessionExpired, Parked, Later or Refused for another."""
    if response.is_success:
        return
    status, words = _said(response)
    if response.status_code == 401:
        raise SessionExpired
    if response.status_code == 429:
        raise _limit(words)
    raise Refused(GOOGLE_ANALYTICS.name, response.status_code, status, words)


def _limit(words: str) -> Later:
    """Google says in words which of its limits it is."""
    said, now = words.lower(), datetime.now(UTC)
    if "concurrent" in said:
        return Later(timedelta(seconds=30), "concurrent requests")
    if "per day" in said:
        return Parked(GOOGLE_ANALYTICS.name, until_tomorrow(now), "tokens per day")
    return Parked(GOOGLE_ANALYTICS.name, until_next_hour(now), "tokens per hour")


def _said(response: httpx.Response) -> tuple[str, str]:
    try:
        error: Any = response.json()["error"]
        return str(error["status"]), str(error.get("message", ""))
    except (ValueError, KeyError, TypeError):
        return f"HTTP_{response.status_code}", "no readable answer"
