"""A running sandbox, a source connected to it, and workers without a broker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from integrations.models import Source
from sandbox.serving import Running, running
from tests.cast import Cast
from tests.integrations.salesforce.connecting import connect, use_sandbox
from tests.integrations.salesforce.working import work_off
from tests.server_addresses import run_folder, worker_name

UNTIL = "2026-11-01T12:00:00+00:00"


@pytest.fixture(scope="session")
def salesforce_process() -> Iterator[Running]:
    """One sandbox for this process's tests: 300 leads, the same on any day."""
    folder = Path(run_folder()) / f"sandbox-{worker_name()}"
    with running(folder, leads=300, until=UNTIL) as process:
        yield process


@pytest.fixture
def salesforce(salesforce_process: Running, settings: Any) -> Running:
    """The sandbox as it was generated, and the settings that point to it."""
    salesforce_process.control.reset(grants=True)
    use_sandbox(settings, salesforce_process)
    return salesforce_process


@pytest.fixture
def connected_source(salesforce: Running, cast: Cast) -> Source:
    """Acme's source, connected by Alice at the consent page; its first sync waits."""
    return connect(cast.acme, cast.alice)


@pytest.fixture
def sync(cast: Cast) -> Callable[[], list[str]]:
    """Work off Acme's jobs; the states in which they were left."""
    return lambda: work_off(cast.acme.pk)
