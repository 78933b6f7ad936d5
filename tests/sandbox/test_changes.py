"""Changes of the records: deletes, merges, conversions, ties, rows that appear late."""

# ruff: noqa: S608 - these are SOQL texts, sent over HTTP

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sandbox.control.client import Control, ControlError
from tests.sandbox.flows import finished, open_job, pages, rows_of


def _row(control: Control, name: str, record_id: str) -> dict[str, Any] | None:
    rows = control.records(name, deleted=True)
    return next((row for row in rows if row["Id"] == record_id), None)


def test_a_deleted_lead_lies_in_the_bin_and_its_memberships_are_gone(
    api: httpx.Client, control: Control
) -> None:
    member = next(m for m in control.records("CampaignMember") if m["LeadId"])
    lead = member["LeadId"]
    control.delete("Lead", lead, stamp="2026-11-20T16:00:00Z")
    row = _row(control, "Lead", lead)
    assert row is not None
    assert row["IsDeleted"] is True
    assert row["SystemModstamp"] == "2026-11-20T16:00:00.000+0000"
    assert _row(control, "CampaignMember", member["Id"]) is None
    assert {one["id"] for one in control.deletions("CampaignMember")} >= {member["Id"]}
    control.undelete("Lead", lead)
    row = _row(control, "Lead", lead)
    assert row is not None
    assert row["IsDeleted"] is False
    assert lead not in {one["id"] for one in control.deletions("Lead")}


def test_the_replication_call_knows_of_deletes(api: httpx.Client, control: Control) -> None:
    lead, purged = (row["Id"] for row in control.records("Lead")[:2])
    control.delete("Lead", lead)
    control.hard_delete("Lead", purged, logged=False)
    now = datetime.now(UTC)
    window = {
        "start": (now - timedelta(days=1)).isoformat(),
        "end": (now + timedelta(minutes=1)).isoformat(),
    }
    body = api.get("sobjects/Lead/deleted/", params=window).json()
    ids = {one["id"] for one in body["deletedRecords"]}
    assert lead in ids
    assert purged not in ids
    assert body["earliestDateAvailable"] < body["latestDateCovered"]
    updated = api.get("sobjects/Lead/updated/", params=window).json()
    assert lead in updated["ids"]


def test_windows_must_make_sense(api: httpx.Client) -> None:
    for start, end in (
        ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("x", "y"),
        ("2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"),
    ):
        answer = api.get("sobjects/Lead/deleted/", params={"start": start, "end": end})
        assert answer.status_code == 400


def test_a_hard_delete_leaves_nothing_to_query(api: httpx.Client, control: Control) -> None:
    lead = control.records("Lead")[0]["Id"]
    control.hard_delete("Lead", lead)
    job = open_job(api, f"SELECT Id FROM Lead WHERE Id = '{lead}'")
    assert finished(api, job["id"])["numberRecordsProcessed"] == 0


def test_a_merge_names_the_winner_and_moves_memberships(control: Control) -> None:
    members = [m for m in control.records("CampaignMember") if not m["ContactId"]]
    loser, campaign = members[0]["LeadId"], members[0]["CampaignId"]
    joined = {m["LeadId"] for m in members if m["CampaignId"] == campaign}
    winner = next(r["Id"] for r in control.records("Lead") if r["Id"] not in joined)
    control.merge("Lead", winner, [loser])
    row = _row(control, "Lead", loser)
    assert row is not None
    assert (row["IsDeleted"], row["MasterRecordId"]) == (True, winner)
    moved = _row(control, "CampaignMember", members[0]["Id"])
    assert moved is not None
    assert (moved["LeadId"], moved["LeadOrContactId"]) == (winner, winner)
    with pytest.raises(ControlError, match="does not come back"):
        control.undelete("Lead", loser)


def test_a_conversion_makes_its_records(control: Control) -> None:
    member = next(m for m in control.records("CampaignMember") if not m["ContactId"])
    made = control.convert(member["LeadId"], opportunity={"Amount": 1200.5})
    lead = _row(control, "Lead", member["LeadId"])
    deal = _row(control, "Opportunity", made["opportunity"])
    moved = _row(control, "CampaignMember", member["Id"])
    assert lead is not None
    assert deal is not None
    assert moved is not None
    assert lead["ConvertedOpportunityId"] == deal["Id"]
    assert lead["Status"] == "Closed - Converted"
    assert deal["Amount"] == 1200.5
    assert moved["LeadId"] == member["LeadId"]
    assert moved["ContactId"] == made["contact"] == lead["ConvertedContactId"]
    fields = {row["Field"] for row in control.records("LeadHistory") if row["LeadId"] == lead["Id"]}
    assert fields >= {"Status", "leadConverted"}
    roles = control.records("OpportunityContactRole")
    on_deal = [role["ContactId"] for role in roles if role["OpportunityId"] == deal["Id"]]
    assert on_deal == [made["contact"]]


