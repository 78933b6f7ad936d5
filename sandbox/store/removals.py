"""Deletes as Salesforce does them: into the recycle bin with the children, back, and for good."""

import sqlite3

from sandbox.schema import OBJECTS, SObject
from sandbox.store import late, records

# parent -> (child object, its reference) rows that go with it
CASCADES: dict[str, tuple[tuple[str, str], ...]] = {
    "Account": (("Contact", "AccountId"), ("Opportunity", "AccountId")),
    "Contact": (
        ("CampaignMember", "ContactId"),
        ("OpportunityContactRole", "ContactId"),
        ("Task", "WhoId"),
        ("Event", "WhoId"),
    ),
    "Lead": (
        ("CampaignMember", "LeadId"),
        ("LeadHistory", "LeadId"),
        ("Task", "WhoId"),
        ("Event", "WhoId"),
    ),
    "Campaign": (("CampaignMember", "CampaignId"), ("CampaignMemberStatus", "CampaignId")),
    "Opportunity": (
        ("OpportunityContactRole", "OpportunityId"),
        ("OpportunityHistory", "OpportunityId"),
    ),
}
# Rows without a bin of their own that follow their parent into it and back, unstamped.
FOLLOWERS = {"LeadHistory", "OpportunityHistory"}


def has_bin(sobject: SObject) -> bool:
    """Whether deleted rows of the object stay readable by queryAll for a while."""
    return "undeletable" in sobject.abilities or sobject.name in FOLLOWERS


def delete(db: sqlite3.Connection, sobject: SObject, record_id: str, *, at: str) -> list[str]:
    """Delete a row and what hangs on it; ids of all that went. Raises ValueError."""
    if not has_bin(sobject):
        return hard_delete(db, sobject, record_id, at=at, is_logged=True)
    row = records.load(db, sobject, record_id)
    if row["IsDeleted"]:
        raise ValueError(f"{sobject.name} {record_id} is deleted already")
    late.drop(db, sobject.name, record_id)
    records.update(db, sobject, record_id, {"IsDeleted": 1} | _stamped(sobject, at))
    _log(db, sobject, record_id, at)
    gone = [record_id]
    for name, column in CASCADES.get(sobject.name, ()):
        child = OBJECTS[name]
        for one in records.children(db, name, column, record_id):
            if not _is_in_bin(db, child, one):
                gone += delete(db, child, one, at=at)
    return gone


def undelete(db: sqlite3.Connection, sobject: SObject, record_id: str, *, at: str) -> list[str]:
    """Take a row out of the bin with the children still in it; raises ValueError."""
    row = records.load(db, sobject, record_id)
    if not row["IsDeleted"]:
        raise ValueError(f"{sobject.name} {record_id} is not deleted")
    if row.get("MasterRecordId"):
        raise ValueError("a record lost in a merge does not come back")
    records.update(db, sobject, record_id, {"IsDeleted": 0} | _stamped(sobject, at))
    db.execute("DELETE FROM _deletions WHERE object = ? AND id = ?", (sobject.name, record_id))
    back = [record_id]
    for name, column in CASCADES.get(sobject.name, ()):
        child = OBJECTS[name]
        for one in records.children(db, name, column, record_id):
            if has_bin(child) and _is_in_bin(db, child, one):
                back += undelete(db, child, one, at=at)
    return back


def hard_delete(
    db: sqlite3.Connection, sobject: SObject, record_id: str, *, at: str, is_logged: bool
) -> list[str]:
    """Remove a row and its children for good; raises ValueError when it is not there."""
    records.load(db, sobject, record_id)
    gone = [record_id]
    for name, column in CASCADES.get(sobject.name, ()):
        for one in records.children(db, name, column, record_id):
            gone += hard_delete(db, OBJECTS[name], one, at=at, is_logged=is_logged)
    records.remove(db, sobject, record_id)
    late.drop(db, sobject.name, record_id)
    if is_logged:
        _log(db, sobject, record_id, at)
    else:
        db.execute("DELETE FROM _deletions WHERE object = ? AND id = ?", (sobject.name, record_id))
    return gone


def _is_in_bin(db: sqlite3.Connection, sobject: SObject, record_id: str) -> bool:
    return sobject.has("IsDeleted") and bool(records.load(db, sobject, record_id)["IsDeleted"])


def _stamped(sobject: SObject, at: str) -> dict[str, str]:
    if sobject.name in FOLLOWERS:
        return {}
    return {name: at for name in records.STAMPED if sobject.has(name)}


def _log(db: sqlite3.Connection, sobject: SObject, record_id: str, at: str) -> None:
    db.execute("DELETE FROM _deletions WHERE object = ? AND id = ?", (sobject.name, record_id))
    db.execute("INSERT INTO _deletions VALUES (?, ?, ?)", (sobject.name, record_id, at))
