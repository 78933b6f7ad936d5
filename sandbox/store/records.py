"""Single records: read whole, written whole, found by their parents."""

import sqlite3
from typing import Any

from sandbox import ids
from sandbox.clock import parse, stamp
from sandbox.schema import Field, SObject, find_object
from sandbox.store.database import touch_version
from sandbox.store.tables import insert_sql

Row = dict[str, Any]
STAMPED = ("LastModifiedDate", "SystemModstamp")


def object_named(name: str) -> SObject:
    """An object by name; raises ValueError."""
    sobject = find_object(name)
    if sobject is None:
        raise ValueError(f"no object {name!r}")
    return sobject


def load(db: sqlite3.Connection, sobject: SObject, record_id: str) -> Row:
    """A whole row; raises ValueError when there is none."""
    names = [field.name for field in sobject.stored]
    columns = ", ".join(f'"{name}"' for name in names)
    sql = f'SELECT {columns} FROM "{sobject.name}" WHERE "Id" = ?'
    row = db.execute(sql, (ids.long_id(record_id),)).fetchone()
    if row is None:
        raise ValueError(f"no {sobject.name} {record_id}")
    return dict(zip(names, row, strict=True))


def update(db: sqlite3.Connection, sobject: SObject, record_id: str, values: Row) -> None:
    names = ", ".join(f'"{name}" = ?' for name in values)
    db.execute(f'UPDATE "{sobject.name}" SET {names} WHERE "Id" = ?', (*values.values(), record_id))
    touch_version(db, sobject.name)


def insert(db: sqlite3.Connection, sobject: SObject, row: Row) -> None:
    db.execute(insert_sql(sobject, tuple(row)), tuple(row.values()))
    touch_version(db, sobject.name)


def remove(db: sqlite3.Connection, sobject: SObject, record_id: str) -> None:
    db.execute(f'DELETE FROM "{sobject.name}" WHERE "Id" = ?', (record_id,))
    touch_version(db, sobject.name)


def children(db: sqlite3.Connection, name: str, column: str, parent: str) -> list[str]:
    """Ids of the rows of an object that point to a parent."""
    sql = f'SELECT "Id" FROM "{name}" WHERE "{column}" = ?'
    return [row[0] for row in db.execute(sql, (parent,)).fetchall()]


def new_id(db: sqlite3.Connection, sobject: SObject) -> str:
    """An id that comes after all others of its object, also after deleted ones."""
    key = f"made {sobject.name}"
    row = db.execute("SELECT value FROM _meta WHERE name = ?", (key,)).fetchone()
    number = int(row[0]) + 1 if row else 600_000_000
    db.execute("INSERT OR REPLACE INTO _meta VALUES (?, ?)", (key, str(number)))
    return ids.numbered(sobject.prefix, number)


def stored_values(sobject: SObject, values: Row) -> Row:
    """Values as given by a caller, in the form they are stored in; raises ValueError."""
    return {
        (field := _field(sobject, name)).name: _stored(field, value)
        for name, value in values.items()
    }


def _field(sobject: SObject, name: str) -> Field:
    field = sobject.by_name.get(name.lower())
    if field is None or field.is_compound:
        raise ValueError(f"{sobject.name} has no field {name!r} that can be set")
    return field


def _stored(field: Field, value: Any) -> Any:
    if value is None or value == "":
        return 0 if field.type == "boolean" else None
    if field.type == "datetime":
        return as_stamp(str(value))
    if field.type == "boolean":
        return int(bool(value))
    if field.sql_type == "REAL":
        return float(value)
    return int(value) if field.type == "int" else str(value)


def as_stamp(text: str) -> str:
    """Any ISO text as a stored stamp; raises ValueError."""
    return stamp(parse(text))


def defaults(sobject: SObject, user: str, at: str) -> Row:
    """What a new row holds before its own values are set."""
    row: Row = {}
    for field in sobject.stored:
        if field.name in ("CreatedDate", *STAMPED):
            row[field.name] = at
        elif field.name in ("CreatedById", "LastModifiedById", "OwnerId"):
            row[field.name] = user
        elif field.name == "CurrencyIsoCode":
            row[field.name] = "USD"
        elif field.is_required and field.type in ("boolean", "int"):
            row[field.name] = 0
        elif field.is_required and field.type == "picklist" and field.values:
            row[field.name] = field.values[0]
    return row
