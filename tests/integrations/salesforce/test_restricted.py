"""Whoever is restricted stays so, whatever the CRM tells of them; what it tells is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from accounts.crypto import normalise
from accounts.subjects import Subject
from accounts.tenancy import inside, new_id
from analytics.rollups import find_differences
from integrations.models import Lead, PersonField, Restriction, Source, StreamState
from integrations.restricting import lift_restriction, restrict_person
from integrations.services import choose_person_fields, request_sync
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences
from tests.integrations.salesforce.test_people import person_who_did_much, rows_of

Sync = Callable[[], list[str]]


def restrict(cast: Cast, person: dict[str, Any]) -> UUID:
    key = new_id()
    with inside(cast.acme):
        restrict_person(Subject(emails=(normalise(person["Email"]),)), person_id=key)
    return key


def sync_again(cast: Cast, salesforce: Running, source: Source, sync: Sync, minutes: int) -> None:
    salesforce.control.settings(clock_offset=minutes * 60.0)
    with inside(cast.acme):
        request_sync(source_id=source.pk)
    assert sync()[-1] == "done"


def test_a_restriction_survives_syncs_and_everything_is_there_when_it_is_lifted(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    """42: incremental, full and with opted-in fields; stored all the while, and counted exactly."""
    with inside(cast.acme):
        choose_person_fields(source_id=connected_source.pk, fields={"Lead": ["LastName"]})
    assert sync()[-1] == "done"
    person = person_who_did_much(salesforce)
    lead, contact = person["Id"], person["ConvertedContactId"]
    with inside(cast.acme):
        before = rows_of(lead, contact)
    key = restrict(cast, person)
    hidden = {**dict.fromkeys(before, 0), "deals": before["deals"]}
    for minutes, is_full in ((20, False), (40, True)):
        salesforce.control.update("Lead", lead, {"LeadSource": "Web", "LastName": f"New {minutes}"})
        if is_full:
            with inside(cast.acme):
                StreamState.objects.update(cursor=None)
        sync_again(cast, salesforce, connected_source, sync, minutes)
        with inside(cast.acme):
            assert rows_of(lead, contact) == hidden
            assert find_differences() == []
            assert differences(connected_source, salesforce.control)["Lead"]
        with inside(cast.acme, purpose="storage"):
            assert rows_of(lead, contact) == before
            assert not any(differences(connected_source, salesforce.control).values())
    with inside(cast.acme):
        lift_restriction(person_id=key)
        assert rows_of(lead, contact) == before
        assert find_differences() == []
        assert not Lead.objects.filter(is_restricted=True).exists()


def test_new_records_and_merges_of_a_restricted_person_are_restricted(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    """42: a new id with the same keyed hash; a record merged into it; nobody else."""
    control = salesforce.control
    person = person_who_did_much(salesforce)
    key = restrict(cast, person)
    values = {"LastName": "Again", "Company": "X", "Status": "Unqualified"}
    again = control.insert("Lead", {**values, "Email": person["Email"].upper()})
    other = control.insert("Lead", {**values, "Email": "other@other.example"})
    twin = control.insert("Lead", {**values, "Email": "twin@other.example"})
    sync_again(cast, salesforce, synced, sync, 20)
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id=again).exists()
        assert Lead.objects.filter(external_id__in=[other, twin]).count() == 2
    control.merge("Lead", again, [twin])
    sync_again(cast, salesforce, synced, sync, 40)
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id__in=[again, twin]).exists()
        assert Lead.objects.filter(external_id=other).exists()
        assert find_differences() == []
        restricted = set(Restriction.objects.values_list("external_id", flat=True))
        assert {again, twin, person["Id"]} <= restricted
        lift_restriction(person_id=key)
        assert Lead.objects.filter(external_id__in=[again, twin, other]).count() == 3
        assert find_differences() == []


def test_opting_out_of_a_field_deletes_it_of_the_restricted_too(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    """42, 58: what is stored no longer is deleted of everybody."""
    with inside(cast.acme):
        choose_person_fields(source_id=connected_source.pk, fields={"Lead": ["LastName"]})
    assert sync()[-1] == "done"
    restrict(cast, person_who_did_much(salesforce))
    with inside(cast.acme):
        choose_person_fields(source_id=connected_source.pk, fields={})
        choose_person_fields(source_id=connected_source.pk, fields={"Lead": []})
    with inside(cast.acme, purpose="storage"):
        assert not PersonField.objects.exists()
