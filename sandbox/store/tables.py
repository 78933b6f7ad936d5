"""The tables that hold the records: one per object, and a few of the sandbox's own."""

import sqlite3

from sandbox.schema import OBJECTS, SObject

_OWN = (
    "CREATE TABLE _meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "CREATE TABLE _versions (object TEXT PRIMARY KEY, version TEXT) WITHOUT ROWID",
    "CREATE TABLE _deletions (object TEXT, id TEXT, deleted_at TEXT)",
    "CREATE INDEX _deletions_by_time ON _deletions (object, deleted_at)",
    "CREATE TABLE _late (due_at REAL, object TEXT, record TEXT)",
    (
        "CREATE TABLE _spend (day TEXT, platform TEXT, campaign TEXT, impressions INTEGER,"
        " clicks INTEGER, spend REAL, currency TEXT)"
    ),
)
# Every look-up that a sync or a cascade makes at a million rows.
_INDEXED = (
    "SystemModstamp",
    "LeadId",
    "ContactId",
    "CampaignId",
    "AccountId",
    "OpportunityId",
    "WhoId",
)


def create_tables(db: sqlite3.Connection) -> None:
    """All tables, without indexes: rows are written faster before these exist."""
    for sobject in OBJECTS.values():
        db.execute(_table(sobject))
    for statement in _OWN:
        db.execute(statement)


def _table(sobject: SObject) -> str:
    columns = []
    for field in sobject.stored:
        default = " DEFAULT 0" if field.is_required and field.type in ("boolean", "int") else ""
        columns.append(f'"{field.name}" {field.sql_type}{default}')
    return f'CREATE TABLE "{sobject.name}" ({", ".join(columns)})'


def create_indexes(db: sqlite3.Connection) -> None:
    """Indexes for look-ups by id, by stamp and by parent."""
    for sobject in OBJECTS.values():
        db.execute(f'CREATE UNIQUE INDEX "{sobject.name}_Id" ON "{sobject.name}" ("Id")')
        names = [name for name in _INDEXED if sobject.has(name)]
        if not sobject.has("SystemModstamp"):
            names.append("CreatedDate")
        for name in names:
            db.execute(f'CREATE INDEX "{sobject.name}_{name}" ON "{sobject.name}" ("{name}")')


def insert_sql(sobject: SObject, columns: tuple[str, ...]) -> str:
    """An INSERT for the named columns of an object."""
    names = ", ".join(f'"{name}"' for name in columns)
    marks = ", ".join("?" for _ in columns)
    return f'INSERT INTO "{sobject.name}" ({names}) VALUES ({marks})'
