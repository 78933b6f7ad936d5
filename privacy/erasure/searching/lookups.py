"""Looks a person up by index, wherever an index of PostgreSQL leads: what that costs does not grow.

A table of which the workspace has few rows is read instead, every column of it. What is neither
read nor led to by an index is counted as left, for the reading at night (`erasure.reading`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from accounts.tenancy import require_workspace_id
from integrations.models import Source
from privacy.erasure.searching.needles import Needles
from privacy.erasure.searching.sealed import sealed_to_open, search_sealed
from privacy.erasure.searching.tables import Table, search_table, tables_to_read

# Of a table with more rows than this in the workspace, no row is read that no index led to.
MOST_READ = 200
# The columns of each index whose condition, if it has one, every comparison with a value implies.
_INDEXES = r"""
SELECT c.relname, array_agg(a.attname ORDER BY k.place)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_am m ON m.oid = x.relam AND m.amname = 'btree'
CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number
WHERE c.relnamespace = 'public'::regnamespace AND i.indisvalid AND i.indexprs IS NULL
    AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) ~
        '^\((NOT \(\(\w+\)::text = ''''::text\)|\w+ IS NOT NULL)\)$')
GROUP BY i.indexrelid, c.relname
"""
_GIVEN = ("workspace_id", "source_id")
_HASH, _ID = "bytea", "uuid"
_KINDS = ("text", "character varying", _HASH, _ID)


@dataclass(frozen=True)
class Led:
    """A column to which an index leads; by the source as well, where that stands before it."""

    column: str
    by_source: bool


@cache
def led_columns() -> dict[str, tuple[Led, ...]]:
    """{table: the columns to which an index leads, once workspace and source are given}."""
    found: dict[str, dict[str, bool]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES)
        for table, columns in cursor.fetchall():
            column = next((one for one in columns if one not in _GIVEN), None)
            if column is not None:
                before = columns[: columns.index(column)]
                known = found.setdefault(table, {})
                known[column] = known.get(column, True) and "source_id" in before
    return {
        table: tuple(Led(column, by_source) for column, by_source in known.items())
        for table, known in found.items()
    }


def search_by_index(needles: Needles, looked: Counter[str], residue: Counter[str]) -> None:
    """Read the short tables of the entered workspace, and look up in all others."""
    tables, led = tables_to_read(), led_columns()
    short = _short(tables)
    for table in tables:
        if table in short:
            search_table(needles, table, looked, residue)
        else:
            _look_up(needles, table, led.get(table.name, ()), looked, residue)


def search_short_sealed(
    needles: Needles, besides: UUID | None, looked: Counter[str], residue: Counter[str]
) -> None:
    """Open the sealed values of the short tables; those of others go with the rows they are of."""
    short = {table.label for table in _short(tables_to_read())}
    for column in sealed_to_open():
        if column.model_label in short:
            search_sealed(needles, column, besides, looked, residue)
        else:
            looked["sealed_left"] += 1


def _short(tables: list[Table]) -> list[Table]:
    """The tables of which the workspace has so few rows that they are simply read."""
    asked = [_asked(table) for table in tables]
    with connection.cursor() as cursor, _no_reading_through(cursor):
        cursor.execute(sql.SQL(" UNION ALL ").join(asked))
        long = {name for name, is_long in cursor.fetchall() if is_long}
    return [table for table in tables if table.name not in long]


def _look_up(
    needles: Needles,
    table: Table,
    led: tuple[Led, ...],
    looked: Counter[str],
    residue: Counter[str],
) -> None:
    kinds = dict(table.columns)
    reached = [one for one in led if kinds.get(one.column) in _KINDS]
    looked["tables_by_index"] += 1
    looked["columns_by_index"] += len(reached)
    looked["columns_left"] += len(kinds) - len(reached)
    parts = [part for one in reached for part in _parts(needles, table, one, kinds[one.column])]
    if not parts:
        return
    with connection.cursor() as cursor, _no_reading_through(cursor):
        rows = sql.SQL(" UNION ").join(parts)
        cursor.execute(sql.SQL("SELECT count(*) FROM ({}) AS found").format(rows))
        if count := int(cursor.fetchone()[0]):
            residue[table.label] += count


@contextmanager
def _no_reading_through(cursor: Any) -> Iterator[None]:
    """Whatever statistics say of a workspace, and they may lack it: an index leads, row by row."""
    cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    yield
    cursor.execute("SET LOCAL enable_seqscan = DEFAULT; SET LOCAL enable_bitmapscan = DEFAULT")


def _asked(table: Table) -> Any:
    place = sql.SQL("WHERE {}").format(_is("workspace_id", require_workspace_id()))
    return sql.SQL("SELECT {}, EXISTS (SELECT FROM {} t {} OFFSET {})").format(
        sql.Literal(table.name),
        sql.Identifier("public", table.name),
        place if table.has_workspace else sql.SQL(""),
        sql.Literal(MOST_READ),
    )


def _parts(needles: Needles, table: Table, led: Led, kind: str) -> Iterator[Any]:
    """SQL of the rows that hold one of the needles in a column, whole."""
    if kind == _HASH:
        yield from _part(table, led, list(needles.hashes))
    elif kind == _ID:
        yield from _part(table, led, [needles.user_id] if needles.user_id else [])
    else:
        yield from _part(table, led, list(needles.whole))
        if table.has_source and led.column in table.personal:
            for source_id, known in needles.short.items():
                yield from _part(table, led, list(known), source_id)


def _part(
    table: Table, led: Led, values: list[Any], source_id: UUID | None = None
) -> Iterator[Any]:
    if not values:
        return
    given = []
    if table.has_workspace:
        given.append(_is("workspace_id", require_workspace_id()))
    if source_id is not None:
        given.append(_is("source_id", source_id))
    elif led.by_source:
        given.append(_is_one("source_id", Source.objects.values_list("pk", flat=True)))
    # Rows by their place, so that one that names the person twice is one.
    yield sql.SQL("SELECT t.tableoid, t.ctid FROM {} t WHERE {}").format(
        sql.Identifier("public", table.name),
        sql.SQL(" AND ").join([*given, _is_one(led.column, values)]),
    )


def _is(column: str, value: Any) -> Any:
    # One with the policy's own comparison to the planner, which takes two for twice as choosy.
    return sql.SQL("t.{} = {}").format(sql.Identifier(column), sql.Literal(value))


def _is_one(column: str, values: Iterable[Any]) -> Any:
    # Literals, so that the condition of a partial index is seen to hold.
    known = sql.Literal(list(values))
    return sql.SQL("t.{} = ANY({})").format(sql.Identifier(column), known)
