"""Servers of a test's own, in a folder that goes away with it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from proactivox.embedded import SCRATCH, EmbeddedServers


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A temp folder with a path short enough for sockets, and that root's servers may enter."""
    folder = Path(tempfile.mkdtemp(prefix="px-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def servers(short_folder: Path) -> Iterator[EmbeddedServers]:
    """Running servers with an empty database `proactivox`, to be stopped and killed."""
    own = EmbeddedServers(short_folder, SCRATCH)
    own.start()
    own.make_database()
    yield own
    own.stop()
