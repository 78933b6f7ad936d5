"""The template database and its copies."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from proactivox.embedded import EmbeddedServers
from proactivox.embedded.binaries import postgres_program
from proactivox.embedded.databases import make_database
from proactivox.embedded.postgres import SUPERUSER
from tests.lending import lend, take_back
from tests.server_addresses import TEMPLATE, run_cluster, run_folder


@dataclass(frozen=True)
class FreshDatabase:
    """A database with real commits: its name, its three addresses, an environment for programs."""

    name: str
    urls: dict[str, str]

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, **self.urls}


def make_template() -> str:
    """Create and migrate the template as the owner, once per run; its name."""
    admin_url = run_cluster().admin_url
    with (run_folder() / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_template(admin_url):
            make_database(admin_url, TEMPLATE)
            with aliases_at(TEMPLATE):
                _migrate()
            _mark_as_template(admin_url)
    return TEMPLATE


def bring_template_to(servers: EmbeddedServers, name: str = "proactivox") -> None:
    """A database like the template on another cluster: a tenth of a migration's work.

    Raises CalledProcessError with PostgreSQL's own words in the output of the test.
    """
    owned = sql.SQL("CREATE DATABASE {} OWNER proactivox_owner TEMPLATE template0")
    with psycopg.connect(servers.admin_url, autocommit=True) as connection:
        connection.execute(owned.format(sql.Identifier(name)))
    postgres = run_cluster().postgres
    dump = [str(postgres_program("pg_dump")), "--dbname", postgres.url(SUPERUSER, TEMPLATE)]
    restore = [str(postgres_program("psql")), "--dbname", servers.postgres.url(SUPERUSER, name)]
    restore += ["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--output", os.devnull]
    with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumped:
        subprocess.run(restore, stdin=dumped.stdout, check=True)
    if dumped.returncode:
        raise subprocess.CalledProcessError(dumped.returncode, dump)
    servers.make_database(name)


def own_database(name: str, template: str) -> None:
    """A copy named `name`, to which the settings already point."""
    make_database(run_cluster().admin_url, name, template=template)


@contextmanager
def fresh_copy(template: str) -> Iterator[FreshDatabase]:
    """A database like the template with every alias of Django pointing at it."""
    name = lend(template)
    try:
        with aliases_at(name):
            yield FreshDatabase(name, run_cluster().database_environment(name))
    finally:
        take_back(name, template)


@contextmanager
def aliases_at(name: str, servers: EmbeddedServers | None = None) -> Iterator[None]:
    """Point every alias at one database; connections are closed on the way in and out.

    On the run's own servers, unless others are given.
    """
    from django.db import connections

    known = {alias: connections[alias].settings_dict for alias in connections}
    before = {alias: dict(found) for alias, found in known.items()}
    try:
        for alias, found in known.items():
            connections[alias].close()
            found["NAME"] = name
            if servers is not None:
                found["OPTIONS"] = {**found["OPTIONS"], "host": str(servers.postgres.sockets)}
        yield
    finally:
        for alias, found in known.items():
            connections[alias].close()
            found.update(before[alias])


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0, interactive=False)


def _is_template(admin_url: str) -> bool:
    with psycopg.connect(admin_url) as connection:
        query = "SELECT FROM pg_database WHERE datname = %s AND datistemplate"
        return connection.execute(query, [TEMPLATE]).fetchone() is not None


def _mark_as_template(admin_url: str) -> None:
    """The mark says that it is whole: a run that failed half-way does not leave one behind."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        statement = sql.SQL("ALTER DATABASE {} IS_TEMPLATE true")
        connection.execute(statement.format(sql.Identifier(TEMPLATE)))
