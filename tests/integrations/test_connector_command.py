"""`connectors` lists each connector with its streams and the rows that were loaded."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.tenancy import inside
from integrations.connectors import CONNECTORS
from integrations.models import Source, StreamState
from tests.cast import Cast


def listed(*words: str) -> str:
    out = StringIO()
    call_command("connectors", *words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_every_stream_of_every_connector_is_listed_with_its_rows(cast: Cast) -> None:
    for workspace, rows in ((cast.acme, 40), (cast.rival, 2)):
        with inside(workspace):
            source = Source.objects.create(connector="hubspot", name="CRM")
            StreamState.objects.create(source=source, stream="deals", rows=rows)
    text = listed()
    for connector in CONNECTORS.values():
        assert f"{connector.label} ({connector.key}, " in text
        for stream in connector.engine.streams:
            assert f"  {stream.name} " in text, stream.name
    (deals,) = [line for line in listed("--only", "hubspot").splitlines() if "  deals " in line]
    assert deals.split() == ["deals", "42"]


@pytest.mark.torture
def test_a_sync_from_the_sandbox_loads_rows() -> None:
    first, *lines = listed("--sync", "--only", "google_analytics").splitlines()
    assert first.startswith("Google Analytics (google_analytics, ")
    counts = dict(line.split() for line in lines)
    assert int(counts["traffic_day"]) > 0
