"""Merges: the losers go to the bin with the winner's id, their children go to the winner."""

import sqlite3

from sandbox.schema import OBJECTS, SObject
from sandbox.store import records, removals

# object -> (child object, reference) rows that move to the winner of a merge
MOVED: dict[str, tuple[tuple[str, str], ...]] = {
    "Account": (("Contact", "AccountId"), ("Opportunity", "AccountId")),
    "Contact": (
        ("CampaignMember", "ContactId"),
        ("OpportunityContactRole", "ContactId"),
        ("Opportunity", "ContactId"),
        ("Task", "WhoId"),
        ("Event", "WhoId"),
    ),
    "Lead": (("CampaignMember", "LeadId"), ("Task", "WhoId"), ("Event", "WhoId")),
}


def merge(
    db: sqlite3.Connection, sobject: SObject, winner: str, losers: list[str], *, at: str
) -> None:
    """Merge losers into a winner. Raises ValueError."""
    if sobject.name not in MOVED:
        raise ValueError(f"{sobject.name} cannot be merged")
    if winner in losers:
        raise ValueError("a record cannot be merged into itself")
    records.load(db, sobject, winner)
    for loser in losers:
        for name, column in MOVED[sobject.name]:
            _move(db, OBJECTS[name], column, loser, winner, at=at)
        removals.delete(db, sobject, loser, at=at)
        records.update(db, sobject, loser, {"MasterRecordId": winner})
    records.update(db, sobject, winner, {"LastModifiedDate": at, "SystemModstamp": at})


def _move(
    db: sqlite3.Connection, child: SObject, column: str, loser: str, winner: str, *, at: str
) -> None:
    joined = records.children(db, child.name, column, winner)
    campaigns = {records.load(db, child, one).get("CampaignId") for one in joined}
    for one in records.children(db, child.name, column, loser):
        is_member = child.name == "CampaignMember"
        if is_member and records.load(db, child, one)["CampaignId"] in campaigns:
            # A person is in a campaign once: the loser's membership goes.
            removals.hard_delete(db, child, one, at=at, is_logged=True)
            continue
        values = {column: winner, "SystemModstamp": at}
        if is_member:
            values["LeadOrContactId"] = winner
        records.update(db, child, one, values)
