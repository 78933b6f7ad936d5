"""Rows that are written but not yet seen: they appear later, with the stamp they were given."""

import sqlite3
import threading
from collections.abc import Collection
from typing import Any

import orjson

from sandbox.schema import OBJECTS
from sandbox.store.database import Store, touch_version
from sandbox.store.tables import insert_sql

_lock = threading.Lock()
# Held back until somebody asks for it by name.
NEVER = 9e15


def keep(db: sqlite3.Connection, object_name: str, row: dict[str, Any], due_at: float) -> None:
    """Hold a whole row back until `due_at`, in seconds of the sandbox's clock."""
    drop(db, object_name, row["Id"])
    db.execute(
        "INSERT INTO _late VALUES (?, ?, ?)", (due_at, object_name, orjson.dumps(row).decode())
    )


def drop(db: sqlite3.Connection, object_name: str, record_id: str) -> None:
    """Forget what is held back of a record: it was deleted meanwhile."""
    db.execute(
        "DELETE FROM _late WHERE object = ? AND json_extract(record, '$.Id') = ?",
        (object_name, record_id),
    )


def commit(db: sqlite3.Connection, object_name: str, record_ids: Collection[str]) -> None:
    """Whoever writes a record has waited for who wrote it before: what is held back appears first.

    What is held back until it is asked for by name is out of sight, and written by nobody.
    """
    held = "SELECT rowid, record FROM _late WHERE object = ? AND due_at < ?"
    for rowid, record in db.execute(held, (object_name, NEVER)).fetchall():
        row = orjson.loads(record)
        if row["Id"] in record_ids:
            put(db, object_name, row)
            db.execute("DELETE FROM _late WHERE rowid = ?", (rowid,))


def release_due(store: Store, now: float) -> int:
    """Let rows whose time has come appear; how many did."""
    if not store.working.exists():
        return 0
    with store.reading() as db:
        if db.execute("SELECT 1 FROM _late WHERE due_at <= ?", (now,)).fetchone() is None:
            return 0
    with _lock, store.writing() as db:
        rows = db.execute("SELECT rowid, object, record FROM _late WHERE due_at <= ?", (now,))
        found = rows.fetchall()
        for rowid, object_name, record in found:
            put(db, object_name, orjson.loads(record))
            db.execute("DELETE FROM _late WHERE rowid = ?", (rowid,))
        return len(found)


def release(db: sqlite3.Connection, object_name: str, record_id: str) -> None:
    """Let one record appear now; raises ValueError when it is not held back."""
    row = db.execute(
        "SELECT rowid, record FROM _late WHERE object = ? AND json_extract(record, '$.Id') = ?",
        (object_name, record_id),
    ).fetchone()
    if row is None:
        raise ValueError(f"{object_name} {record_id} is not held back")
    put(db, object_name, orjson.loads(row[1]))
    db.execute("DELETE FROM _late WHERE rowid = ?", (row[0],))


def put(db: sqlite3.Connection, object_name: str, row: dict[str, Any]) -> None:
    """Write a whole row in place of what was there."""
    db.execute(f'DELETE FROM "{object_name}" WHERE "Id" = ?', (row["Id"],))
    db.execute(insert_sql(OBJECTS[object_name], tuple(row)), tuple(row.values()))
    touch_version(db, object_name)
