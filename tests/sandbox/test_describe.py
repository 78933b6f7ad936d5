"""Describe, and how its shape compares with what real orgs answered."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from simple_salesforce.api import Salesforce

from sandbox.control.client import Control

RECORDED = (
    Path(__file__).resolve().parents[3] / "shared" / "data" / "payloads" / "salesforce"
) / "cumulusci"
OBJECTS = {
    "Event",
    "Task",
    "Account",
    "Contact",
    "Lead",
    "LeadStatus",
    "LeadHistory",
    "Campaign",
    "CampaignMember",
    "CampaignMemberStatus",
    "Opportunity",
    "OpportunityContactRole",
    "OpportunityHistory",
    "User",
    "OpportunityStage",
    "RecordType",
    "Organization",
    "FiscalYearSettings",
    "Period",
    "CurrencyType",
    "DatedConversionRate",
}


def test_the_global_describe_lists_every_object(simple: Salesforce) -> None:
    described = simple.describe()
    assert described is not None
    listed = {one["name"]: one for one in described["sobjects"]}
    assert set(listed) == OBJECTS
    undeletable = {name for name, one in listed.items() if one["undeletable"]}
    activities = {"Task", "Event"}
    assert undeletable == {"Account", "Contact", "Lead", "Campaign", "Opportunity"} | activities
    mergeable = {name for name, one in listed.items() if one["mergeable"]}
    assert mergeable == {"Account", "Contact", "Lead"}
    assert all(one["queryable"] and one["replicateable"] for one in listed.values())


@pytest.mark.parametrize(
    "name", ["Account", "Contact", "Lead", "Opportunity", "OpportunityContactRole"]
)
def test_describes_have_the_keys_and_types_of_real_ones(api: httpx.Client, name: str) -> None:
    path = RECORDED / f"{name}_describe.json"
    if not path.exists():
        pytest.skip("the recorded describes are not on this machine")
    real: dict[str, Any] = json.loads(path.read_text())
    ours = api.get(f"sobjects/{name}/describe").json()
    real_fields = {field["name"]: field for field in real["fields"]}
    for field in ours["fields"]:
        assert set(field) >= set(real["fields"][0]) - {"aiPredictionField"}
        recorded = real_fields.get(field["name"])
        if recorded is None:
            continue
        for key in (
            "type",
            "length",
            "nillable",
            "custom",
            "calculated",
            "filterable",
            "referenceTo",
            "compoundFieldName",
            "soapType",
            "updateable",
        ):
            if (field["name"], key) in _DIFFERS:
                continue
            assert field[key] == recorded[key], (field["name"], key)
    assert ours["keyPrefix"] == real["keyPrefix"]


# What depends on features of the org in which it was recorded.
_DIFFERS = {
    ("Name", "compoundFieldName"),  # person accounts
}


def test_a_hidden_field_is_absent_and_cannot_be_asked_for(
    api: httpx.Client, control: Control
) -> None:
    control.settings(hidden_fields={"Lead": ["LeadSource"]})
    names = {field["name"] for field in api.get("sobjects/Lead/describe").json()["fields"]}
    assert "LeadSource" not in names
    answer = api.get("query", params={"q": "SELECT Id, LeadSource FROM Lead"})
    assert answer.status_code == 400
    (problem,) = answer.json()
    assert problem["errorCode"] == "INVALID_FIELD"
    assert "No such column 'LeadSource' on entity 'Lead'" in problem["message"]
    assert api.get("query", params={"q": "SELECT Id FROM Lead"}).status_code == 200


def test_a_denied_object_does_not_exist_for_this_user(api: httpx.Client, control: Control) -> None:
    control.settings(denied_objects=["Opportunity"])
    assert api.get("sobjects/Opportunity/describe").status_code == 404
    (problem,) = api.get("query", params={"q": "SELECT Id FROM Opportunity"}).json()
    assert problem["errorCode"] == "INVALID_TYPE"
    counted = api.get("limits/recordCount", params={"sObjects": "Opportunity,Lead"}).json()
    assert [one["name"] for one in counted["sObjects"]] == ["Lead"]


def test_many_describes_go_in_one_call(api: httpx.Client) -> None:
    asked = [{"method": "GET", "url": f"v64.0/sobjects/{n}/describe"} for n in ("Lead", "Nothing")]
    body = api.post("composite/batch", json={"batchRequests": asked}).json()
    assert body["hasErrors"] is True
    assert [one["statusCode"] for one in body["results"]] == [200, 404]
    assert body["results"][0]["result"]["name"] == "Lead"


def test_versions_and_limits(api: httpx.Client, simple: Salesforce) -> None:
    versions = api.get("https://" + api.base_url.netloc.decode() + "/services/data/").json()
    assert versions[-1]["url"] == f"/services/data/v{versions[-1]['version']}"
    assert simple.limits()["DailyApiRequests"]["Max"] == 100_000
    assert api.get("../v999.0/limits").status_code == 404
    answer = api.get("limits")
    assert answer.headers["Sforce-Limit-Info"].endswith("/100000; api-bursts=1/750")
    assert "Date" in answer.headers


def test_the_day_runs_out_of_calls(api: httpx.Client, control: Control) -> None:
    control.settings(api_used=99_999)
    assert api.get("limits").status_code == 200
    answer = api.get("limits")
    assert answer.status_code == 403
    assert answer.json() == [
        {"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}
    ]
