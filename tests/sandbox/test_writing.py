"""Writes of single records, their refusals on demand, and the calls and meetings with people."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sandbox.control.client import Control


def called(control: Control) -> dict[str, Any]:
    """A call with a lead that was not converted."""
    leads = {row["Id"] for row in control.records("Lead") if not row["IsConverted"]}
    return next(row for row in control.records("Task") if row["WhoId"] in leads)


def row_of(control: Control, name: str, record_id: str) -> dict[str, Any]:
    rows = control.records(name, deleted=True)
    return next(row for row in rows if row["Id"] == record_id)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()[0]["errorCode"]


def test_calls_and_meetings_belong_to_people_and_name_them(control: Control) -> None:
    people = {row["Id"]: row for name in ("Lead", "Contact") for row in control.records(name)}
    tasks, events = control.records("Task"), control.records("Event")
    assert 0 < len(events) < len(tasks) < 1000
    assert all(row["WhoId"] in people for row in (*tasks, *events))
    # A contact may be called otherwise than the lead was.
    of_leads = [row for row in (*tasks, *events) if row["WhoId"].startswith("00Q")]
    assert of_leads
    assert all(people[row["WhoId"]]["LastName"] in row["Subject"] for row in of_leads)


def test_they_follow_a_merge_a_conversion_and_a_delete(control: Control) -> None:
    task = called(control)
    winner = control.insert("Lead", {"LastName": "Winner", "Company": "Merged"})
    control.merge("Lead", winner, [task["WhoId"]])
    assert row_of(control, "Task", task["Id"])["WhoId"] == winner
    contact = control.convert(winner)["contact"]
    assert row_of(control, "Task", task["Id"])["WhoId"] == contact
    control.delete("Contact", contact)
    assert row_of(control, "Task", task["Id"])["IsDeleted"]
    control.undelete("Contact", contact)
    assert not row_of(control, "Task", task["Id"])["IsDeleted"]


def test_a_change_of_a_name_shows_everywhere(api: httpx.Client, control: Control) -> None:
    member = next(row for row in control.records("CampaignMember") if row["Type"] == "Lead")
    changed = {"FirstName": "Ann", "LastName": "O'Hara"}
    assert api.patch(f"sobjects/Lead/{member['LeadId']}", json=changed).status_code == 204
    assert row_of(control, "Lead", member["LeadId"])["Name"] == "Ann O'Hara"
    assert row_of(control, "CampaignMember", member["Id"])["LastName"] == "O'Hara"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("CreatedDate", "2020-01-01T00:00:00Z", "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ("Score_Band__c", "Hot", "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ("LastName", None, "REQUIRED_FIELD_MISSING"),
        ("FirstName", "x" * 41, "STRING_TOO_LONG"),
        ("Email", "nowhere", "INVALID_EMAIL_ADDRESS"),
        ("Shoe_Size__c", 44, "INVALID_FIELD"),
    ],
)
def test_a_field_that_cannot_be_set_is_refused(
    api: httpx.Client, control: Control, field: str, value: object, code: str
) -> None:
    lead = called(control)["WhoId"]
    before = row_of(control, "Lead", lead)
    answer = api.patch(f"sobjects/Lead/{lead}", json={field: value})
    assert refusal(answer) == (400, code)
    assert row_of(control, "Lead", lead) == before


def test_rights_locks_and_busy_rows_are_refused_on_demand(
    api: httpx.Client, control: Control
) -> None:
    task = called(control)
    address = f"sobjects/Task/{task['Id']}"
    control.settings(missing_rights={"Task": ["deletable"]})
    assert not api.get("sobjects/Task/describe").json()["deletable"]
    assert refusal(api.delete(address)) == (403, "INSUFFICIENT_ACCESS_OR_READONLY")
    control.settings(missing_rights={}, locked_records=[task["Id"]])
    assert refusal(api.delete(address)) == (400, "ENTITY_IS_LOCKED")
    control.settings(locked_records=[])
    control.fault("row_locked", path="DELETE ")
    assert refusal(api.delete(address)) == (400, "UNABLE_TO_LOCK_ROW")
    assert api.delete(address).status_code == 204
    assert refusal(api.delete(address)) == (404, "NOT_FOUND")
    control.convert(task["WhoId"])
    answer = api.patch(f"sobjects/Lead/{task['WhoId']}", json={"FirstName": "New"})
    assert refusal(answer) == (400, "CANNOT_UPDATE_CONVERTED_LEAD")
