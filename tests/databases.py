"""The template database and its copies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from proactivox.embedded import EmbeddedServers
from proactivox.embedded.databases import make_database
from tests.aliases import aliases_at
from tests.kept_schema import dump, make_schema, restore
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
            make_schema(run_cluster(), TEMPLATE)
            _mark_as_template(admin_url)
    return TEMPLATE


def bring_template_to(servers: EmbeddedServers, name: str = "proactivox") -> None:
    """A database like the template on another cluster: a tenth of a migration's work."""
    restore(dump(run_cluster(), TEMPLATE), servers, name)


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


def _is_template(admin_url: str) -> bool:
    with psycopg.connect(admin_url) as connection:
        query = "SELECT FROM pg_database WHERE datname = %s AND datistemplate"
        return connection.execute(query, [TEMPLATE]).fetchone() is not None


def _mark_as_template(admin_url: str) -> None:
    """The mark says that it is whole: a run that failed half-way does not leave one behind."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        statement = sql.SQL("ALTER DATABASE {} IS_TEMPLATE true")
        connection.execute(statement.format(sql.Identifier(TEMPLATE)))
