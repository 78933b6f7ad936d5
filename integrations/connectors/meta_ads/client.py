"""Calls to the Graph API: parameters, pages, how much of the share is used, what refusals mean."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import orjson

from integrations.connectors.calling import ApiClient
from integrations.connectors.contract import AdCampaign
from integrations.connectors.meta_ads import API_VERSION, META
from integrations.connectors.meta_ads.oauth import proof_of
from integrations.connectors.origins import vendor_setting
from integrations.connectors.refusals import IncompleteAnswer, Parked, Refused, SessionExpired
from integrations.connectors.tokens import TokenKeeper

# How a refusal of too large a question is called; see `too_much`.
TOO_MUCH = "too_much"
_TOO_MUCH_SUBCODE, _TOO_MUCH_WORDS = 1487534, "reduce the amount of data"
_TOKEN, _PASSING = 190, (1, 2)
# By user, app, page and business, and all the limits of single products.
_LIMITS = frozenset({4, 17, 32, 613, *range(80000, 80015)})
# Meta names its wait in minutes, or not at all.
_USUAL_WAIT = timedelta(minutes=5)
_MOST_PAGES = 10_000
Params = Mapping[str, Any]


class Client(ApiClient):
    """Reads the ad accounts that one grant opens. Use in a `with`.

    `used_percent` is what the latest answer said of the app's or the account's share, whichever
    is nearer to its end. `listed` remembers campaigns by account while the client is open.
    """

    def __init__(self, keeper: TokenKeeper) -> None:
        super().__init__(keeper, META, self._check_answer)
        self.used_percent = 0.0
        self.listed: dict[str, dict[str, AdCampaign]] = {}

    def read(self, path: str, params: Params | None = None) -> dict[str, Any]:
        """The object that a GET answers with."""
        found: dict[str, Any] = self.call("GET", _address(path), params=_texts(params)).json()
        return found

    def ask(self, path: str, params: Params) -> dict[str, Any]:
        """The object that a POST answers with. Only for calls that may be repeated."""
        found: dict[str, Any] = self.call("POST", _address(path), params=_texts(params)).json()
        return found

    def change(self, path: str, params: Params) -> None:
        """A POST that changes something, sent once."""
        self.send_once(_address(path), params=_texts(params))

    def give_back(self, permission: str) -> None:
        """One permission is no longer ours; the others stay."""
        self.call("DELETE", _address(f"me/permissions/{permission}"))

    def pages(self, path: str, params: Params) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """(all rows of a list, the summary that its last page carries)."""
        rows: list[dict[str, Any]] = []
        after: dict[str, Any] = {}
        for _ in range(_MOST_PAGES):
            body = self.read(path, {**params, **after})
            rows += body.get("data", [])
            paging = body.get("paging", {})
            # The address of the next page is not followed: its cursor is all that we need.
            if "next" not in paging:
                return rows, dict(body.get("summary", {}))
            after = {"after": paging["cursors"]["after"]}
        raise IncompleteAnswer(META.name, path, 0, len(rows))

    def _once(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        body: Any,
        headers: Mapping[str, str] | None,
    ) -> httpx.Response:
        # The proof belongs to the token, and changes with it.
        proven = {**(params or {}), "appsecret_proof": proof_of(self.token.access)}
        return super()._once(method, url, proven, body, headers)

    def _check_answer(self, response: httpx.Response) -> None:
        self.used_percent = used_percent(response.headers)
        check(response)


def used_percent(headers: Mapping[str, str]) -> float:
    """How much of its share of reports the app or the account has used, whichever is more."""
    said = _json(headers.get("x-fb-ads-insights-throttle"))
    found = [said.get(name) for name in ("app_id_util_pct", "acc_id_util_pct")]
    return max((float(value) for value in found if value is not None), default=0.0)


def check(response: httpx.Response) -> None:
    """Pass a good answer; raise SessionExpired, Parked or Refused for another."""
    body = _json(response.content)
    error = body.get("error")
    if response.is_success and error is None:
        return
    if not isinstance(error, dict):
        raise Refused(META.name, response.status_code, "no_answer", "no readable answer")
    code, subcode = int(error.get("code", 0)), int(error.get("error_subcode") or 0)
    words = str(error.get("error_user_msg") or error.get("message") or "")
    if subcode == _TOO_MUCH_SUBCODE or _TOO_MUCH_WORDS in words:
        raise Refused(META.name, 400, TOO_MUCH, words)
    if code == _TOKEN:
        raise SessionExpired
    if code in _LIMITS or response.status_code == 429:
        raise Parked(META.name, _wait(response.headers), f"{code}/{subcode}")
    is_passing = code in _PASSING or error.get("is_transient")
    status = max(503, response.status_code) if is_passing else response.status_code
    raise Refused(META.name, status, f"{code}/{subcode}" if subcode else str(code), words)


def _wait(headers: Mapping[str, str]) -> timedelta:
    """As long as Meta says that it takes; some minutes where it does not say."""
    said = _json(headers.get("x-business-use-case-usage"))
    minutes = [
        int(case.get("estimated_time_to_regain_access", 0))
        for cases in said.values()
        for case in cases
    ]
    return max(timedelta(minutes=max(minutes, default=0)), _USUAL_WAIT)


def _address(path: str) -> str:
    return f"{vendor_setting('META_GRAPH_ORIGIN')}/{API_VERSION}/{path}"


def _texts(params: Params | None) -> dict[str, str]:
    """Lists and objects travel as JSON, everything else as it is."""
    return {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in (params or {}).items()
    }


def _json(text: str | bytes | None) -> dict[str, Any]:
    try:
        found = orjson.loads(text or b"{}")
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}
