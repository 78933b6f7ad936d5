"""Databases with real commits, lent to one test after the other.

A copy of the template costs half a second of the server's work, sweeping out what a test wrote a
tenth of it. Where more than rows has changed (a table, a right), or somebody is still connected,
nothing is swept: that database is dropped, and the next test has a new copy.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import psycopg
from psycopg import sql

from proactivox.embedded.databases import drop_database
from proactivox.embedded.postgres import SUPERUSER
from tests.server_addresses import run_cluster, worker_name

Connection = psycopg.Connection[tuple[Any, ...]]

_PATIENCE_SECONDS = 1.0
_numbers = itertools.count(1)
# Tables with a page on disk: no other can hold a row.
_WRITTEN = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace)
  AND pg_relation_size(oid) > 0"""
_SEQUENCES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S' ORDER BY 1"
# All that is no row of the product: tables, columns, rights, locks of row security, functions.
_SHAPE = """
SELECT
  (SELECT sum(hashtext((oid, relname, relnamespace, relowner, relacl, relkind, relnatts, relchecks,
     relrowsecurity, relforcerowsecurity, reloptions)::text)) FROM pg_class),
  (SELECT sum(hashtext((attrelid, attname, atttypid, attnotnull, atthasdef, attacl)::text))
     FROM pg_attribute WHERE attrelid >= 16384),
  (SELECT sum(hashtext(p::text)) FROM pg_policy p),
  (SELECT sum(hashtext((oid, tgname, tgrelid, tgfoid, tgenabled)::text)) FROM pg_trigger),
  (SELECT sum(hashtext((oid, contype, convalidated)::text)) FROM pg_constraint),
  (SELECT sum(hashtext((oid, proname, prosrc, proacl, proowner, prosecdef)::text))
     FROM pg_proc WHERE oid >= 16384),
  (SELECT sum(hashtext((indexrelid, indisvalid)::text)) FROM pg_index),
  (SELECT sum(hashtext((oid, nspname, nspowner, nspacl)::text)) FROM pg_namespace
     WHERE nspname !~ '^pg_'),
  (SELECT count(*) FROM pg_extension), (SELECT count(*) FROM pg_largeobject_metadata),
  (SELECT datacl::text FROM pg_database WHERE datname = current_database()),
  (SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
     WHERE d.datname = current_database())"""
_OTHERS = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
  AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
# As if nobody had counted the rows yet, like in a new copy.
_UNCOUNTED = "UPDATE pg_class SET relpages = 0, reltuples = -1 WHERE oid = ANY(%s::regclass[])"
_NO_STATISTICS = "DELETE FROM pg_statistic WHERE starelid = ANY(%s::regclass[])"


@dataclass(frozen=True)
class _Untouched:
    """What a new copy holds: its shape, the rows that migrations made, where its numbers stand."""

    shape: tuple[Any, ...]
    rows: dict[str, frozenset[str]]
    numbers: dict[str, tuple[Any, ...]]


_idle: list[str] = []
_untouched: dict[str, _Untouched] = {}


def lend(template: str) -> str:
    """The name of a database like the template, in which nobody else works."""
    if _idle:
        return _idle.pop()
    name = f"fresh_{worker_name()}_{next(_numbers)}"
    run_cluster().make_database(name, template=template)
    if template not in _untouched:
        with _administrator(name) as connection:
            _untouched[template] = _look(connection)
    return name


def take_back(name: str, template: str) -> None:
    """Swept for the next test, or dropped."""
    if _swept(name, _untouched[template]):
        _idle.append(name)
    else:
        drop_database(run_cluster().admin_url, name)


def _swept(name: str, untouched: _Untouched) -> bool:
    """Whether the database is as it was; False where that would take more than deleting rows."""
    try:
        with _administrator(name) as connection:
            if not _is_left(connection):
                return False
            _empty(connection, _written(connection), untouched.rows)
            _set_back(connection, untouched.numbers)
            return _look(connection) == untouched
    except psycopg.Error:
        return False


def _is_left(connection: Connection) -> bool:
    """Whether everybody else has gone; who was told to go needs a moment."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _one(connection, _OTHERS) != (0,):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _empty(connection: Connection, tables: list[str], rows: dict[str, frozenset[str]]) -> None:
    if not tables:
        return
    # No trigger: neither foreign keys nor "append only" of the product's own.
    connection.execute("SET session_replication_role = replica")
    for table in tables:
        asked = sql.SQL("DELETE FROM ONLY {} t WHERE md5(t::text) <> ALL(%s)")
        connection.execute(asked.format(sql.SQL(table)), [list(rows.get(table, ()))])
    emptied = [table for table in tables if table not in rows]
    named = sql.SQL(", ").join(sql.SQL(table) for table in emptied)
    if emptied:
        connection.execute(sql.SQL("VACUUM {}").format(named))
    connection.execute(_UNCOUNTED, [emptied])
    connection.execute(_NO_STATISTICS, [emptied])


def _look(connection: Connection) -> _Untouched:
    written = {table: _rows(connection, table) for table in _written(connection)}
    rows = {table: found for table, found in written.items() if found}
    return _Untouched(_one(connection, _SHAPE), rows, _numbers_of(connection))


def _written(connection: Connection) -> list[str]:
    return [table for (table,) in connection.execute(_WRITTEN)]


def _rows(connection: Connection, table: str) -> frozenset[str]:
    asked = sql.SQL("SELECT md5(t::text) FROM ONLY {} t").format(sql.SQL(table))
    return frozenset(digest for (digest,) in connection.execute(asked))


def _numbers_of(connection: Connection) -> dict[str, tuple[Any, ...]]:
    names = [name for (name,) in connection.execute(_SEQUENCES)]
    asked = sql.SQL("SELECT last_value, is_called FROM {}")
    return {name: _one(connection, asked.format(sql.SQL(name))) for name in names}


def _set_back(connection: Connection, numbers: dict[str, tuple[Any, ...]]) -> None:
    for name, stands_at in numbers.items():
        connection.execute("SELECT setval(%s::regclass, %s, %s)", [name, *stands_at])


def _one(connection: Connection, asked: Any) -> tuple[Any, ...]:
    found = connection.execute(asked).fetchone()
    assert found is not None
    return found


def _administrator(name: str) -> Connection:
    return _connect(run_cluster().postgres.url(SUPERUSER, name))


_connect = partial(psycopg.connect, autocommit=True)
