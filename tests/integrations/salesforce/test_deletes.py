"""Nothing gone stays, nothing out of sight is called deleted, nothing is missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.jobs import enqueue
from accounts.models import Job
from accounts.tenancy import inside
from integrations.models import (
    Contact,
    Lead,
    LeadStatusChange,
    Opportunity,
    Source,
    StreamState,
    SyncRun,
)
from integrations.services import sweeps
from sandbox.serving import Running
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences
from tests.integrations.working import work_off

Sync = Callable[[], list[str]]


@pytest.fixture
def again(cast: Cast, synced: Source, sync: Sync) -> Sync:
    """One more sync."""

    def run() -> list[str]:
        with inside(cast.acme):
            enqueue("integrations.tasks.sync.sync_source", synced.pk, dedupe_key=str(synced.pk))
        return sync()

    return run


def count(cast: Cast, source: Source) -> SyncRun:
    """A census, worked off; its run."""
    with inside(cast.acme):
        enqueue("integrations.tasks.sync.take_census", source.pk, dedupe_key=str(source.pk))
    states = work_off(cast.acme.pk, task="take_census")
    assert states[-1] == "done", states
    with inside(cast.acme):
        run = SyncRun.objects.filter(kind="census").latest("started_at")
        assert (run.state, run.error_text) == ("succeeded", "")
        return run


def some(salesforce: Running, name: str, number: int = 1) -> list[str]:
    rows = salesforce.control.records(name)
    return [row["Id"] for row in rows][:number]


def change(salesforce: Running, *changes: dict[str, Any]) -> None:
    salesforce.control.apply(*changes)


def test_a_record_purged_from_the_bin_is_found_by_the_log(
    cast: Cast, salesforce: Running, synced: Source, again: Sync
) -> None:
    """Statement 54: gone from the bin, too, and known with the next hourly sync."""
    (gone,) = some(salesforce, "Opportunity")
    change(salesforce, {"op": "hard_delete", "object": "Opportunity", "id": gone})
    salesforce.control.settings(clock_offset=600.0)
    assert again() == ["done"]
    with inside(cast.acme):
        assert Opportunity.objects.get(external_id=gone).deleted_at is not None
        assert differences(synced, salesforce.control) == {}


@pytest.mark.torture
def test_too_many_deletes_for_one_answer_are_asked_for_in_halves(
    cast: Cast, salesforce: Running, synced: Source, again: Sync
) -> None:
    """Statement 54: a mass deletion reaches us whole."""
    gone = some(salesforce, "CampaignMember", 6)
    start = datetime.now(UTC)
    for number, one in enumerate(gone):
        stamp = (start + timedelta(minutes=20 * number)).isoformat()
        change(salesforce, {"op": "delete", "object": "CampaignMember", "id": one, "stamp": stamp})
    salesforce.control.settings(clock_offset=4 * 3600.0, replication_limit=2)
    assert again() == ["done"]
    asked = [
        row for row in salesforce.control.requests() if "CampaignMember/deleted" in row["path"]
    ]
    assert len(asked) > 3
    with inside(cast.acme):
        state = StreamState.objects.get(stream="CampaignMember")
        assert state.removed_until is not None
        assert state.has_gap is False
        assert differences(synced, salesforce.control) == {}


def test_a_gap_in_the_log_leads_to_a_count_of_all_records(
    cast: Cast, salesforce: Running, synced: Source, again: Sync
) -> None:
    """Statement 54: a gap longer than the log of deletes forces a count of all ids."""
    (gone,) = some(salesforce, "CampaignMember")
    unlogged = {"op": "hard_delete", "object": "CampaignMember", "id": gone, "logged": False}
    change(salesforce, unlogged)
    now = datetime.now(UTC)
    purged = f"{now + timedelta(minutes=30):%Y-%m-%dT%H:%M:%S}.000Z"
    salesforce.control.settings(clock_offset=3600.0, purged_before=purged)
    assert again() == ["done"]
    with inside(cast.acme):
        assert Job.objects.filter(task__endswith="take_census", state="queued").exists()
        assert differences(synced, salesforce.control)
    assert work_off(cast.acme.pk, task="take_census")[-1] == "done"
    with inside(cast.acme):
        assert differences(synced, salesforce.control) == {}
        assert not StreamState.objects.filter(has_gap=True).exists()


def test_what_is_out_of_sight_is_not_called_deleted_and_comes_back(
    cast: Cast, salesforce: Running, synced: Source
) -> None:
    """Statement 54: only what was deleted counts as deleted."""
    (lead,) = some(salesforce, "Lead")
    change(salesforce, {"op": "hide", "object": "Lead", "id": lead})
    salesforce.control.settings(clock_offset=3600.0)
    count(cast, synced)
    with inside(cast.acme):
        row = Lead.objects.get(external_id=lead)
        assert row.not_visible_at is not None
        assert row.deleted_at is None
        assert StreamState.objects.get(stream="Lead").not_visible == 1
    client = Client()
    client.force_login(cast.alice)
    page = client.get(reverse("integrations:source", args=["acme", synced.pk])).content.decode()
    assert "1 row is no longer visible to this user" in page
    page = client.get(reverse("analytics:data", args=["acme"])).content.decode()
    assert "1 row out of sight" in page
    change(salesforce, {"op": "show", "object": "Lead", "id": lead})
    count(cast, synced)
    with inside(cast.acme):
        assert Lead.objects.get(external_id=lead).not_visible_at is None
        assert StreamState.objects.get(stream="Lead").not_visible == 0
        assert differences(synced, salesforce.control) == {}


def test_a_record_that_came_into_sight_without_a_stamp_is_read(
    cast: Cast, salesforce: Running, connected_source: Source, sync: Sync
) -> None:
    """Statement 54: what no stamp leads to is found by the weekly count."""
    (contact,) = some(salesforce, "Contact")
    change(salesforce, {"op": "hide", "object": "Contact", "id": contact})
    assert sync() == ["done"]
    with inside(cast.acme):
        assert not Contact.objects.filter(external_id=contact).exists()
    change(salesforce, {"op": "show", "object": "Contact", "id": contact})
    salesforce.control.settings(clock_offset=3600.0)
    count(cast, connected_source)
    with inside(cast.acme):
        row = Contact.objects.get(external_id=contact)
        assert row.email_hash is not None
        assert differences(connected_source, salesforce.control) == {}


@pytest.mark.parametrize("bulk_from", [50, *at_length(2000)])
def test_a_count_of_unchanged_records_changes_nothing(
    cast: Cast, salesforce: Running, synced: Source, bulk_from: int
) -> None:
    with inside(cast.acme):
        Source.objects.update(options={"bulk_from": bulk_from})
    salesforce.control.settings(clock_offset=3600.0, bulk_page_rows=70)
    with inside(cast.acme):
        before = sorted(Lead.objects.values_list("external_id", "row_hash", "deleted_at"))
        StreamState.objects.filter(stream="Lead").update(rows=0)
    run = count(cast, synced)
    with inside(cast.acme):
        assert sorted(Lead.objects.values_list("external_id", "row_hash", "deleted_at")) == before
        assert differences(synced, salesforce.control) == {}
        assert run.rows_loaded > 1000
        there = Lead.objects.filter(deleted_at=None).count()
        assert StreamState.objects.get(stream="Lead").rows == there
        assert not StreamState.objects.exclude(not_visible=0).exists()


def test_histories_end_with_a_lead_that_is_gone_for_good(
    cast: Cast, salesforce: Running, synced: Source, again: Sync
) -> None:
    """Statement 54: what goes with a person ends with the person."""
    with inside(cast.acme):
        lead = LeadStatusChange.objects.filter(deleted_at=None).values_list(
            "lead_external_id", flat=True
        )[0]
    change(salesforce, {"op": "hard_delete", "object": "Lead", "id": lead})
    salesforce.control.settings(clock_offset=600.0)
    assert again() == ["done"]
    with inside(cast.acme):
        assert not LeadStatusChange.objects.filter(lead_external_id=lead, deleted_at=None).exists()
        assert differences(synced, salesforce.control) == {}


def test_each_source_is_counted_once_a_week(cast: Cast, synced: Source) -> None:
    """Statement 54: whatever was missed is known after a week at the latest."""
    with inside(cast.rival):
        other = Source.objects.create(connector="salesforce", name="Not read yet")
    assert sweeps.request_censuses() == 1
    with inside(cast.acme):
        (job,) = Job.objects.filter(task__endswith="take_census")
        assert job.args == [str(synced.pk)]
        job.delete()
        StreamState.objects.update(counted_at=job.created_at)
    assert sweeps.request_censuses() == 0
    with inside(cast.rival):
        assert not Job.objects.filter(dedupe_key=str(other.pk)).exists()


def test_a_source_that_was_never_read_has_nothing_to_count(
    cast: Cast, connected_source: Source
) -> None:
    with inside(cast.acme):
        enqueue("integrations.tasks.sync.take_census", connected_source.pk)
    assert work_off(cast.acme.pk, task="take_census") == ["done"]
    with inside(cast.acme):
        assert not SyncRun.objects.exists()
