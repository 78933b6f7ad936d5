"""What goes wrong at HubSpot is repaired or said; a part is never taken for the whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Job
from accounts.tenancy import inside
from integrations.connectors.hubspot import client as calls
from integrations.models import Source, StreamState, SyncRun
from sandbox.control.client import Control
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.hubspot.conftest import Again
from tests.integrations.hubspot.truth import ZONE, differences
from tests.integrations.working import work_off

LIST = r"GET /hubspot/crm/v3/objects/contacts\?"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "server_error", "path": "/associations/", "times": 2},
        *at_length(
            {"kind": "expired", "path": LIST, "skip": 1},
            {"kind": "bad_gateway", "path": LIST, "skip": 2},
            {"kind": "secondly", "path": "/contacts/search"},
        ),
    ],
    ids=lambda fault: str(fault["kind"]),
)
def test_a_passing_fault_costs_no_row(
    cast: Cast, source: Source, hub: Control, fault: dict[str, Any]
) -> None:
    hub.post("/hubspot/faults", fault)
    assert work_off(cast.acme.pk)[-1] == "done"
    assert hub.faults()[0]["hits"] >= 1
    with inside(cast.acme):
        assert SyncRun.objects.get().state == "succeeded"
        assert differences(source, hub) == {}


@pytest.mark.torture
def test_over_the_ten_second_limit_the_sync_comes_back_and_goes_on_where_it_was(
    cast: Cast, source: Source, hub: Control
) -> None:
    hub.post("/hubspot/faults", {"kind": "ten_secondly", "path": LIST, "skip": 2})
    states = work_off(cast.acme.pk, steps=1)
    assert states == ["queued"]
    with inside(cast.acme):
        wait = Job.objects.get(task__endswith="sync_source")
        assert wait.run_after > wait.created_at + timedelta(seconds=5)
        Job.objects.update(run_after=wait.created_at)
    hub.reset_counters()
    assert work_off(cast.acme.pk)[-1] == "done"
    lists = [one for one in hub.requests() if one["path"].endswith("/objects/contacts")]
    assert "after" in lists[0]["query"]
    with inside(cast.acme):
        assert differences(source, hub) == {}


def test_the_days_limit_parks_the_sync_until_midnight_and_says_so(
    cast: Cast, source: Source, hub: Control
) -> None:
    hub.post("/hubspot/faults", {"kind": "daily", "path": LIST})
    assert work_off(cast.acme.pk) == ["queued"]
    with inside(cast.acme):
        job = Job.objects.get(task__endswith="sync_source")
        assert job.run_after.astimezone(ZONE).hour == 0
        source.refresh_from_db()
        assert "HubSpot" in source.trouble_text


def test_a_scope_that_is_missing_costs_one_object_and_is_said(
    cast: Cast, source: Source, hub: Control
) -> None:
    path = r"/crm/v3/properties/companies"
    hub.post("/hubspot/faults", {"kind": "missing_scopes", "path": path, "times": -1})
    work_off(cast.acme.pk)
    with inside(cast.acme):
        run = SyncRun.objects.get()
        assert run.state == "partial"
        assert "companies" in StreamState.objects.get(stream="companies").trouble_text
        found = {name.partition(" ")[0] for name in differences(source, hub)}
        assert found == {"companies"}


@pytest.mark.torture
def test_more_properties_than_an_address_carries_are_asked_for_by_post(
    cast: Cast, source: Source, hub: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "URL_LENGTH", 100)
    hub.post("/hubspot/settings", {"url_length": 250})
    assert work_off(cast.acme.pk)[-1] == "done"
    assert any("batch/read" in one["path"] for one in hub.requests())
    with inside(cast.acme):
        assert differences(source, hub) == {}


def test_access_that_was_taken_back_is_said(
    cast: Cast, synced: Source, hub: Control, again: Again
) -> None:
    hub.post("/hubspot/revoke")
    run = again()
    assert (run.state, run.error_code) == ("failed", "connect_again")
