"""The whole product as subprocesses, for journeys and for faults."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from proactivox.embedded import SCRATCH, EmbeddedServers, ValkeyServer
from proactivox.embedded.databases import drop_database
from proactivox.launch.temporary import RunningProduct, running_product
from tests.databases import aliases_at, bring_template_to
from tests.server_addresses import run_cluster, run_folder, worker_name
from tests.servers import product_environment

# Small enough to be synced in seconds, quick enough that nobody waits for a sweep.
_PACE = {"JOB_SWEEP_SECONDS": "0.5", "SANDBOX_LEADS": "300"}
# What the torture of the API sends in a minute is more than a customer's program may.
_PACE |= {"API_CALLS_AT_ONCE": "1000000", "API_CALLS_PER_SECOND": "100000"}


@dataclass(frozen=True)
class BreakableProduct:
    """A product on servers of its own: `servers.postgres.kill()`, `parts["worker-sync"].kill()`.

    Nothing is started again by itself; `.start()` of the same object does it.
    """

    running: RunningProduct
    servers: EmbeddedServers


@pytest.fixture(scope="session")
def live_product(template_database: str) -> Iterator[RunningProduct]:
    """One product for all journeys, on a database of its own; tests must not break it.

    Web, both workers, the clock and a small sandbox; `live_database` reads its tables.
    """
    cluster, name = run_cluster(), _live_name()
    folder = run_folder() / name
    folder.mkdir()
    valkey = ValkeyServer(folder / "valkey")
    cluster.make_database(name, template=template_database)
    with ExitStack() as stack:
        stack.callback(drop_database, cluster.admin_url, name)
        valkey.start()
        stack.callback(valkey.stop)
        environment = product_environment(folder) | cluster.database_environment(name) | _PACE
        environment["REDIS_URL"] = valkey.url
        yield stack.enter_context(running_product(folder, environment))


@pytest.fixture
def live_database(
    live_product: RunningProduct, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Django's aliases in this test point at the live product's database, with real commits."""
    with django_db_blocker.unblock(), aliases_at(_live_name()):
        yield


@pytest.fixture
def breakable_product(template_database: str) -> Iterator[BreakableProduct]:
    """A product whose servers and programs a test may kill and start again."""
    folder = Path(tempfile.mkdtemp(prefix="px-"))
    servers = EmbeddedServers(folder / "servers", SCRATCH)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(servers.stop)
        servers.start()
        environment = product_environment(folder) | servers.environment() | _PACE
        bring_template_to(servers)
        running = stack.enter_context(running_product(folder, environment))
        yield BreakableProduct(running, servers)


def _live_name() -> str:
    return f"live_{worker_name()}"
