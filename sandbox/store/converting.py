"""Conversion of a lead into an account, a contact and, mostly, an opportunity."""

import sqlite3
from dataclasses import dataclass
from typing import Any

from sandbox.schema import OBJECTS
from sandbox.store import records
from sandbox.store.records import Row

CONVERTED = "Closed - Converted"
_CARRIED = (
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


@dataclass(frozen=True)
class Maker:
    """Writes new rows on behalf of a user at one moment."""

    db: sqlite3.Connection
    user: str
    at: str

    def make(self, name: str, values: Row) -> str:
        """Insert a row of an object; its id."""
        sobject = OBJECTS[name]
        row = records.defaults(sobject, self.user, self.at)
        row |= {"Id": records.new_id(self.db, sobject)} | values
        records.insert(self.db, sobject, row)
        return str(row["Id"])

    def note_history(self, lead_id: str, field: str, old: str | None, new: str | None) -> None:
        """One line of LeadHistory."""
        kind = "DynamicEnum" if field == "Status" else "Text"
        line = {"LeadId": lead_id, "Field": field, "DataType": kind}
        self.make("LeadHistory", line | {"OldValue": old, "NewValue": new})


def convert(maker: Maker, lead_id: str, given: dict[str, Any] | None) -> dict[str, str | None]:
    """Convert a lead; ids of account, contact and opportunity.

    `given` are fields of the opportunity; None converts without one. Raises ValueError.
    """
    db, at = maker.db, maker.at
    lead = records.load(db, OBJECTS["Lead"], lead_id)
    if lead["IsConverted"] or lead["IsDeleted"]:
        raise ValueError(f"Lead {lead_id} is converted or deleted already")
    shared = {name: lead[name] for name in ("CurrencyIsoCode", "OwnerId")}
    account = maker.make("Account", {"Name": lead["Company"], "Type": "Prospect"} | shared)
    person = {name: lead[name] for name in _CARRIED}
    contact = maker.make("Contact", person | {"AccountId": account})
    members = records.children(db, "CampaignMember", "LeadId", lead_id)
    deal = (
        _open_deal(maker, lead, (account, contact), members, given) if given is not None else None
    )
    stamps = {"LastModifiedDate": at, "SystemModstamp": at}
    joined = {"ContactId": contact, "LeadOrContactId": contact, "Type": "Contact"}
    for member in members:
        records.update(db, OBJECTS["CampaignMember"], member, joined | stamps)
    for name in ("Task", "Event"):
        for one in records.children(db, name, "WhoId", lead_id):
            records.update(
                db, OBJECTS[name], one, {"WhoId": contact, "AccountId": account} | stamps
            )
    end = {
        "IsConverted": 1,
        "ConvertedDate": at[:10],
        "ConvertedAccountId": account,
        "ConvertedContactId": contact,
        "ConvertedOpportunityId": deal,
        "Status": CONVERTED,
    }
    records.update(db, OBJECTS["Lead"], lead_id, end | stamps)
    maker.note_history(lead_id, "Status", lead["Status"], CONVERTED)
    maker.note_history(lead_id, "leadConverted", None, None)
    return {"account": account, "contact": contact, "opportunity": deal}


def _open_deal(
    maker: Maker, lead: Row, parties: tuple[str, str], members: list[str], given: dict[str, Any]
) -> str:
    account, contact = parties
    campaign = None
    if members:
        member = records.load(maker.db, OBJECTS["CampaignMember"], members[-1])
        campaign = member["CampaignId"]
    stage = {
        "StageName": "Qualification",
        "Probability": 20.0,
        "ForecastCategory": "Pipeline",
        "CloseDate": maker.at[:10],
        "CurrencyIsoCode": lead["CurrencyIsoCode"],
    }
    values = stage | {
        "AccountId": account,
        "ContactId": contact,
        "Name": f"{lead['Company']} - new",
        "ForecastCategoryName": "Pipeline",
        "LeadSource": lead["LeadSource"],
        "CampaignId": campaign,
        "OwnerId": lead["OwnerId"],
    }
    values |= records.stored_values(OBJECTS["Opportunity"], given)
    deal = maker.make("Opportunity", values)
    link = {"OpportunityId": deal, "CurrencyIsoCode": lead["CurrencyIsoCode"]}
    role = {"ContactId": contact, "Role": "Decision Maker", "IsPrimary": 1}
    maker.make("OpportunityContactRole", link | role)
    kept = {name: values[name] for name in stage}
    maker.make("OpportunityHistory", link | kept | {"Amount": values.get("Amount")})
    return deal
