"""Roles and databases on a cluster: made, copied from a template, dropped, by its superuser."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql

_HERE = Path(__file__).parent


def make_roles(admin_url: str) -> None:
    """The product's five roles; changes nothing where they are as they should be."""
    _run_file(admin_url, _HERE / "roles.sql")


def make_database(admin_url: str, name: str, *, template: str | None = None) -> None:
    """A database of the owner's with its grants; a copy of `template` if one is named.

    Does nothing but the grants when it exists.
    """
    with psycopg.connect(admin_url, autocommit=True) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        if found.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER proactivox_owner TEMPLATE {} {}").format(
                    sql.Identifier(name),
                    sql.Identifier(template or "template0"),
                    # Two checkpoints cost less than writing the copy to the log, if fsync is off.
                    sql.SQL("STRATEGY file_copy" if template else ""),
                )
            )
    _run_file(psycopg.conninfo.make_conninfo(admin_url, dbname=name), _HERE / "database.sql")


def drop_database(admin_url: str, name: str) -> None:
    """Drops it with whoever is still connected to it."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(statement.format(sql.Identifier(name)))


def _run_file(url: str, script: Path) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(script.read_bytes())
