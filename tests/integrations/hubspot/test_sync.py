"""Later syncs find every change of HubSpot's records: many at once, late ones, ends and merges."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Sum

from accounts.jobs import enqueue
from accounts.tenancy import inside
from analytics.models import CrmDay
from integrations.models import (
    Company,
    Contact,
    Lead,
    LeadStatusChange,
    Opportunity,
    OpportunityContact,
    Source,
    StreamState,
    SyncRun,
    SyncSlice,
)
from sandbox.control.client import Control
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.connecting import connect
from tests.integrations.hubspot.conftest import Again, ago
from tests.integrations.hubspot.truth import differences, entries, records
from tests.integrations.working import work_off


def ids_of(hub: Control, kind: str) -> list[str]:
    return sorted(records(hub, kind), key=int)


def test_more_changes_of_one_moment_than_a_search_can_page_are_all_read(
    cast: Cast, synced: Source, hub: Control, again: Again
) -> None:
    hub.post("/hubspot/settings", {"search_window": 400})
    fields = {"email": None, "lifecyclestage": "subscriber"}
    made = {"op": "create", "object": "contacts", "properties": fields, "stamp": ago(10)}
    hub.post("/hubspot/changes", made | {"count": 501})
    touched = hub.post(
        "/hubspot/changes", {"op": "touch", "object": "companies", "stamp": ago(10)}
    )[0]["count"]
    run = again()
    with inside(cast.acme):
        assert differences(synced, hub) == {}
        slices = SyncSlice.objects.filter(run_id=run.pk)
        loaded = dict(slices.values_list("stream", "rows_loaded"))
        assert (loaded["contacts"], loaded["companies"]) == (501, touched)
    searches = [one for one in hub.requests() if one["path"].endswith("/search")]
    assert {one["status"] for one in searches} == {200}


def test_a_change_that_search_shows_an_hour_late_is_read_by_the_next_sync(
    cast: Cast, synced: Source, hub: Control, again: Again
) -> None:
    deal = ids_of(hub, "deals")[0]
    change = {"op": "update", "object": "deals", "id": deal, "properties": {"amount": "0.000001"}}
    hub.post("/hubspot/changes", change | {"stamp": ago(50), "visible_in": 3000})
    again()
    with inside(cast.acme):
        assert list(differences(synced, hub)) == [f"deals {deal}", f"past of {deal}"]
    hub.settings(clock_offset=3100.0)
    again()
    with inside(cast.acme):
        assert Opportunity.objects.get(external_id=deal).amount_micros == 1
        assert differences(synced, hub) == {}


def test_archived_records_go_with_what_hangs_on_them_and_come_back(
    cast: Cast, synced: Source, hub: Control, again: Again
) -> None:
    with inside(cast.acme):
        role = OpportunityContact.objects.order_by("external_id")[0]
        step = LeadStatusChange.objects.order_by("external_id")[0]
    gone = {"contacts": step.lead_external_id, "deals": role.opportunity_external_id}
    for kind, key in gone.items():
        change = {"op": "archive", "object": kind, "id": key, "stamp": ago(10)}
        hub.post("/hubspot/changes", change)
    again()
    with inside(cast.acme):
        assert Contact.objects.get(external_id=gone["contacts"]).deleted_at is not None
        assert not Lead.objects.filter(external_id=gone["contacts"], deleted_at=None).exists()
        assert differences(synced, hub) == {}
    for kind, key in gone.items():
        change = {"op": "restore", "object": kind, "id": key, "stamp": ago(8)}
        hub.post("/hubspot/changes", change)
    again()
    with inside(cast.acme):
        assert differences(synced, hub) == {}


def test_records_archived_before_the_first_sync_are_not_written_down(
    cast: Cast, source: Source, hub: Control
) -> None:
    key = ids_of(hub, "contacts")[0]
    hub.post("/hubspot/changes", {"op": "archive", "object": "contacts", "id": key})
    work_off(cast.acme.pk)
    with inside(cast.acme):
        assert not Contact.objects.filter(external_id=key).exists()
        assert differences(source, hub) == {}


@pytest.mark.parametrize("keeps_id", [False, *at_length(True)])
def test_merged_records_lead_to_where_they_went(
    cast: Cast, synced: Source, hub: Control, again: Again, *, keeps_id: bool
) -> None:
    for kind, model in (("contacts", Contact), ("companies", Company)):
        winner, loser = ids_of(hub, kind)[1:3]
        change = {"op": "merge", "object": kind, "winner": winner, "loser": loser}
        merged = hub.post("/hubspot/changes", change | {"keeps_id": keeps_id, "stamp": ago(10)})
        again()
        target = merged[0]["id"]
        with inside(cast.acme):
            losers: Any = model.objects.filter(external_id__in=merged[0]["losers"])
            assert {(row.merged_into, row.deleted_at is None) for row in losers} == {
                (target, False)
            }
            assert model.objects.filter(external_id=target, deleted_at=None).exists()
    with inside(cast.acme):
        leads = Lead.objects.filter(merged_into__gt="")
        assert all(row.deleted_at is not None for row in leads)


def test_people_who_leave_a_deal_and_lists_that_are_cut(
    cast: Cast, synced: Source, hub: Control, again: Again
) -> None:
    hub.post("/hubspot/settings", {"association_page": 2})
    deal, people = ids_of(hub, "deals")[0], ids_of(hub, "contacts")[:5]
    link = {"object": "deals", "id": deal, "other": "contacts", "stamp": ago(10)}
    change = link | {"op": "associate", "to": people, "label": "Decision maker"}
    hub.post("/hubspot/changes", change)
    again()
    with inside(cast.acme):
        roles = OpportunityContact.objects.filter(opportunity_external_id=deal, deleted_at=None)
        assert {role.contact_external_id for role in roles} >= set(people)
        assert roles.filter(role="Decision maker", is_primary=False).count() == 5
        assert Opportunity.objects.get(external_id=deal).contact_external_id == ""
    hub.post("/hubspot/changes", link | {"op": "dissociate", "to": people[:4], "stamp": ago(9)})
    again()
    with inside(cast.acme):
        assert differences(synced, hub) == {}


def test_a_contact_that_is_no_lead_any_more_is_not_counted(
    cast: Cast, synced: Source, hub: Control, again: Again
) -> None:
    with inside(cast.acme):
        key = Lead.objects.filter(deleted_at=None).order_by("external_id")[0].external_id
    known = records(hub, "contacts")[key]["properties"]
    cleared = {name: None for name in known if "_date_entered_" in name or "hs_lifecycle" in name}
    change = {"op": "update", "object": "contacts", "id": key, "stamp": ago(10)}
    hub.post("/hubspot/changes", change | {"properties": cleared | {"lifecyclestage": "other"}})
    again()
    with inside(cast.acme):
        assert Contact.objects.get(external_id=key).deleted_at is None
        assert Lead.objects.get(external_id=key).deleted_at is not None
        assert differences(synced, hub) == {}


def test_the_numbers_are_those_of_salesforce_for_the_same_business(
    cast: Cast, synced: Source, hub: Control
) -> None:
    other = connect(cast.acme, cast.alice, "salesforce")
    work_off(cast.acme.pk)
    names = ("leads", "opportunities", "pipeline_micros", "won", "won_micros", "new_customers")
    sums = [Sum(name) for name in names]
    with inside(cast.acme):
        both = [CrmDay.objects.filter(source_id=one.pk).aggregate(*sums) for one in (synced, other)]
        assert both[0] == both[1]
        assert all(both[0].values())
        funnel = CrmDay.objects.filter(source_id=synced.pk).aggregate(Sum("mql"), Sum("sql"))
        assert 0 < funnel["sql__sum"] < funnel["mql__sum"] < both[0]["leads__sum"]


def test_what_was_deleted_for_good_is_found_by_a_count(
    cast: Cast, synced: Source, hub: Control
) -> None:
    """No list and no search tells of it; and what search never showed is read by its id."""
    gone = {kind: ids_of(hub, kind)[3] for kind in ("contacts", "companies", "deals")}
    person = next(key for key, one in records(hub, "contacts").items() if "lead" in entries(one))
    for kind, key in [*gone.items(), ("contacts", person)]:
        hub.post("/hubspot/changes", {"op": "purge", "object": kind, "id": key})
    deal = ids_of(hub, "deals")[0]
    change = {"op": "update", "object": "deals", "id": deal, "properties": {"amount": "7"}}
    # Its stamp lies before what was read: no search of changes meets it.
    hub.post("/hubspot/changes", change | {"stamp": ago(60 * 24)})
    with inside(cast.acme):
        enqueue("integrations.tasks.sync.take_census", synced.pk, dedupe_key=str(synced.pk))
    assert work_off(cast.acme.pk, task="take_census")[-1] == "done"
    with inside(cast.acme):
        run = SyncRun.objects.get(kind="census")
        assert (run.state, run.error_text) == ("succeeded", "")
        assert not Lead.objects.filter(external_id=person, deleted_at=None).exists()
        assert not Contact.objects.filter(external_id=person, deleted_at=None).exists()
        assert Opportunity.objects.get(external_id=deal).amount_micros == 7_000_000
        assert differences(synced, hub) == {}
        assert StreamState.objects.filter(counted_at__isnull=False).count() == 3


def test_who_goes_back_and_comes_again_counts_on_the_first_day(
    cast: Cast, synced: Source, hub: Control, again: Again
) -> None:
    key, first = next(
        (key, entries(one)["marketingqualifiedlead"])
        for key, one in records(hub, "contacts").items()
        if set(entries(one)) == {"lead", "marketingqualifiedlead"}
    )
    for stage, minutes in (("lead", 12), ("marketingqualifiedlead", 10)):
        change = {"op": "update", "object": "contacts", "id": key}
        entered = {"properties": {"lifecyclestage": stage}, "stamp": ago(minutes)}
        hub.post("/hubspot/changes", change | entered)
    # The property itself tells of the last entry alone.
    assert entries(records(hub, "contacts")[key])["marketingqualifiedlead"] > first
    again()
    with inside(cast.acme):
        told = LeadStatusChange.objects.filter(lead_external_id=key, deleted_at=None)
        label = told.get(external_id=f"{key}:marketingqualifiedlead").new_status
        moments = told.filter(new_status=label).order_by("changed_at")
        assert moments.count() == 2
        assert moments[0].changed_at == first
        assert Lead.objects.filter(external_id=key, created_at__lt=first).exists()
