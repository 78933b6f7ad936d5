"""Fields that go and come back: what was read stays, admins are told, nothing stops."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.jobs import enqueue
from accounts.jobs.runner import run
from accounts.models import Job
from accounts.tenancy import inside
from analytics.rollups import find_differences
from integrations.models import Opportunity, Source, StreamState, SyncRun, SyncSlice
from sandbox.serving import Running
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences
from tests.integrations.working import work_off

Sync = Callable[[], list[str]]
HIDDEN = {"Opportunity": ["LeadSource"]}


@pytest.fixture
def again(cast: Cast, sync: Sync) -> Sync:
    """A sync, the first one too."""

    def work() -> list[str]:
        with inside(cast.acme):
            key = Source.objects.get().pk
            enqueue("integrations.tasks.sync.sync_source", key, dedupe_key=str(key))
        return sync()

    return work


def origins(cast: Cast) -> dict[str, str]:
    with inside(cast.acme):
        return dict(Opportunity.objects.values_list("external_id", "lead_source"))


def notes(cast: Cast) -> list[tuple[str, str]]:
    with inside(cast.acme):
        found = StreamState.objects.get(stream="Opportunity").schema.get("changes", [])
        return [(note["kind"], note["field"]) for note in found]


def test_a_field_that_is_gone_keeps_its_data_and_admins_are_told_once(
    cast: Cast, salesforce: Running, synced: Source, again: Sync
) -> None:
    before = origins(cast)
    assert any(before.values())
    salesforce.control.settings(hidden_fields=HIDDEN, clock_offset=3600.0)
    salesforce.control.apply({"op": "touch", "object": "Opportunity"})
    salesforce.control.settings(clock_offset=7200.0)
    assert again() == ["done"]
    assert origins(cast) == before
    assert notes(cast) == [("gone", "LeadSource")]
    assert work_off(cast.acme.pk, task="send_mail") == ["done"]
    (told,) = [one for one in mail.outbox if "can no longer be read" in one.subject]
    assert told.to == [cast.alice.email]
    assert "Opportunity.LeadSource" in told.body
    client = Client()
    client.force_login(cast.alice)
    page = client.get(reverse("analytics:data", args=["acme"])).content.decode()
    assert "Opportunity.LeadSource" in page
    assert "Gone; what was read is kept" in page
    assert again() == ["done"]
    assert work_off(cast.acme.pk, task="send_mail") == []


@pytest.mark.parametrize("bulk_from", [50, *at_length(2000)])
def test_of_a_field_that_is_back_one_column_is_read_though_no_stamp_moved(
    cast: Cast, salesforce: Running, connected_source: Source, again: Sync, bulk_from: int
) -> None:
    with inside(cast.acme):
        Source.objects.update(options={"bulk_from": bulk_from})
    salesforce.control.settings(hidden_fields=HIDDEN)
    assert again()[-1] == "done"
    assert not any(origins(cast).values())
    with inside(cast.acme):
        cursor = StreamState.objects.get(stream="Opportunity").cursor
    salesforce.control.settings(hidden_fields={}, clock_offset=3600.0)
    assert again()[-1] == "done"
    assert notes(cast) == [("back", "LeadSource")]
    with inside(cast.acme):
        assert differences(connected_source, salesforce.control) == {}
        run = SyncRun.objects.latest("started_at")
        whole, filled = SyncSlice.objects.filter(run=run, stream="Opportunity").order_by("columns")
        assert whole.cursor_from is not None
        assert (filled.columns, filled.cursor_from) == ("LeadSource", None)
        assert filled.rows_loaded == Opportunity.objects.count()
        state = StreamState.objects.get(stream="Opportunity")
        assert str(state.cursor) > str(cursor)
        assert not state.schema.get("filling")
        assert find_differences() == []
    # A row that is read whole again is written once, and then is as it was.
    salesforce.control.apply({"op": "touch", "object": "Opportunity"})
    salesforce.control.settings(hidden_fields={}, clock_offset=7200.0)
    assert again()[-1] == "done"
    with inside(cast.acme):
        assert differences(connected_source, salesforce.control) == {}
        assert not SyncSlice.objects.filter(run=SyncRun.objects.latest("started_at")).exclude(
            columns=""
        )


@pytest.mark.parametrize("bulk_from", [50, *at_length(2000)])
def test_a_field_dropped_between_describe_and_query_stops_nothing(
    cast: Cast, salesforce: Running, connected_source: Source, again: Sync, bulk_from: int
) -> None:
    with inside(cast.acme):
        Source.objects.update(options={"bulk_from": bulk_from})
        job = Job.objects.get(task__endswith="sync_source")
    # Described and planned, and then Salesforce has no room for the first query.
    salesforce.control.fault("concurrency", path=r"queryAll|POST .*/jobs/query")
    assert run(cast.acme.pk, job.pk) == "queued"
    salesforce.control.settings(hidden_fields=HIDDEN)
    with inside(cast.acme):
        Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    assert again()[-1] == "done"
    with inside(cast.acme):
        found = SyncRun.objects.get()
        assert (found.state, found.error_text) == ("succeeded", "")
        assert Opportunity.objects.exists()
        state = StreamState.objects.get(stream="Opportunity")
        assert "LeadSource" in state.schema["missing"]
    assert not any(origins(cast).values())
