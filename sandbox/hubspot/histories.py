"""What a property was and since when, as `propertiesWithHistory` tells it: newest first."""

import sqlite3
from typing import Any

from sandbox.hubspot.moments import iso, milliseconds
from sandbox.hubspot.store import Record

STAGE = "lifecyclestage"
_ENTERED = "hs_v2_date_entered_"
MOST = 50


def enter_stage(
    db: sqlite3.Connection, key: int, known: dict[str, str | None], stage: str, at: int
) -> dict[str, str | None]:
    """The properties of a contact that enters a stage; an earlier entry stays in the history."""
    name = f"{_ENTERED}{stage}"
    if earlier := known.get(name):
        row = ("contacts", key, STAGE, stage, milliseconds(earlier))
        db.execute("INSERT INTO past VALUES (?, ?, ?, ?, ?)", row)
    return {name: iso(at), f"hs_lifecyclestage_{stage}_date": iso(at)}


def histories(db: sqlite3.Connection, record: Record, names: list[str]) -> dict[str, Any]:
    """{property: [{value, timestamp, ...}]} of the named properties."""
    return {name: _history(db, record, name) for name in names}


def _history(db: sqlite3.Connection, record: Record, name: str) -> list[dict[str, Any]]:
    sql = "SELECT at, value FROM past WHERE kind = ? AND id = ? AND name = ?"
    found = [tuple(row) for row in db.execute(sql, (record.kind, record.id, name))]
    if name == STAGE:
        found += [
            (milliseconds(at), key.removeprefix(_ENTERED))
            for key, at in record.properties.items()
            if key.startswith(_ENTERED) and at
        ]
    elif record.properties.get(name) is not None:
        found.append((record.updated, record.properties[name]))
    return [
        {"value": value, "timestamp": iso(at), "sourceType": "CRM_UI", "sourceId": "userId:1"}
        for at, value in sorted(found, reverse=True)
    ]
