"""Calls to one account of HubSpot: lists, searches, batches and associations."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from integrations.connectors.calling import ApiClient
from integrations.connectors.hubspot import API_VERSION, HUBSPOT
from integrations.connectors.hubspot.limits import Pace, over_limit
from integrations.connectors.hubspot.streams import CONTACT_STAMP, STAMP
from integrations.connectors.hubspot.values import Option
from integrations.connectors.origins import vendor_setting
from integrations.connectors.refusals import Refused, SessionExpired
from integrations.connectors.tokens import TokenKeeper

LIST_ROWS, SEARCH_ROWS, BATCH_ROWS, HISTORY_ROWS = 100, 200, 100, 50
# Names of properties that a URL may carry; more of them are asked for by POST.
URL_LENGTH = 4000
Record = dict[str, Any]
Filter = dict[str, str]


@dataclass(frozen=True)
class Account:
    """The account that gave the grant."""

    portal_id: str
    zone: ZoneInfo
    currency: str
    details: Mapping[str, Any]


class Client(ApiClient):
    """Speaks to one account; what it asked once of the account itself it remembers."""

    version = API_VERSION

    def __init__(self, keeper: TokenKeeper) -> None:
        super().__init__(keeper, HUBSPOT, self._admit)
        self._pace = Pace()
        self._seen_at: datetime | None = None
        self._account: Account | None = None
        self._properties: dict[str, dict[str, tuple[Option, ...]]] = {}
        self._read_only: dict[str, frozenset[str]] = {}
        self._pipelines: list[Record] | None = None

    def server_time(self) -> datetime:
        """HubSpot's own clock, from the Date of its latest answer."""
        return self._seen_at or datetime.now(UTC)

    def account(self) -> Account:
        """Number, zone and currency of the account."""
        if self._account is None:
            found = self._get("/account-info/v3/details")
            self._account = Account(
                str(found["portalId"]),
                ZoneInfo(found["timeZone"]),
                str(found["companyCurrency"]),
                found,
            )
        return self._account

    def properties(self, kind: str) -> dict[str, tuple[Option, ...]]:
        """{name of a property: its options} of an object."""
        if kind not in self._properties:
            found = self._get(f"/crm/v3/properties/{kind}")["results"]
            self._properties[kind] = {
                one["name"]: tuple(
                    Option(str(o["value"]), str(o["label"])) for o in one.get("options", ())
                )
                for one in found
            }
            self._read_only[kind] = frozenset(one["name"] for one in found if _is_read_only(one))
        return self._properties[kind]

    def read_only(self, kind: str) -> frozenset[str]:
        """The properties of an object that nobody may set."""
        self.properties(kind)
        return self._read_only[kind]

    def pipelines(self) -> list[Record]:
        """The pipelines of deals with their stages."""
        if self._pipelines is None:
            self._pipelines = list(self._get("/crm/v3/pipelines/deals")["results"])
        return self._pipelines

    def owners(self) -> Iterator[Record]:
        """All owners, also those who are no more."""
        for archived in ("false", "true"):
            params = {"limit": "500", "archived": archived}
            while True:
                page = self._get("/crm/v3/owners", params)
                yield from page["results"]
                following = _following(page)
                if not following:
                    break
                params["after"] = following

    def listed(
        self, kind: str, names: Sequence[str], after: str, *, is_archived: bool = False
    ) -> tuple[list[Record], str]:
        """A page in the order of ids, and where the next begins; "" after the last."""
        joined = ",".join(names)
        is_long = len(joined) > URL_LENGTH
        params = {"limit": str(LIST_ROWS), "properties": "" if is_long else joined}
        params |= {"archived": "true" if is_archived else "false"}
        params |= {"after": after} if after else {}
        page = self._get(f"/crm/v3/objects/{kind}", params)
        records = list(page["results"])
        if is_long:
            ids = [str(one["id"]) for one in records]
            records = self.named(kind, names, ids, is_archived=is_archived)
        return records, _following(page)

    def named(
        self, kind: str, names: Sequence[str], ids: Sequence[str], *, is_archived: bool = False
    ) -> list[Record]:
        """Records by their ids, with more properties than a URL can carry; without those gone."""
        archived = "true" if is_archived else "false"
        found: list[Record] = []
        for start in range(0, len(ids), BATCH_ROWS):
            inputs = [{"id": one} for one in ids[start : start + BATCH_ROWS]]
            body = {"inputs": inputs, "properties": list(names)}
            path = f"/crm/v3/objects/{kind}/batch/read?archived={archived}"
            found += self._post(path, body)["results"]
        return sorted(found, key=lambda one: int(one["id"]))

    def histories(
        self, kind: str, names: Sequence[str], ids: Sequence[str]
    ) -> dict[str, dict[str, list[Record]]]:
        """{id: {property: [{value, timestamp}]}}, as far back as HubSpot keeps them."""
        found: dict[str, dict[str, list[Record]]] = {}
        for start in range(0, len(ids), HISTORY_ROWS):
            inputs = [{"id": one} for one in ids[start : start + HISTORY_ROWS]]
            body = {"inputs": inputs, "properties": [], "propertiesWithHistory": list(names)}
            for one in self._post(f"/crm/v3/objects/{kind}/batch/read", body)["results"]:
                told = one.get("propertiesWithHistory", {})
                found[str(one["id"])] = {name: list(told.get(name, [])) for name in names}
        return found

    def changed(
        self, kind: str, names: Sequence[str], window: tuple[datetime, datetime], above: int
    ) -> tuple[list[Record], int]:
        """Records changed in [from, to) with ids above one, lowest first; how many there are.

        Asking by id instead of by page finds ties and more than 10,000 records alike.
        """
        stamp = CONTACT_STAMP if kind == "contacts" else STAMP
        filters = [
            *between(stamp, *window),
            {"propertyName": "hs_object_id", "operator": "GT", "value": str(above)},
        ]
        return self._search(
            kind,
            {
                "filterGroups": [{"filters": filters}],
                "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
                "properties": list(names),
                "limit": SEARCH_ROWS,
            },
        )

    def total(self, kind: str, filters: Sequence[Filter] = ()) -> int:
        """How many records of an object fit all filters, archived ones not counted."""
        groups = [{"filters": list(filters)}] if filters else []
        return self._search(kind, {"filterGroups": groups, "properties": [], "limit": 1})[1]

    def addressed(self, email: str) -> list[Record]:
        """Contacts that have the address, as their first or as a further one."""
        groups = [
            {"filters": [{"propertyName": "email", "operator": "EQ", "value": email}]},
            {
                "filters": [
                    {
                        "propertyName": "hs_additional_emails",
                        "operator": "CONTAINS_TOKEN",
                        "value": email,
                    }
                ]
            },
        ]
        body = {"filterGroups": groups, "properties": ["email"], "limit": LIST_ROWS}
        return self._search("contacts", body)[0]

    def contact(self, key: str) -> Record | None:
        """A contact by its number, or the one into which it was merged; None when it is gone."""
        try:
            return self._get(f"/crm/v3/objects/contacts/{key}")
        except Refused as refused:
            if refused.status == 404:
                return None
            raise

    def _search(self, kind: str, body: Mapping[str, Any]) -> tuple[list[Record], int]:
        self._pace.wait(is_search=True)
        page = self.post(_address(f"/crm/v3/objects/{kind}/search"), body)
        return list(page["results"]), int(page["total"])

    def associated(self, kind: str, other: str, ids: Sequence[str]) -> dict[str, list[Record]]:
        """{id: [{toObjectId, associationTypes}]} of many records; lists that are cut go on."""
        found: dict[str, list[Record]] = {}
        asked: list[dict[str, str]] = [{"id": one} for one in ids]
        while asked:
            path = f"/crm/v4/associations/{kind}/{other}/batch/read"
            results = self._post(path, {"inputs": asked})["results"]
            asked = []
            for result in results:
                key = str(result["from"]["id"])
                found.setdefault(key, []).extend(result["to"])
                if following := _following(result):
                    asked.append({"id": key, "after": following})
        return found

    def _get(self, path: str, params: Mapping[str, str] | None = None) -> Record:
        self._pace.wait(is_search=False)
        found: Record = self.get(_address(path), params)
        return found

    def _post(self, path: str, body: Any) -> Record:
        self._pace.wait(is_search=False)
        found: Record = self.post(_address(path), body)
        return found

    def change(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Write to one record; only what may be repeated."""
        self._pace.wait(is_search=False)
        return self.call(method, _address(path), body=body)

    def _admit(self, response: httpx.Response) -> None:
        """Pass a good answer; raise SessionExpired, Later or Refused for another."""
        if date := response.headers.get("Date"):
            self._seen_at = parsedate_to_datetime(date)
        self._pace.told(response)
        if response.is_success:
            return
        said = _said(response)
        if response.status_code == 401:
            raise SessionExpired
        if response.status_code == 429:
            zone = self._account.zone if self._account else None
            raise over_limit(str(said.get("policyName", "")), self.server_time(), zone)
        error = str(said.get("category") or f"HTTP_{response.status_code}")
        detail = str(said.get("message") or "no readable answer")
        raise Refused(HUBSPOT.name, response.status_code, error, detail)


def _address(path: str) -> str:
    return vendor_setting("HUBSPOT_API_ORIGIN") + path


def _is_read_only(told: Mapping[str, Any]) -> bool:
    return bool(told.get("calculated") or told.get("modificationMetadata", {}).get("readOnlyValue"))


def _following(page: Mapping[str, Any]) -> str:
    following = page.get("paging", {}).get("next", {}).get("after", "")
    return str(following)


def between(name: str, from_at: datetime, until: datetime) -> list[Filter]:
    """What a search has to be told for a property to lie in [from, until)."""
    return [
        {"propertyName": name, "operator": "GTE", "value": _milliseconds(from_at)},
        {"propertyName": name, "operator": "LT", "value": _milliseconds(until)},
    ]


def _milliseconds(moment: datetime) -> str:
    return str(int(moment.timestamp() * 1000))


def _said(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
