"""Where this run's servers are, and what each of its processes calls its database."""

from __future__ import annotations

import os
from pathlib import Path

from proactivox.embedded import SCRATCH, EmbeddedServers

FOLDER = "PROACTIVOX_TEST_FOLDER"
TEMPLATE = "template_product"


def worker_name() -> str:
    """`gw0`, `gw1` under pytest-xdist; `main` without."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def worker_database() -> str:
    """The database in which this process's rollback tests run."""
    return f"test_{worker_name()}"


def run_folder() -> Path:
    """The run's temporary folder; raises KeyError where the early plugin was not loaded."""
    return Path(os.environ[FOLDER])


def run_cluster() -> EmbeddedServers:
    """The run's servers as addresses: whoever started them stops them."""
    return EmbeddedServers(run_folder(), SCRATCH)
