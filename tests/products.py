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

from proactivox.embedded import SCRATCH, EmbeddedServers
from proactivox.launch.temporary import RunningProduct, running_product
from tests.aliases import aliases_at
from tests.databases import bring_template_to
from tests.servers import product_environment

# Small enough to be synced in seconds, quick enough that nobody waits for a sweep, or for the job
# of a worker that was killed.
_PACE = {"JOB_SWEEP_SECONDS": "0.5", "JOB_LEASE_SECONDS": "5", "SANDBOX_LEADS": "300"}
# What the torture of the API sends in a minute is more than a customer's program may.
_PACE |= {"API_CALLS_AT_ONCE": "1000000", "API_CALLS_PER_SECOND": "100000"}
# Mail that comes in by itself, handed over by a server that has the key.
_PACE |= {
    "SUPPORT_MAIL_DOMAIN": "proactivox.example",
    "SUPPORT_MAIL_SECRET": "a key that only our own mail server has",
}


@dataclass(frozen=True)
class BreakableProduct:
    """A product on servers of its own: `servers.postgres.kill()`, `parts["worker-sync"].kill()`.

    Nothing is started again by itself; `.start()` of the same object does it.
    """

    running: RunningProduct
    servers: EmbeddedServers


@pytest.fixture(scope="session")
def breakable_product(template_database: str) -> Iterator[BreakableProduct]:
    """One product for all journeys and faults of this process: web, workers, clock, small sandbox.

    On servers of its own, which a test may kill and start again, as it may the programs.
    """
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


@pytest.fixture(scope="session")
def live_product(breakable_product: BreakableProduct) -> RunningProduct:
    """The same for tests that do not break it; `live_database` reads its tables."""
    return breakable_product.running


@pytest.fixture
def live_database(
    breakable_product: BreakableProduct, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Django's aliases in this test point at the live product's database, with real commits."""
    with django_db_blocker.unblock(), aliases_at("proactivox", breakable_product.servers):
        yield
