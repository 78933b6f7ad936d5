"""One sandbox of all vendors for this process's tests of connectors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.serving import Running, running
from tests.integrations.connecting import use_sandbox
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
def vendors(salesforce: Running) -> Running:
    """The same sandbox, under the name that every vendor may use."""
    return salesforce