def test_many_rows_share_one_stamp(api: httpx.Client, control: Control) -> None:
    stamp = "2026-11-21T09:00:00Z"
    control.apply({"op": "touch", "object": "Lead", "limit": 900, "stamp": stamp})
    answer = api.get(
        "query", params={"q": f"SELECT COUNT() FROM Lead WHERE SystemModstamp = {stamp}"}
    )
    deleted = sum(1 for row in control.records("Lead", deleted=True)[:900] if row["IsDeleted"])
    assert answer.json()["totalSize"] == 900 - deleted


def test_a_late_row_appears_with_its_old_stamp(api: httpx.Client, control: Control) -> None:
    fields = {"LastName": "Late", "Company": "Late Works"}
    stamp = "2026-11-20T14:00:00Z"
    lead = control.insert("Lead", fields, stamp=stamp, visible_in=3600)
    count = {"q": "SELECT COUNT() FROM Lead WHERE LastName = 'Late'"}
    assert api.get("query", params=count).json()["totalSize"] == 0
    assert control.state()["late_rows"] == 1
    control.settings(clock_offset=3601.0)
    assert api.get("query", params=count).json()["totalSize"] == 1
    row = _row(control, "Lead", lead)
    assert row is not None
    assert row["SystemModstamp"] == "2026-11-20T14:00:00.000+0000"


def test_late_rows_are_released_at_once_on_demand(control: Control) -> None:
    lead = control.records("Lead")[0]
    control.update("Lead", lead["Id"], {"Company": "Later"}, visible_in=9999)
    assert control.records("Lead")[0] == lead
    assert control.release_late() == 1
    row = _row(control, "Lead", lead["Id"])
    assert row is not None
    assert row["Company"] == "Later"


@pytest.mark.parametrize("op", ["touch", "update"])
def test_a_later_change_waits_for_one_that_is_not_seen_yet(control: Control, op: str) -> None:
    """Or two states of a record would have one stamp, which a lock on its row rules out."""
    lead, stamp = control.records("Lead")[0]["Id"], "2026-11-20T15:00:00Z"
    control.update("Lead", lead, {"Company": "Later"}, visible_in=9999, stamp=stamp)
    named = {"ids": [lead]} if op == "touch" else {"id": lead, "fields": {"Country": "Italy"}}
    control.apply({"op": op, "object": "Lead", "stamp": stamp, **named})
    assert control.state()["late_rows"] == 0
    row = _row(control, "Lead", lead)
    assert row is not None
    assert (row["Company"], row["SystemModstamp"]) == ("Later", "2026-11-20T15:00:00.000+0000")


def test_a_formula_moves_without_a_stamp(control: Control) -> None:
    deal = control.records("Opportunity")[0]
    control.update("Opportunity", deal["Id"], {"Days_Open__c": 999}, silent=True)
    row = _row(control, "Opportunity", deal["Id"])
    assert row == deal | {"Days_Open__c": 999.0}


def test_a_status_change_is_recorded_in_history(control: Control) -> None:
    lead = control.insert("Lead", {"LastName": "Rossi", "Company": "Testwerk"})
    control.update("Lead", lead, {"Status": "Marketing Qualified"}, stamp="2026-11-20T10:00:00Z")
    (line,) = [row for row in control.records("LeadHistory") if row["LeadId"] == lead]
    assert (line["Field"], line["OldValue"], line["NewValue"], line["CreatedDate"]) == (
        "Status", "Open - Not Contacted", "Marketing Qualified", "2026-11-20T10:00:00.000+0000",
    )  # fmt: skip


def test_an_opportunity_takes_its_history_into_the_bin_and_back(control: Control) -> None:
    deal = control.records("Opportunity")[0]["Id"]
    before = [r for r in control.records("OpportunityHistory") if r["OpportunityId"] == deal]
    control.delete("Opportunity", deal)
    binned = [
        row
        for row in control.records("OpportunityHistory", deleted=True)
        if row["OpportunityId"] == deal
    ]
    assert [row["IsDeleted"] for row in binned] == [True] * len(before)
    control.undelete("Opportunity", deal)
    assert before == [
        r for r in control.records("OpportunityHistory") if r["OpportunityId"] == deal
    ]


def test_changes_are_applied_together_or_not_at_all(control: Control) -> None:
    lead = control.records("Lead")[0]
    with pytest.raises(ControlError, match="no Lead"):
        control.apply(
            {"op": "update", "object": "Lead", "id": lead["Id"], "fields": {"Company": "X"}},
            {"op": "delete", "object": "Lead", "id": "00Q000000000000AAA"},
        )
    assert control.records("Lead")[0] == lead


def test_a_reset_brings_the_first_state_back(api: httpx.Client, control: Control) -> None:
    before = control.records("Lead", deleted=True)
    control.hard_delete("Lead", before[0]["Id"])
    control.settings(page_rows=3)
    control.fault("server_error")
    control.reset()
    assert control.records("Lead", deleted=True) == before
    assert control.faults() == []
    job = open_job(api, "SELECT Id FROM Lead")
    finished(api, job["id"])
    assert len(rows_of(pages(api, job["id"]))) == len(before)
