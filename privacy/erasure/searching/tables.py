"""Reads every row of every table of the entered workspace, as the catalogue of PostgreSQL has them.

All columns that can hold words, JSON or hashes are read, also such as the map calls not personal:
what was not to be there is found as well.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from psycopg import sql

from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Personal
from accounts.tenancy import require_workspace_id
from privacy import manifest
from privacy.erasure.searching.needles import Needles, addresses_in

_CATALOGUE = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND has_table_privilege(c.oid, 'SELECT')
ORDER BY c.relname, a.attnum
"""
_WORDLESS = frozenset(
    {
        *("smallint", "integer", "bigint", "numeric", "real", "double precision", "boolean"),
        *("date", "timestamp with time zone", "timestamp without time zone", "interval", "oid"),
        *("time without time zone", "xid", "xid8"),
    }
)
# Stands between columns, so that no two of them together look like one.
_GAP = "\x1f"


@dataclass(frozen=True)
class Table:
    """A table, its label in the map, and its columns that can hold what tells a person."""

    name: str
    label: str
    columns: tuple[tuple[str, str], ...]
    personal: frozenset[str]
    has_workspace: bool
    has_source: bool


def tables_to_read() -> list[Table]:
    """The entered workspace's tables; for the house those of the control plane, too."""
    found: dict[str, list[tuple[str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CATALOGUE)
        for name, column, kind in cursor.fetchall():
            found.setdefault(name, []).append((column, kind))
    is_house = require_workspace_id() == HOUSE_ID
    tables = (_table(name, columns) for name, columns in found.items())
    return [one for one in tables if one.columns and (one.has_workspace or is_house)]


def search_table(
    needles: Needles, table: Table, looked: Counter[str], residue: Counter[str]
) -> None:
    """Count the rows of one table in which the person is."""
    looked["tables"] += 1
    looked["columns"] += len(table.columns)
    conditions, values = _conditions(needles, table)
    if not conditions:
        return
    wanted = sql.SQL(" OR ").join(conditions)
    place = sql.SQL("t.workspace_id = {} AND ").format(sql.Literal(str(require_workspace_id())))
    statement = sql.SQL("SELECT count(*) FROM {} t WHERE {}({})").format(
        sql.Identifier("public", table.name),
        place if table.has_workspace else sql.SQL(""),
        wanted,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '15min'")
        cursor.execute(statement, values)
        if rows := int(cursor.fetchone()[0]):
            residue[table.label] += rows
    if needles.known and (rows := _count_known(needles, table)):
        residue[table.label] += rows


def _count_known(needles: Needles, table: Table) -> int:
    """The rows with an address whose hash is known: each address in the table is hashed for it."""
    words = tuple(one for one in table.columns if one[1] != "bytea")
    if not words:
        return 0
    place = sql.SQL("t.workspace_id = {} AND ").format(sql.Literal(str(require_workspace_id())))
    said = _said(words)
    statement = sql.SQL("SELECT {} FROM {} t WHERE {} {} LIKE '%@%'").format(
        said,
        sql.Identifier("public", table.name),
        place if table.has_workspace else sql.SQL(""),
        said,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        has = needles.hashed.has
        return sum(any(map(has, addresses_in(text))) for (text,) in cursor.fetchall())


def _table(name: str, columns: list[tuple[str, str]]) -> Table:
    names = {column for column, _kind in columns}
    label, personal = _of_the_map(name)
    read = tuple(one for one in columns if one[1] not in _WORDLESS and one[0] != "workspace_id")
    return Table(name, label, read, personal, "workspace_id" in names, "source_id" in names)


def _of_the_map(name: str) -> tuple[str, frozenset[str]]:
    model = next((one for one in apps.get_models() if one._meta.db_table == name), None)
    if model is None:
        return name, frozenset()
    label = model._meta.label_lower
    known = manifest.classifications().get(label, {})
    fields = {one.name: str(one.column) for one in model._meta.concrete_fields}
    told = (name for name, entry in known.items() if isinstance(entry, Personal))
    return label, frozenset(fields[one] for one in told if one in fields)


def _conditions(needles: Needles, table: Table) -> tuple[list[Any], list[Any]]:
    conditions: list[Any] = []
    values: list[Any] = []
    if needles.everywhere:
        conditions.append(sql.SQL("{} LIKE ANY (%s)").format(_said(table.columns)))
        values.append([f"%{_plain(one)}%" for one in needles.everywhere])
    personal = tuple(one for one in table.columns if one[0] in table.personal)
    if personal and table.has_source:
        for source_id, known in needles.short.items():
            conditions.append(
                sql.SQL("t.source_id = %s AND {} LIKE ANY (%s)").format(_said(personal))
            )
            values += [source_id, [form for one in known for form in _whole(one.lower())]]
    return conditions, values


def _said(columns: tuple[tuple[str, str], ...]) -> Any:
    parts = [
        sql.SQL("encode({}, 'hex')" if kind == "bytea" else "{}::text").format(
            sql.Identifier("t", column)
        )
        for column, kind in columns
    ]
    ends = sql.Literal("")
    return sql.SQL("lower(concat_ws({}, {}))").format(
        sql.Literal(_GAP), sql.SQL(", ").join([ends, *parts, ends])
    )


def _whole(one: str) -> tuple[str, ...]:
    """An id as a column of its own, at the head of a composed id, as a value in JSON."""
    text = _plain(one)
    return (f"%{_GAP}{text}{_GAP}%", f"%{_GAP}{text}:%", f'%"{text}"%')


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
