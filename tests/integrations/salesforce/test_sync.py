"""A sync brings what Salesforce holds, all of it, and a second one writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection

from accounts.models import Job, Workspace
from accounts.tenancy import inside
from integrations.connectors.salesforce.streams import BY_NAME, STREAMS
from integrations.models import (
    CampaignMember,
    Lead,
    LeadStatusChange,
    Opportunity,
    Source,
    StreamState,
    SyncRun,
    SyncSlice,
)
from integrations.selectors import progress, source_cards, stream_lines
from integrations.services import pause_source, request_sync, reread_range, resume_source
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences, stream_differences

Sync = Callable[[], list[str]]
LATER = 1200.0


def sync_again(cast: Cast, source: Source, sync: Sync) -> SyncRun:
    with inside(cast.acme):
        assert request_sync(source_id=source.pk) is not None
    assert sync()[-1] == "done"
    with inside(cast.acme):
        return SyncRun.objects.order_by("-started_at")[0]


def at(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).replace(microsecond=0).isoformat()


def every_row() -> dict[str, str]:
    """The version of every row in every table a sync fills: any write changes it."""
    found = {}
    with connection.cursor() as cursor:
        for model in {stream.model for stream in STREAMS}:
            table = apps.get_model("integrations", model)._meta.db_table
            cursor.execute(f"SELECT md5(string_agg(ctid::text, ',' ORDER BY ctid)) FROM {table}")  # noqa: S608
            found[model] = cursor.fetchone()[0]
    return found


def test_a_first_sync_equals_what_salesforce_holds(
    cast: Cast, synced: Source, salesforce: Running
) -> None:
    with inside(cast.acme):
        run = SyncRun.objects.get()
        assert (run.state, run.kind, run.error_text) == ("succeeded", "first", "")
        assert differences(synced, salesforce.control) == {}
        assert run.rows_loaded == run.rows_expected
        assert Lead.objects.count() > 250
        synced.refresh_from_db()
        assert synced.fresh_until is not None


@pytest.mark.torture  # test_faults shows it through a cut answer
def test_a_first_sync_by_bulk_in_many_pages_is_the_same(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    salesforce.control.settings(bulk_page_rows=70)
    with inside(cast.acme):
        Source.objects.update(options={"bulk_from": 50})
    sync()
    with inside(cast.acme):
        assert SyncRun.objects.get().state == "succeeded"
        assert differences(connected_source, salesforce.control) == {}
        assert SyncSlice.objects.filter(mode="bulk", pages_loaded__gt=2).count() >= 4


def test_an_object_that_bulk_refuses_is_read_by_rest(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    salesforce.control.settings(no_bulk_objects=["Lead"], page_rows=60)
    with inside(cast.acme):
        Source.objects.update(options={"bulk_from": 50})
    sync()
    with inside(cast.acme):
        assert SyncSlice.objects.get(stream="Lead").mode == "rest_all"
        assert stream_differences(connected_source, salesforce.control, BY_NAME["Lead"]) == {}


def test_a_second_sync_of_unchanged_data_writes_nothing(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    with inside(cast.acme):
        before, version = every_row(), Workspace.objects.get(pk=cast.acme.pk).data_version
        held = StreamState.objects.get(stream="Lead").rows
        assert held == Lead.objects.count(), "rows that are here, not those of the last sync"
        StreamState.objects.update(cursor=None)
    run = sync_again(cast, synced, sync)
    assert run.rows_loaded > 1000
    with inside(cast.acme):
        assert every_row() == before
        assert StreamState.objects.get(stream="Lead").rows == held
        # Only until when it was read is new, and whoever keeps an answer is told so.
        assert Workspace.objects.get(pk=cast.acme.pk).data_version == version + 1


def test_a_mass_bump_of_stamps_writes_nothing(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    with inside(cast.acme):
        before = every_row()
    salesforce.control.apply({"op": "touch", "object": "Lead"})
    salesforce.control.settings(clock_offset=LATER)
    assert sync_again(cast, synced, sync).rows_loaded > 250
    with inside(cast.acme):
        assert every_row() == before


def test_changes_deletes_merges_and_conversions_arrive(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    control = salesforce.control
    leads = [row for row in control.records("Lead") if not row["IsConverted"]]
    deals = control.records("Opportunity")
    members = control.records("CampaignMember")
    control.insert("Lead", {"LastName": "New", "Company": "NA", "Status": "Open - Not Contacted"})
    control.update("Lead", leads[0]["Id"], {"Status": "Unqualified", "LeadSource": "NA"})
    control.delete("Lead", leads[1]["Id"])
    control.merge("Lead", leads[2]["Id"], [leads[3]["Id"]])
    control.convert(leads[4]["Id"])
    control.update("Opportunity", deals[0]["Id"], {"Amount": 12_345_678.9})
    control.update("Opportunity", deals[1]["Id"], {"Amount": None})
    control.delete("Opportunity", deals[2]["Id"])
    control.delete("CampaignMember", members[-1]["Id"])
    control.settings(clock_offset=LATER)
    assert sync_again(cast, synced, sync).state == "succeeded"
    with inside(cast.acme):
        assert differences(synced, control) == {}
        assert StreamState.objects.get(stream="Lead").rows == Lead.objects.count()
        assert Lead.objects.get(external_id=leads[1]["Id"]).deleted_at is not None
        assert Lead.objects.get(external_id=leads[3]["Id"]).merged_into == leads[2]["Id"]
        gone = CampaignMember.objects.get(external_id=members[-1]["Id"])
        assert gone.deleted_at is not None
        deal = Opportunity.objects.get(external_id=deals[0]["Id"])
        assert deal.amount_micros == 12_345_678_900_000


@pytest.mark.torture  # test_merges shows it with its history
def test_an_undeleted_record_comes_back(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    lead = next(
        row["LeadId"]
        for row in salesforce.control.records("LeadHistory")
        if row["Field"] == "Status"
    )
    salesforce.control.delete("Lead", lead)
    salesforce.control.settings(clock_offset=LATER)
    sync_again(cast, synced, sync)
    with inside(cast.acme):
        assert differences(synced, salesforce.control) == {}
    salesforce.control.undelete("Lead", lead)
    salesforce.control.settings(clock_offset=2 * LATER)
    sync_again(cast, synced, sync)
    with inside(cast.acme):
        assert Lead.objects.get(external_id=lead).deleted_at is None
        assert differences(synced, salesforce.control) == {}


def test_many_rows_of_one_stamp_around_the_cursor_are_all_read(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    control = salesforce.control
    with inside(cast.acme):
        edge = StreamState.objects.get(stream="Lead").cursor
    assert edge is not None
    stamp = edge.astimezone(UTC).isoformat()
    rows = control.records("Lead")[:60]
    changes = [{"op": "update", "object": "Lead", "id": row["Id"], "stamp": stamp} for row in rows]
    control.apply(*[change | {"fields": {"LeadSource": "Tie"}} for change in changes])
    control.settings(clock_offset=LATER)
    sync_again(cast, synced, sync)
    with inside(cast.acme):
        assert Lead.objects.filter(lead_source="Tie").count() == 60


def test_more_changes_than_the_first_look_asks_for_are_read_by_a_second_one(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    control = salesforce.control
    rows = control.records("Lead")[:210]
    changes = [{"op": "update", "object": "Lead", "id": row["Id"]} for row in rows]
    control.apply(*[change | {"fields": {"LeadSource": "Many"}} for change in changes])
    control.settings(clock_offset=LATER)
    before = len(control.requests())
    assert sync_again(cast, synced, sync).state == "succeeded"
    asked = [row["query"].get("q", "") for row in control.requests()[before:]]
    assert len([soql for soql in asked if " FROM Lead WHERE" in soql]) == 2
    # Few changes, or none, are all in the first answer.
    assert len([soql for soql in asked if " FROM Contact WHERE" in soql]) == 1
    with inside(cast.acme):
        assert differences(synced, control) == {}
        assert Lead.objects.filter(lead_source="Many").count() == 210


def test_a_row_that_becomes_visible_late_is_read(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    control = salesforce.control
    lead = control.records("Lead")[0]["Id"]
    control.settings(clock_offset=LATER)
    # Its stamp lies before the next cursor; it can be seen only after that cursor was set.
    control.apply(
        {
            "op": "update",
            "object": "Lead",
            "id": lead,
            "stamp": at(LATER / 60 - 8),
            "visible_in": 100_000,
            "fields": {"LeadSource": "Late"},
        }
    )
    sync_again(cast, synced, sync)
    with inside(cast.acme):
        assert not Lead.objects.filter(lead_source="Late").exists()
    control.release_late()
    control.settings(clock_offset=LATER + 360)
    sync_again(cast, synced, sync)
    with inside(cast.acme):
        assert Lead.objects.filter(lead_source="Late").count() == 1


def test_statuses_are_noted_by_ourselves_where_salesforce_tracks_none(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    control = salesforce.control
    control.settings(denied_objects=["LeadHistory"])
    sync()
    lead = next(row for row in control.records("Lead") if row["Status"] == "Open - Not Contacted")
    control.update("Lead", lead["Id"], {"Status": "Sales Qualified"})
    control.settings(clock_offset=LATER)
    run = sync_again(cast, connected_source, sync)
    assert run.state == "partial"
    assert "LeadHistory" in run.error_text
    with inside(cast.acme):
        step = LeadStatusChange.objects.get()
        assert (step.basis, step.lead_external_id) == ("snapshot", lead["Id"])
        assert (step.old_status, step.new_status) == ("Open - Not Contacted", "Sales Qualified")


def test_a_range_is_read_again_and_cursors_stay(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    with inside(cast.acme):
        before = dict(StreamState.objects.values_list("stream", "cursor"))
        Lead.objects.update(status="broken", row_hash=b"broken")
        reread_range(source_id=synced.pk, from_at=datetime(2020, 1, 1, tzinfo=UTC))
    sync()
    with inside(cast.acme):
        assert SyncRun.objects.order_by("-started_at")[0].kind == "range"
        assert not Lead.objects.filter(status="broken").exists()
        assert dict(StreamState.objects.values_list("stream", "cursor")) == before


def test_the_next_sync_waits_an_hour_and_is_asked_for_once(cast: Cast, synced: Source) -> None:
    with inside(cast.acme):
        waiting = Job.objects.get(task="integrations.tasks.sync.start_sync", state="queued")
        assert waiting.run_after > waiting.created_at + timedelta(minutes=59)
        assert source_cards()[0].state == "ok"


def test_a_paused_source_is_not_read_until_it_is_resumed(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    with inside(cast.acme):
        pause_source(source_id=connected_source.pk)
    assert sync() == []
    with inside(cast.acme):
        assert source_cards()[0].state == "paused"
        resume_source(source_id=connected_source.pk)
    assert sync()[-1] == "done"


def test_pages_can_say_how_far_it_is(cast: Cast, synced: Source) -> None:
    with inside(cast.acme):
        now = progress(synced.pk)
        assert now.is_over
        assert {line.state for line in now.streams} == {"done"}
        assert [line.stream for line in stream_lines(synced.pk)] == [s.name for s in STREAMS]
        job = Job.objects.get(task__endswith="sync_source")
        assert job.progress["streams"]["Lead"]["state"] == "done"


def test_charlie_sees_nothing_of_it(cast: Cast, synced: Source) -> None:
    with inside(cast.rival):
        for stream in STREAMS:
            assert not apps.get_model("integrations", stream.model).objects.exists()
        assert source_cards() == ()
        assert progress(synced.pk).run_id is None
