"""Merges and conversions: where one record becomes, or joins, another."""

import sqlite3
from typing import Any

from sandbox.schema import OBJECTS, SObject
from sandbox.store import records, removals

# object -> (child object, reference) rows that move to the winner of a merge
MOVED: dict[str, tuple[tuple[str, str], ...]] = {
    "Account": (("Contact", "AccountId"), ("Opportunity", "AccountId")),
    "Contact": (
        ("CampaignMember", "ContactId"),
        ("OpportunityContactRole", "ContactId"),
        ("Opportunity", "ContactId"),
    ),
    "Lead": (("CampaignMember", "LeadId"),),
}


def merge(
    db: sqlite3.Connection, sobject: SObject, winner: str, losers: list[str], *, at: str
) -> None:
    """Merge losers into a winner: they go to the bin with MasterRecordId. Raises ValueError."""
    if sobject.name not in MOVED:
        raise ValueError(f"{sobject.name} cannot be merged")
    records.load(db, sobject, winner)
    for loser in losers:
        for name, column in MOVED[sobject.name]:
            _move(db, OBJECTS[name], column, loser, winner, at=at)
        removals.delete(db, sobject, loser, at=at)
        records.update(db, sobject, loser, {"MasterRecordId": winner})
    stamps = {"LastModifiedDate": at, "SystemModstamp": at}
    records.update(db, sobject, winner, stamps)


def _move(
    db: sqlite3.Connection, child: SObject, column: str, loser: str, winner: str, *, at: str
) -> None:
    joined = records.children(db, child.name, column, winner)
    campaigns = {records.load(db, child, one).get("CampaignId") for one in joined}
    for one in records.children(db, child.name, column, loser):
        row = records.load(db, child, one)
        if child.name == "CampaignMember" and row["CampaignId"] in campaigns:
            # A person is in a campaign once: the loser's membership goes.
            removals.hard_delete(db, child, one, at=at, is_logged=True)
            continue
        values = {column: winner, "SystemModstamp": at}
        if child.name == "CampaignMember":
            values["LeadOrContactId"] = winner
        records.update(db, child, one, values)


def convert(
    db: sqlite3.Connection,
    lead_id: str,
    *,
    user: str,
    at: str,
    opportunity: dict[str, Any] | bool | None,
) -> dict[str, str | None]:
    """Convert a lead: ids of account, contact and opportunity (None when not wanted)."""
    lead = records.load(db, OBJECTS["Lead"], lead_id)
    if lead["IsConverted"] or lead["IsDeleted"]:
        raise ValueError(f"Lead {lead_id} is converted or deleted already")
    account = _make(
        db,
        "Account",
        user,
        at,
        Name=lead["Company"],
        Type="Prospect",
        CurrencyIsoCode=lead["CurrencyIsoCode"],
        OwnerId=lead["OwnerId"],
    )
    contact = _make(
        db,
        "Contact",
        user,
        at,
        AccountId=account,
        **{
            n: lead[n]
            for n in (
                "FirstName",
                "LastName",
                "Name",
                "Email",
                "Phone",
                "Title",
                "LeadSource",
                "CurrencyIsoCode",
                "OwnerId",
            )
        },
    )
    members = records.children(db, "CampaignMember", "LeadId", lead_id)
    deal = None
    if isinstance(opportunity, dict):
        deal = _open_deal(db, lead, account, contact, members, opportunity, user=user, at=at)
    for member in members:
        records.update(
            db,
            OBJECTS["CampaignMember"],
            member,
            {
                "ContactId": contact,
                "LeadOrContactId": contact,
                "Type": "Contact",
                "LastModifiedDate": at,
                "SystemModstamp": at,
            },
        )
    status = "Closed - Converted"
    records.update(
        db,
        OBJECTS["Lead"],
        lead_id,
        {
            "IsConverted": 1,
            "ConvertedDate": at[:10],
            "ConvertedAccountId": account,
            "ConvertedContactId": contact,
            "ConvertedOpportunityId": deal,
            "Status": status,
            "LastModifiedDate": at,
            "SystemModstamp": at,
        },
    )
    note_history(db, lead_id, "Status", lead["Status"], status, user=user, at=at)
    note_history(db, lead_id, "leadConverted", None, None, user=user, at=at)
    return {"account": account, "contact": contact, "opportunity": deal}


def _open_deal(
    db: sqlite3.Connection,
    lead: records.Row,
    account: str,
    contact: str,
    members: list[str],
    given: dict[str, Any],
    *,
    user: str,
    at: str,
) -> str:
    campaign = None
    if members:
        campaign = records.load(db, OBJECTS["CampaignMember"], members[-1])["CampaignId"]
    values = {
        "AccountId": account, "ContactId": contact, "Name": f"{lead['Company']} - new",
        "StageName": "Qualification", "Probability": 20.0, "ForecastCategory": "Pipeline",
        "ForecastCategoryName": "Pipeline", "CloseDate": at[:10], "LeadSource": lead["LeadSource"],
        "CampaignId": campaign, "CurrencyIsoCode": lead["CurrencyIsoCode"],
        "OwnerId": lead["OwnerId"],
    } | records.stored_values(OBJECTS["Opportunity"], given)  # fmt: skip
    deal = _make(db, "Opportunity", user, at, **values)
    currency = lead["CurrencyIsoCode"]
    _make(
        db,
        "OpportunityContactRole",
        user,
        at,
        OpportunityId=deal,
        ContactId=contact,
        Role="Decision Maker",
        IsPrimary=1,
        CurrencyIsoCode=currency,
    )
    _make(
        db,
        "OpportunityHistory",
        user,
        at,
        OpportunityId=deal,
        StageName=values["StageName"],
        Amount=values.get("Amount"),
        CloseDate=values["CloseDate"],
        Probability=values["Probability"],
        ForecastCategory="Pipeline",
        CurrencyIsoCode=currency,
    )
    return deal


def _make(db: sqlite3.Connection, name: str, user: str, at: str, **values: Any) -> str:
    sobject = OBJECTS[name]
    row = records.defaults(sobject, user, at) | {"Id": records.new_id(db, sobject)} | values
    records.insert(db, sobject, row)
    return str(row["Id"])


def note_history(
    db: sqlite3.Connection,
    lead_id: str,
    field: str,
    old: str | None,
    new: str | None,
    *,
    user: str,
    at: str,
) -> None:
    """One line of LeadHistory."""
    kind = "DynamicEnum" if field == "Status" else "Text"
    _make(
        db,
        "LeadHistory",
        user,
        at,
        LeadId=lead_id,
        Field=field,
        DataType=kind,
        OldValue=old,
        NewValue=new,
    )
