"""A source connected to the sandbox's HubSpot, and a worker without a broker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from accounts.tenancy import inside
from integrations.connectors.hubspot import limits
from integrations.models import Source, SyncRun
from integrations.services import request_sync
from sandbox.control.client import Control
from sandbox.serving import Running
from tests.cast import Cast, known_cast, make_cast
from tests.first_sync import UNLIMITED
from tests.integrations.connecting import connect
from tests.integrations.working import work_off

Again = Callable[[], SyncRun]


@pytest.fixture
def hub(vendors: Running, monkeypatch: pytest.MonkeyPatch) -> Control:
    """The account without limits on searches, whose index shows changes at once."""
    monkeypatch.setattr(limits, "_SEARCHES_A_SECOND", 1000)
    vendors.control.post("/hubspot/settings", UNLIMITED)
    return vendors.control


@pytest.fixture
def source(hub: Control, cast: Cast) -> Source:
    """Acme's source, connected by Alice at the consent page; its first sync waits."""
    return connect(cast.acme, cast.alice, "hubspot")


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """The cast; with `synced` in a database where Acme's first sync is over."""
    if "synced" in request.fixturenames:
        request.getfixturevalue("after_hubspot")
        return known_cast()
    request.getfixturevalue("db")
    return make_cast()


@pytest.fixture
def synced(cast: Cast, hub: Control) -> Source:
    """Acme's source after its first sync."""
    with inside(cast.acme):
        return Source.objects.get()


@pytest.fixture
def again(synced: Source, cast: Cast) -> Again:
    """Sync once more; the run."""

    def sync() -> SyncRun:
        with inside(cast.acme):
            assert request_sync(source_id=synced.pk) is not None
        assert work_off(cast.acme.pk)[-1] == "done"
        with inside(cast.acme):
            return SyncRun.objects.order_by("-started_at")[0]

    return sync


def ago(minutes: float) -> str:
    """A moment that many minutes before now."""
    return (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat(timespec="milliseconds")
