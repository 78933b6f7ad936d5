"""A source of Google Ads whose accounts are chosen, and what works its jobs off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Reports
from integrations.models import Source
from sandbox.serving import Running, running
from tests.cast import Cast
from tests.integrations.connecting import connect, use_sandbox
from tests.integrations.working import work_off


@pytest.fixture(autouse=True)
def no_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two months and no more, for tests that are not about old ones."""
    connector = CONNECTORS["google_ads"]
    assert isinstance(connector.engine, Reports)
    streams = tuple(replace(stream, history_months=2) for stream in connector.engine.streams)
    engine = replace(connector.engine, streams=streams)
    monkeypatch.setitem(CONNECTORS, "google_ads", replace(connector, engine=engine))


@pytest.fixture(scope="session")
def google_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A business whose story ends now, so that its newest days are still growing."""
    folder: Path = tmp_path_factory.mktemp("google")
    until = (datetime.now(UTC) - timedelta(hours=1)).replace(microsecond=0).isoformat()
    with running(folder, leads=200, until=until) as process:
        yield process


@pytest.fixture
def google(google_process: Running, settings: Any) -> Running:
    google_process.control.reset(grants=True)
    use_sandbox(settings, google_process)
    return google_process


@pytest.fixture
def source(google: Running, cast: Cast) -> Source:
    """Acme's source; its first sync waits."""
    return connect(cast.acme, cast.alice, "google_ads")


@pytest.fixture
def sync(cast: Cast) -> Callable[[], list[str]]:
    """Work off Acme's syncs; the states in which their jobs were left."""
    return lambda: work_off(cast.acme.pk)
