"""REST queries: pages, conditions, refusals; checked against the dump of all records."""

# ruff: noqa: S608 - these are SOQL texts, sent over HTTP

from typing import Any

import httpx
import pytest
from simple_salesforce.api import Salesforce

from sandbox.control.client import Control


def _total(api: httpx.Client, where: str, *, resource: str = "query") -> int:
    answer = api.get(resource, params={"q": f"SELECT COUNT() FROM Lead WHERE {where}"})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    assert body["records"] == []
    return int(body["totalSize"])


def test_all_pages_together_are_all_records(simple: Salesforce, control: Control) -> None:
    control.settings(page_rows=400)
    found = simple.query_all("SELECT Id, Name, IsConverted, SystemModstamp FROM Lead")
    dumped = control.records("Lead")
    assert found["totalSize"] == len(found["records"]) == len(dumped) > 2 * 400
    assert [one["Id"] for one in found["records"]] == [one["Id"] for one in dumped]
    first = found["records"][0]
    assert first["attributes"]["url"] == f"/services/data/v64.0/sobjects/Lead/{first['Id']}"
    assert first["SystemModstamp"].endswith(".000+0000")


def test_query_all_shows_the_bin(simple: Salesforce, control: Control) -> None:
    found = simple.query_all("SELECT Id, IsDeleted FROM Lead", include_deleted=True)
    dumped = control.records("Lead", deleted=True)
    assert found["totalSize"] == len(dumped) > len(control.records("Lead"))
    assert any(one["IsDeleted"] for one in found["records"])


def test_pages_are_as_large_as_asked_and_fixed_at_the_start(
    api: httpx.Client, control: Control
) -> None:
    headers = {"Sforce-Query-Options": "batchSize=500"}
    soql = "SELECT Id FROM Lead"
    page = api.get("query", params={"q": soql}, headers=headers).json()
    assert (len(page["records"]), page["done"]) == (500, False)
    control.insert("Lead", {"LastName": "Late", "Company": "Late Works"})
    seen = len(page["records"])
    while not page["done"]:
        page = api.get("https://" + api.base_url.netloc.decode() + page["nextRecordsUrl"]).json()
        seen += len(page["records"])
    assert seen == page["totalSize"] == len(control.records("Lead")) - 1


@pytest.mark.parametrize(
    ("where", "test"),
    [
        ("IsConverted = true", lambda r: r["IsConverted"]),
        ("Status IN ('Unqualified', 'open - not contacted')",
         lambda r: r["Status"] in ("Unqualified", "Open - Not Contacted")),
        ("LeadSource NOT IN ('Web')", lambda r: r["LeadSource"] != "Web"),
        ("LeadSource = null", lambda r: r["LeadSource"] is None),
        ("LeadSource != 'Web'", lambda r: r["LeadSource"] != "Web"),
        ("NOT (Lead_Score__c >= 50 OR Rating = 'Cold')",
         lambda r: not (r["Lead_Score__c"] >= 50 or r["Rating"] == "Cold")),
        ("LastName LIKE 'o\\'b%'", lambda r: r["LastName"].lower().startswith("o'b")),
        ("ConvertedDate >= 2026-01-01", lambda r: (r["ConvertedDate"] or "") >= "2026-01-01"),
        ("CreatedDate < 2025-06-01T00:00:00Z AND CreatedDate >= 2025-05-01T02:00:00+02:00",
         lambda r: "2025-05-01" <= r["CreatedDate"] < "2025-06-01"),
        ("NumberOfEmployees > 500", lambda r: r["NumberOfEmployees"] > 500),
    ],
)  # fmt: skip
def test_conditions(api: httpx.Client, control: Control, where: str, test: Any) -> None:
    expected = sum(1 for row in control.records("Lead") if test(row))
    assert _total(api, where) == expected > 0


def test_ids_match_in_both_lengths(api: httpx.Client, control: Control) -> None:
    long = control.records("Lead")[3]["Id"]
    assert len(long) == 18
    assert _total(api, f"Id = '{long}'") == _total(api, f"Id = '{long[:15]}'") == 1


