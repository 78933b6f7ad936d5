"""What a property was and since when, as `propertiesWithHistory` tells it: newest first."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from sandbox.hubspot.moments import iso, milliseconds
from sandbox.hubspot.store import Record

STAGE = "lifecyclestage"
_ENTERED = "hs_v2_date_entered_"
# Of deals, the properties whose earlier values are kept.
OF_DEALS = ("dealstage", "amount", "closedate", "deal_currency_code")
# Inputs of a batch that asks for histories, and values that HubSpot keeps of a property.
MOST = 50
_KEPT = {"contacts": 45}
_KEPT_OF_OTHERS = 20


def enter_stage(
    db: sqlite3.Connection, key: int, known: dict[str, str | None], stage: str, at: int
) -> dict[str, str | None]:
    """The properties of a contact that enters a stage; an earlier entry stays in the history."""
    name = f"{_ENTERED}{stage}"
    if earlier := known.get(name):
        write_past(db, [("contacts", key, STAGE, stage, milliseconds(earlier))])
    return {name: iso(at), f"hs_lifecyclestage_{stage}_date": iso(at)}


def change_deal(
    db: sqlite3.Connection, record: Record, new: dict[str, str | None], at: int
) -> None:
    """Remember what the properties of a deal become at a moment, and what they were before."""
    for name in OF_DEALS:
        before = record.properties.get(name)
        if name not in new or new[name] == before:
            continue
        rows = [("deals", record.id, name, new[name], at)]
        if before is not None and not _past(db, record, name):
            rows.insert(0, ("deals", record.id, name, before, record.created))
        write_past(db, rows)


def write_past(
    db: sqlite3.Connection, rows: Iterable[tuple[str, int, str, str | None, int]]
) -> None:
    """Rows of (object, id, property, value, milliseconds)."""
    db.executemany("INSERT INTO past VALUES (?, ?, ?, ?, ?)", rows)


def histories(db: sqlite3.Connection, record: Record, names: list[str]) -> dict[str, Any]:
    """{property: [{value, timestamp, ...}]} of the named properties."""
    return {name: _history(db, record, name) for name in names}


def _past(db: sqlite3.Connection, record: Record, name: str) -> list[tuple[int, str | None]]:
    sql = "SELECT at, value FROM past WHERE kind = ? AND id = ? AND name = ?"
    return [(at, value) for at, value in db.execute(sql, (record.kind, record.id, name))]


def _history(db: sqlite3.Connection, record: Record, name: str) -> list[dict[str, Any]]:
    found = _past(db, record, name)
    if name == STAGE:
        found += [
            (milliseconds(at), key.removeprefix(_ENTERED))
            for key, at in record.properties.items()
            if key.startswith(_ENTERED) and at
        ]
    elif not found and record.properties.get(name) is not None:
        found.append((record.created, record.properties[name]))
    kept = sorted(found, key=lambda one: one[0], reverse=True)
    return [
        {"value": value, "timestamp": iso(at), "sourceType": "CRM_UI", "sourceId": "userId:1"}
        for at, value in kept[: _KEPT.get(record.kind, _KEPT_OF_OTHERS)]
    ]
