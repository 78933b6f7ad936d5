"""The HubSpot look-alike: its log-in, lists, search with its limits, associations, refusals."""

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from sandbox.control.client import Control
from sandbox.serving import Running
from tests.sandbox.flows import CALLBACK

SCOPE = "oauth crm.objects.contacts.read crm.objects.companies.read crm.objects.deals.read"
CONTACTS = "/crm/v3/objects/contacts"


def token_of(served: Running, web: httpx.Client, scope: str = SCOPE) -> dict[str, Any]:
    """The token answer after a person has pressed Connect app."""
    client = served.ready["clients"]["hubspot"]
    page = f"{served.http_origin}/hubspot/oauth/authorize"
    asked = {"client_id": client["client_id"], "redirect_uri": CALLBACK, "scope": scope}
    shown = web.get(page, params=asked | {"state": "s"}).text
    ticket = re.findall(r'name="ticket" value="([^"]+)"', shown)[0]
    back = web.post(page, data={"ticket": ticket, "decision": "allow"}).headers["location"]
    code = dict(parse_qsl(urlsplit(back).query))["code"]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    answer = web.post(f"{served.origin}/hubspot/oauth/2026-03/token", data=form | client)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def hub(served: Running, web: httpx.Client, control: Control) -> httpx.Client:
    """A client with a good token at an account without limits or delays."""
    control.post("/hubspot/settings", {"search_limit": 1000, "ten_second_limit": 5000})
    control.post("/hubspot/settings", {"index_delay": 0.0})
    web.headers["Authorization"] = f"Bearer {token_of(served, web)['access_token']}"
    web.base_url = httpx.URL(f"{served.instance_origin}/hubspot")
    return web


def test_a_refresh_token_stays_the_same_and_tells_its_scopes(
    served: Running, web: httpx.Client, control: Control
) -> None:
    tokens = token_of(served, web)
    client = served.ready["clients"]["hubspot"]
    form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    address = f"{served.origin}/hubspot/oauth/2026-03/token"
    again = web.post(address, data=form | client).json()
    assert again["refresh_token"] == tokens["refresh_token"]
    assert again["access_token"] != tokens["access_token"]
    asked = {"token": again["access_token"]} | client
    told = web.post(f"{address}/introspect", data=asked).json()
    assert told["hub_id"] == tokens["hub_id"]
    assert told["scopes"] == SCOPE.split()
    control.post("/hubspot/revoke")
    refused = web.post(address, data=form | client)
    assert refused.status_code == 400
    assert refused.json()["status"] == "BAD_REFRESH_TOKEN"


def test_the_list_is_in_the_order_of_ids_and_tells_archived_ones_apart(
    hub: httpx.Client, control: Control
) -> None:
    first = hub.get(CONTACTS, params={"limit": "100", "properties": "email,lifecyclestage"}).json()
    ids = [int(row["id"]) for row in first["results"]]
    assert ids == sorted(ids)
    assert len(ids) == 100
    after = first["paging"]["next"]["after"]
    second = hub.get(CONTACTS, params={"limit": "100", "after": after}).json()
    assert int(second["results"][0]["id"]) > ids[-1]
    control.post("/hubspot/changes", {"op": "archive", "object": "contacts", "id": ids[0]})
    gone = hub.get(CONTACTS, params={"limit": "100", "archived": "true"}).json()["results"]
    assert str(ids[0]) in [row["id"] for row in gone]
    assert gone[0]["archivedAt"]
    assert hub.get(f"{CONTACTS}/{ids[0]}").status_code == 404


def test_a_merge_makes_a_new_record_that_names_the_old_ones(
    hub: httpx.Client, control: Control
) -> None:
    one, two = [r["id"] for r in hub.get(CONTACTS, params={"limit": "2"}).json()["results"]]
    change = {"op": "merge", "object": "contacts", "winner": one, "loser": two}
    made = control.post("/hubspot/changes", change)[0]["id"]
    names = {"properties": "hs_merged_object_ids,hs_calculated_merged_vids"}
    found = hub.get(f"{CONTACTS}/{one}", params=names).json()
    assert found["id"] == made
    assert found["properties"]["hs_merged_object_ids"] == f"{one};{two}"
    assert found["properties"]["hs_calculated_merged_vids"].startswith(f"{one}:")


