"""The migrated schema, kept below `.tools/` from run to run while what makes it is the same."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import psycopg
from django.core.management import call_command
from psycopg import sql

from proactivox.embedded import EmbeddedServers
from proactivox.embedded.binaries import postgres_program
from proactivox.embedded.databases import drop_database, make_database
from proactivox.embedded.postgres import SUPERUSER
from tests.aliases import aliases_at

_ROOT = Path(__file__).parents[1]
_FOLDER = _ROOT / ".tools" / "test-schema"
_KEPT = 20
# Migrations, all that they import, and the locked versions of Django, allauth and PostgreSQL.
_MADE_OF = (
    "*/migrations/*.py",
    "*/models/**/*.py",
    "accounts/tenancy/**/*.py",
    "billing/plans/*.py",
    "proactivox/embedded/*.sql",
    "requirements/*.txt",
    "tests/kept_schema.py",
)
_EXTENSION = re.compile(rb"^CREATE EXTENSION IF NOT EXISTS (\w+)", re.MULTILINE)
_SIGNAL = "django.core.management.commands.migrate.emit_post_migrate_signal"


def make_schema(cluster: EmbeddedServers, name: str) -> None:
    """The database `name` with the product's tables, and with what a migration says at its end.

    That is not kept: permissions, records of processing and texts come from all of the source.
    """
    kept = _FOLDER / f"{_key()}.sql"
    drop_database(cluster.admin_url, name)
    try:
        os.utime(kept)
        statements = kept.read_bytes()
    except FileNotFoundError:
        make_database(cluster.admin_url, name)
        with patch(_SIGNAL):
            _migrate(name)
        _keep(dump(cluster, name), kept)
    else:
        restore(statements, cluster, name)
    _migrate(name)


def dump(cluster: EmbeddedServers, name: str) -> bytes:
    """All of a database as statements; raises CalledProcessError."""
    url = cluster.postgres.url(SUPERUSER, name)
    command = [str(postgres_program("pg_dump")), "--dbname", url]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def restore(statements: bytes, cluster: EmbeddedServers, name: str) -> None:
    """Made from them; raises CalledProcessError with PostgreSQL's own words in the output."""
    owned = sql.SQL("CREATE DATABASE {} OWNER proactivox_owner TEMPLATE template0")
    with psycopg.connect(cluster.admin_url, autocommit=True) as connection:
        connection.execute(owned.format(sql.Identifier(name)))
    url = cluster.postgres.url(SUPERUSER, name)
    _make_extensions(statements, url)
    command = [str(postgres_program("psql")), "--dbname", url, "--quiet", "--no-psqlrc"]
    command += ["--set", "ON_ERROR_STOP=1", "--output", os.devnull]
    subprocess.run(command, input=statements, check=True)
    make_database(cluster.admin_url, name)


def _make_extensions(statements: bytes, url: str) -> None:
    """By the role that migrates: a dump does not say whose they are, and only it may drop them."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET ROLE proactivox_owner")
        for name in _EXTENSION.findall(statements):
            extension = sql.Identifier(name.decode())
            connection.execute(sql.SQL("CREATE EXTENSION {}").format(extension))


def _migrate(name: str) -> None:
    with aliases_at(name):
        call_command("migrate", database="owner", verbosity=0, interactive=False)


def _keep(statements: bytes, kept: Path) -> None:
    """Moved in place when it is whole; those that were not asked for lately go."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    half_made = kept.with_suffix(f".{os.getpid()}")
    half_made.write_bytes(statements)
    half_made.rename(kept)
    by_use = sorted(_FOLDER.glob("*.sql"), key=_last_use, reverse=True)
    for old in by_use[_KEPT:]:
        old.unlink(missing_ok=True)


def _last_use(path: Path) -> float:
    """Another run may just have removed it."""
    return path.stat().st_mtime if path.exists() else 0.0


def _key() -> str:
    made_of = hashlib.sha256()
    for path in _sources():
        made_of.update(f"{path.relative_to(_ROOT)}\0".encode())
        made_of.update(path.read_bytes())
    return made_of.hexdigest()


def _sources() -> Iterator[Path]:
    for pattern in _MADE_OF:
        yield from sorted(_ROOT.glob(pattern))
