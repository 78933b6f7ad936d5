"""Both servers together, and the environment by which the product finds them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from proactivox.embedded.databases import make_database, make_roles
from proactivox.embedded.postgres import KEEP, SUPERUSER, PostgresServer
from proactivox.embedded.valkey import ValkeyServer

DATABASE_ROLES = {
    "DATABASE_URL": "proactivox_app",
    "DATABASE_OWNER_URL": "proactivox_migrate",
    "DATABASE_DISPATCH_URL": "proactivox_dispatch",
}
# The role that backs up reads all workspaces: never in the environment of web or workers.
OPS_URL = "DATABASE_OPS_URL"


class EmbeddedServers:
    """PostgreSQL and Valkey under one folder, with the product's roles and one database."""

    def __init__(self, folder: Path, settings: Mapping[str, str] = KEEP) -> None:
        self.postgres = PostgresServer(folder / "postgres", settings)
        self.valkey = ValkeyServer(folder / "valkey")

    @property
    def admin_url(self) -> str:
        """The superuser's address: for the launcher alone, never given to the product."""
        return self.postgres.url(SUPERUSER, "postgres")

    def start(self) -> None:
        self.postgres.start()
        try:
            self.valkey.start()
        except BaseException:
            self.postgres.stop()
            raise
        make_roles(self.admin_url)

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()

    def make_database(self, name: str = "proactivox", *, template: str | None = None) -> None:
        make_database(self.admin_url, name, template=template)

    def environment(self, database: str = "proactivox") -> dict[str, str]:
        """DATABASE_URL, DATABASE_OWNER_URL, DATABASE_DISPATCH_URL and REDIS_URL."""
        return {**self.database_environment(database), "REDIS_URL": self.valkey.url}

    def database_environment(self, database: str) -> dict[str, str]:
        return {name: self.postgres.url(role, database) for name, role in DATABASE_ROLES.items()}

    def ops_url(self, database: str = "proactivox") -> str:
        return self.postgres.url("proactivox_ops", database)
