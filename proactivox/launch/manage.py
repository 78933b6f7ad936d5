"""`./run manage ...`: Django's commands, on the servers of a running `up` or on our own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from proactivox.embedded import EmbeddedServers
from proactivox.embedded.cluster import OPS_URL
from proactivox.embedded.databases import make_database, make_roles
from proactivox.launch import places
from proactivox.launch.environment import (
    SandboxAddresses,
    is_sandbox_wanted,
    product_environment,
    uses_own_postgres,
    uses_own_valkey,
)
from proactivox.launch.lock import OneAtATime


def main(words: list[str]) -> int:
    """The command's own exit code."""
    places.make_places()
    servers = EmbeddedServers(places.SERVERS)
    with _running(servers):
        environment = product_environment(_port(), servers, _sandbox())
        if words[:1] == ["backup"] and uses_own_postgres():
            # The role that reads all workspaces: for this one command.
            environment.setdefault(OPS_URL, servers.ops_url())
        command = [sys.executable, "manage.py", *words]
        try:
            return subprocess.run(command, cwd=places.ROOT, env=environment, check=False).returncode
        except KeyboardInterrupt:
            return 130


@contextmanager
def _running(servers: EmbeddedServers) -> Iterator[None]:
    """Servers that run anyway are used; otherwise ours run for as long as the command does."""
    lock = OneAtATime(places.LOCK)
    if not lock.try_acquire():
        yield
        return
    with lock:
        try:
            if uses_own_postgres():
                servers.postgres.start()
                make_roles(servers.admin_url)
                make_database(servers.admin_url, "proactivox")
            if uses_own_valkey():
                servers.valkey.start()
            yield
        finally:
            servers.stop()


def _port() -> int:
    try:
        return int(places.PORT.read_text())
    except (OSError, ValueError):
        return 8000


def _sandbox() -> dict[str, str]:
    addresses = SandboxAddresses.read(places.SANDBOX) if is_sandbox_wanted() else None
    return addresses.environment if addresses else {}
