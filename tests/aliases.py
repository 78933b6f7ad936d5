"""Where Django's aliases point."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from proactivox.embedded import EmbeddedServers


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