def test_order_and_limit(api: httpx.Client) -> None:
    soql = "SELECT Id, AnnualRevenue FROM Lead ORDER BY AnnualRevenue DESC NULLS LAST LIMIT 20"
    rows = api.get("query", params={"q": soql}).json()["records"]
    values = [row["AnnualRevenue"] for row in rows]
    assert len(values) == 20
    assert values == sorted(values, reverse=True)


def test_compound_addresses_come_as_objects(api: httpx.Client) -> None:
    soql = "SELECT Address, City FROM Lead LIMIT 1"
    (row,) = api.get("query", params={"q": soql}).json()["records"]
    assert row["Address"]["city"] == row["City"]
    assert set(row["Address"]) == {
        "city", "country", "geocodeAccuracy", "latitude", "longitude", "postalCode", "state",
        "street",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("soql", "code", "text"),
    [
        ("SELECT Nope FROM Lead", "INVALID_FIELD", "No such column 'Nope' on entity 'Lead'"),
        ("SELECT Id FROM Nope", "INVALID_TYPE", "sObject type 'Nope' is not supported"),
        ("SELECT Id Lead", "MALFORMED_QUERY", "unexpected token"),
        ("SELECT Id FROM Lead WHERE", "MALFORMED_QUERY", "unexpected token"),
        ("SELECT Id FROM Lead GROUP BY Id", "MALFORMED_QUERY", "unexpected token"),
        ("SELECT Id FROM Lead WHERE CreatedDate > '2026-01-01'", "INVALID_FIELD",
         "should not be enclosed in quotes"),
        ("SELECT Id FROM Lead WHERE Description = 'x'", "INVALID_FIELD", "can not be filtered"),
        ("SELECT Id FROM Lead WHERE Id = 'xyz'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID"),
        ("", "MALFORMED_QUERY", "unexpected token"),
    ],
)  # fmt: skip
def test_refusals(api: httpx.Client, soql: str, code: str, text: str) -> None:
    answer = api.get("query", params={"q": soql})
    assert answer.status_code == 400
    (problem,) = answer.json()
    assert problem["errorCode"] == code
    assert text in problem["message"]


def test_an_unknown_locator_is_refused(api: httpx.Client) -> None:
    answer = api.get("query/01g000000000000IAC-2000")
    assert answer.status_code == 400
    assert answer.json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_one_record_by_its_address(simple: Salesforce, control: Control) -> None:
    lead = control.records("Lead")[0]
    found = simple.Lead.get(lead["Id"])  # type: ignore[operator]
    assert {name: found[name] for name in lead} == lead


def test_records_are_written_by_the_ordinary_calls(simple: Salesforce, control: Control) -> None:
    made = simple.Lead.create({"LastName": "Rossi", "Company": "Testwerk"})  # type: ignore[operator]
    simple.Lead.update(made["id"], {"Email": None, "Company": "Erased"})  # type: ignore[operator]
    row = next(one for one in control.records("Lead") if one["Id"] == made["id"])
    assert (row["Company"], row["Email"]) == ("Erased", None)
    simple.Lead.delete(made["id"])  # type: ignore[operator]
    assert made["id"] not in {one["Id"] for one in control.records("Lead")}


def test_an_address_that_is_too_long_is_refused(api: httpx.Client) -> None:
    soql = "SELECT Id FROM Lead WHERE Id IN (" + ",".join(["'00Q5g0000000001AAA'"] * 800) + ")"
    assert api.get("query", params={"q": soql}).status_code == 414


def test_the_recent_past_in_words(api: httpx.Client, control: Control) -> None:
    control.insert("Lead", {"LastName": "Today", "Company": "Now Works"})
    assert _total(api, "CreatedDate >= YESTERDAY AND LastName = 'Today'") == 1
    assert _total(api, "CreatedDate >= LAST_N_DAYS:100000") == len(control.records("Lead"))


def test_counts_by_object(api: httpx.Client, control: Control) -> None:
    body = api.get("limits/recordCount", params={"sObjects": "Lead,Nothing,Campaign"}).json()
    assert body["sObjects"] == [
        {"count": len(control.records("Lead")), "name": "Lead"},
        {"count": len(control.records("Campaign")), "name": "Campaign"},
    ]