def test_search_shows_changes_late_and_never_more_than_its_window(
    hub: httpx.Client, control: Control
) -> None:
    control.post("/hubspot/settings", {"search_window": 400})
    stamp = "2026-11-10T10:00:00.123Z"
    made = {"op": "create", "object": "contacts", "count": 401, "stamp": stamp}
    control.post("/hubspot/changes", made)
    control.post("/hubspot/changes", made | {"count": 1, "visible_in": 3600})
    same = {"propertyName": "lastmodifieddate", "operator": "EQ", "value": "1794304800123"}
    body: dict[str, Any] = {"filters": [same], "limit": 200, "after": "200"}
    page = hub.post(f"{CONTACTS}/search", json=body).json()
    assert page["total"] == 401
    assert page["paging"]["next"]["after"] == "400"
    refused = hub.post(f"{CONTACTS}/search", json=body | {"after": "400"})
    assert refused.status_code == 400
    last = int(page["results"][-1]["id"])
    beyond = {"propertyName": "hs_object_id", "operator": "GT", "value": str(last)}
    sorts = [{"propertyName": "hs_object_id", "direction": "ASCENDING"}]
    body = {"filters": [same, beyond], "sorts": sorts, "limit": 200}
    ids = [int(row["id"]) for row in hub.post(f"{CONTACTS}/search", json=body).json()["results"]]
    assert ids == sorted(ids)
    assert all(one > last for one in ids)


def test_lists_of_associations_are_cut_and_go_on(hub: httpx.Client, control: Control) -> None:
    control.post("/hubspot/settings", {"association_page": 2})
    contacts = [r["id"] for r in hub.get(CONTACTS, params={"limit": "5"}).json()["results"]]
    deal = hub.get("/crm/v3/objects/deals", params={"limit": "1"}).json()["results"][0]["id"]
    link = {"op": "associate", "object": "deals", "id": deal, "other": "contacts", "to": contacts}
    control.post("/hubspot/changes", link)
    address = "/crm/v4/associations/deals/contacts/batch/read"
    found: set[str] = set()
    asked: dict[str, str] | None = {"id": deal}
    while asked:
        [page] = hub.post(address, json={"inputs": [asked]}).json()["results"]
        assert len(page["to"]) <= 2
        found |= {str(one["toObjectId"]) for one in page["to"]}
        asked = {"id": deal, **page["paging"]["next"]} if "paging" in page else None
    assert set(contacts) <= found


def test_limits_are_told_in_headers_and_refused_in_hubspots_words(
    hub: httpx.Client, control: Control
) -> None:
    answer = hub.get(CONTACTS)
    left = int(answer.headers["X-HubSpot-RateLimit-Remaining"])
    assert int(hub.get(CONTACTS).headers["X-HubSpot-RateLimit-Remaining"]) == left - 1
    assert "X-HubSpot-RateLimit-Max" not in hub.post(f"{CONTACTS}/search", json={}).headers
    control.post("/hubspot/settings", {"ten_second_limit": 1})
    refused = hub.get(CONTACTS)
    assert refused.status_code == 429
    assert refused.json()["policyName"] == "TEN_SECONDLY_ROLLING"
    control.post("/hubspot/settings", {"daily_limit": 1})
    assert hub.get(CONTACTS).json()["policyName"] == "DAILY"


def test_what_a_token_must_have(served: Running, hub: httpx.Client, control: Control) -> None:
    names = ",".join(f"custom_property_{number}" for number in range(900))
    assert hub.get(CONTACTS, params={"properties": names}).status_code == 414
    refused = hub.get("/crm/v3/owners")
    assert refused.status_code == 403
    assert refused.json()["category"] == "MISSING_SCOPES"
    control.post("/hubspot/expire")
    refused = hub.get(CONTACTS)
    assert refused.status_code == 401
    assert refused.json()["category"] == "EXPIRED_AUTHENTICATION"
    control.post("/hubspot/faults", {"kind": "bad_gateway"})
    assert hub.get(CONTACTS).status_code == 502
