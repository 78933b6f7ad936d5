"""A source connected to the sandbox's Salesforce, and workers without a broker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.tenancy import inside
from integrations.models import Source
from sandbox.serving import Running
from tests.cast import Cast, known_cast, make_cast
from tests.integrations.connecting import connect
from tests.integrations.working import work_off


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """The cast; with `synced` in a database where Acme's first sync is over."""
    if "synced" in request.fixturenames:
        request.getfixturevalue("after_first_sync")
        return known_cast()
    request.getfixturevalue("db")
    return make_cast()


@pytest.fixture
def synced(cast: Cast) -> Source:
    """Acme's source after its first sync."""
    with inside(cast.acme):
        return Source.objects.get()


@pytest.fixture
def connected_source(salesforce: Running, cast: Cast) -> Source:
    """Acme's source, connected by Alice at the consent page; its first sync waits."""
    return connect(cast.acme, cast.alice)


@pytest.fixture
def sync(cast: Cast) -> Callable[[], list[str]]:
    """Work off Acme's jobs; the states in which they were left."""
    return lambda: work_off(cast.acme.pk)
