"""Calls to Google Ads: a query, its answer, and what a refusal means."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from accounts.jobs import Later
from integrations.connectors.calling import ApiClient
from integrations.connectors.google_ads import API_VERSION, GOOGLE_ADS
from integrations.connectors.origins import vendor_setting
from integrations.connectors.refusals import Parked, Refused, SessionExpired
from integrations.connectors.shared_budget import SharedBudget
from integrations.connectors.tokens import TokenKeeper

# Of the day's budget Google does not say when it begins anew.
_DAY_USED_UP = timedelta(hours=1)
_BURST = timedelta(seconds=30)


class Client(ApiClient):
    """Reads the customers that one grant opens. Use in a `with`."""

    def __init__(self, keeper: TokenKeeper) -> None:
        super().__init__(keeper, GOOGLE_ADS, self._admit)
        per_day = int(vendor_setting("GOOGLE_ADS_OPERATIONS_A_DAY"))
        who = str(keeper.workspace_id or "")
        self._budget = SharedBudget(GOOGLE_ADS.name, "google_ads", per_day, who)

    def authorize(self) -> dict[str, str]:
        """The grant's token, and the one by which Google counts our requests."""
        token = vendor_setting("GOOGLE_ADS_DEVELOPER_TOKEN")
        return super().authorize() | {"developer-token": token}

    def roots(self) -> list[str]:
        """The ids of the customers that the log-in may enter directly; managers among them."""
        self._budget.take()
        found = self.get(_address("customers:listAccessibleCustomers"))
        return [str(name).partition("/")[2] for name in found.get("resourceNames", [])]

    def search(
        self, customer: str, login: str, query: str, *, has_summary: bool = False
    ) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """(rows, metrics of the summary row) of a query of Google's own language."""
        body: dict[str, Any] = {"query": query}
        if has_summary:
            body["summaryRowSetting"] = "SUMMARY_ROW_WITH_RESULTS"
        address = _address(f"customers/{customer}/googleAds:searchStream")
        headers = {"login-customer-id": login or customer}
        self._budget.take()
        batches = self.call("POST", address, body=body, headers=headers).json()
        rows = [row for batch in batches for row in batch.get("results", [])]
        summaries = [batch["summaryRow"] for batch in batches if "summaryRow" in batch]
        return rows, dict(summaries[-1].get("metrics", {})) if summaries else {}

    def mutate(
        self, customer: str, login: str, what: str, operation: Mapping[str, Any], *, is_dry: bool
    ) -> None:
        """Change one thing ("campaigns", "campaignBudgets"), sent once; dry it is checked alone."""
        body = {"operations": [dict(operation)], "validateOnly": is_dry}
        address = _address(f"customers/{customer}/{what}:mutate")
        self._budget.take()
        self.send_once(address, body=body, headers={"login-customer-id": login or customer})

    def _admit(self, response: httpx.Response) -> None:
        try:
            check(response)
        except Parked as parked:
            if is_everybodys(response):
                self._budget.end(parked.delay)
            raise


def _address(path: str) -> str:
    return f"{vendor_setting('GOOGLE_ADS_ORIGIN')}/{API_VERSION}/{path}"


def check(response: httpx.Response) -> None:
    """Pass a good answer; raise SessionExpired, Parked, Later or Refused for another."""
    if response.is_success:
        return
    error, code, detail, wait = _said(response)
    if code == "RESOURCE_TEMPORARILY_EXHAUSTED":
        raise Later(wait or _BURST, code)
    if code == "RESOURCE_EXHAUSTED" or response.status_code == 429:
        raise Parked(GOOGLE_ADS.name, max(wait, _DAY_USED_UP), code)
    if response.status_code == 401 and code != "DEVELOPER_TOKEN_INVALID":
        raise SessionExpired
    raise Refused(GOOGLE_ADS.name, response.status_code, code or error, detail)


def is_everybodys(response: httpx.Response) -> bool:
    """Whether a limit is that of our developer token, not of the one account."""
    return _quota(_failure(_error(response))).get("rateScope") == "DEVELOPER"


def _said(response: httpx.Response) -> tuple[str, str, str, timedelta]:
    """(status, code of Google Ads, words, how long to wait) of a refusal, a list or not."""
    error = _error(response)
    if not error:
        return f"HTTP_{response.status_code}", "", "no readable answer", timedelta()
    failure = _failure(error)
    code = next(iter(dict(failure.get("errorCode", {})).values()), "")
    words = str(failure.get("message") or error.get("message") or "")
    delay = _quota(failure).get("retryDelay", "")
    return str(error.get("status", "")), str(code), words, _seconds(delay)


def _error(response: httpx.Response) -> dict[str, Any]:
    try:
        body: Any = response.json()
    except ValueError:
        return {}
    first = body[0] if isinstance(body, list) and body else body
    error = first.get("error", {}) if isinstance(first, dict) else {}
    return error if isinstance(error, dict) else {"message": str(error)}


def _quota(failure: Mapping[str, Any]) -> dict[str, Any]:
    return dict(failure.get("details", {}).get("quotaErrorDetails", {}))


def _failure(error: Mapping[str, Any]) -> dict[str, Any]:
    """The first error of the GoogleAdsFailure among the details."""
    for detail in error.get("details", []):
        for one in detail.get("errors", []):
            return dict(one)
    return {}


def _seconds(text: str) -> timedelta:
    number = str(text).removesuffix("s")
    return timedelta(seconds=float(number)) if number.replace(".", "", 1).isdigit() else timedelta()
