"""People are known by hashes alone, and an erased person never comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from accounts.crypto import KeyedHash, normalise
from accounts.errors import Trouble
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations import personal_data
from integrations.models import (
    CampaignMember,
    Contact,
    Lead,
    LeadStatusChange,
    Opportunity,
    OpportunityContact,
    PersonField,
    Source,
    StreamState,
    Suppression,
)
from integrations.services import choose_person_fields, request_sync
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences

Sync = Callable[[], list[str]]


def everything_stored() -> str:
    """All tables of this app as text, of the entered workspace."""
    parts = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("integrations").get_models():
            cursor.execute(f"SELECT string_agg(t::text, '\n') FROM {model._meta.db_table} t")  # noqa: S608
            parts.append(cursor.fetchone()[0] or "")
    return "\n".join(parts).lower()


def person_who_did_much(salesforce: Running) -> dict[str, Any]:
    """A converted lead whose contact has a part in a deal and a campaign."""
    roles = {row["ContactId"] for row in salesforce.control.records("OpportunityContactRole")}
    touched = {row["LeadId"] for row in salesforce.control.records("CampaignMember")}
    return next(
        row
        for row in salesforce.control.records("Lead")
        if row["ConvertedContactId"] in roles and row["Id"] in touched and row["Email"]
    )


def rows_of(lead: str, contact: str) -> dict[str, int]:
    return {
        "leads": Lead.objects.filter(external_id=lead).count(),
        "contacts": Contact.objects.filter(external_id=contact).count(),
        "touches": CampaignMember.objects.filter(lead_external_id=lead).count()
        + CampaignMember.objects.filter(contact_external_id=contact).count(),
        "steps": LeadStatusChange.objects.filter(lead_external_id=lead).count(),
        "roles": OpportunityContact.objects.filter(contact_external_id=contact).count(),
        "deals": Opportunity.objects.filter(contact_external_id=contact).count(),
        "fields": PersonField.objects.filter(external_id__in=[lead, contact]).count(),
    }


def test_no_name_address_or_number_of_a_person_is_stored(
    cast: Cast, synced: Source, salesforce: Running
) -> None:
    with inside(cast.acme):
        stored = everything_stored()
    people = salesforce.control.records("Lead") + salesforce.control.records("Contact")
    for person in people:
        for name in ("Email", "Phone", "MobilePhone", "Street", "MailingStreet"):
            value = str(person.get(name) or "").lower()
            assert len(value) < 6 or value not in stored, (name, value)
        full = f"{person['FirstName']} {person['LastName']}".lower()
        assert full not in stored


def test_people_match_by_keyed_hash_across_objects_but_not_across_workspaces(
    cast: Cast, synced: Source, salesforce: Running
) -> None:
    person = person_who_did_much(salesforce)
    with inside(cast.acme):
        mark = KeyedHash(cast.acme.pk, "email").of(f"  {person['Email'].upper()} ")
        assert Lead.objects.filter(email_hash=mark, external_id=person["Id"]).exists()
        assert Contact.objects.filter(email_hash=mark).exists()
    with inside(cast.rival):
        assert KeyedHash(cast.rival.pk, "email").of(person["Email"]) != mark


def test_an_erased_person_does_not_come_back(
    cast: Cast, connected_source: Source, salesforce: Running, sync: Sync
) -> None:
    with inside(cast.acme):
        choose_person_fields(source_id=connected_source.pk, fields={"Lead": ["LastName"]})
    assert sync()[-1] == "done"
    person = person_who_did_much(salesforce)
    lead, contact = person["Id"], person["ConvertedContactId"]
    subject = Subject(emails=(normalise(person["Email"]),))
    with inside(cast.acme):
        before = rows_of(lead, contact)
        assert all(before[name] for name in ("leads", "contacts", "touches", "roles", "fields"))
        tables = {part.table for part in personal_data.collect(subject)}
        assert {"integrations.lead", "integrations.contact"} <= tables
        erased = {part.table: part for part in personal_data.erase(subject)}
        assert erased["integrations.lead"].erased == 1
        assert erased["integrations.suppression"].ground
        assert set(rows_of(lead, contact).values()) == {0}
        assert personal_data.collect(subject) == ()

    control = salesforce.control
    for minutes, cursors in ((20, False), (40, True)):
        control.update("Lead", lead, {"LeadSource": "Web"})
        control.update("Contact", contact, {"LeadSource": "Web"})
        control.settings(clock_offset=minutes * 60.0)
        with inside(cast.acme):
            if cursors:
                StreamState.objects.update(cursor=None)
            request_sync(source_id=connected_source.pk)
        assert sync()[-1] == "done"
        with inside(cast.acme):
            assert set(rows_of(lead, contact).values()) == {0}
            assert personal_data.collect(subject) == ()
            assert Suppression.objects.filter(external_id=lead).exists()


def test_a_new_record_of_an_erased_person_is_kept_out_by_hash(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    person = person_who_did_much(salesforce)
    with inside(cast.acme):
        personal_data.erase(Subject(emails=(normalise(person["Email"]),)))
    again = salesforce.control.insert(
        "Lead",
        {
            "LastName": "Again",
            "Company": "X",
            "Email": person["Email"].upper(),
            "Status": "Unqualified",
        },
    )
    other = salesforce.control.insert(
        "Lead",
        {"LastName": "Other", "Company": "X", "Email": "o@other.example", "Status": "Unqualified"},
    )
    salesforce.control.settings(clock_offset=1200.0)
    with inside(cast.acme):
        request_sync(source_id=synced.pk)
    sync()
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id=again).exists()
        assert Lead.objects.filter(external_id=other).exists()


def test_nobody_else_is_lost_with_the_erased(
    cast: Cast, synced: Source, salesforce: Running
) -> None:
    person = person_who_did_much(salesforce)
    with inside(cast.acme):
        personal_data.erase(Subject(emails=(normalise(person["Email"]),)))
        lost = differences(synced, salesforce.control)
        ids = {person["Id"], person["ConvertedContactId"]}
        assert set(lost["Lead"]) <= ids
        assert set(lost["Contact"]) <= ids
        assert all(
            ours is None for rows in (lost["Lead"], lost["Contact"]) for ours, _ in rows.values()
        )


def test_erasing_in_another_workspace_touches_nothing_here(
    cast: Cast, synced: Source, salesforce: Running
) -> None:
    person = person_who_did_much(salesforce)
    subject = Subject(emails=(normalise(person["Email"]),))
    with inside(cast.rival):
        personal_data.erase(subject)
    with inside(cast.acme):
        assert Lead.objects.filter(external_id=person["Id"]).exists()


def test_opted_in_fields_are_sealed_read_back_and_gone_when_opted_out(
    cast: Cast, synced: Source, salesforce: Running, sync: Sync
) -> None:
    with inside(cast.acme):
        choose_person_fields(source_id=synced.pk, fields={"Lead": ["FirstName", "LastName"]})
        request_sync(source_id=synced.pk)
    sync()
    person = person_who_did_much(salesforce)
    with inside(cast.acme):
        rows = {
            row["field"]: row["value"]
            for part in personal_data.collect(Subject(emails=(normalise(person["Email"]),)))
            if part.table == "integrations.personfield"
            for row in part.rows
        }
        assert rows["Lead.LastName"] == person["LastName"]
        assert person["LastName"].encode() not in b"".join(
            bytes(sealed) for sealed in PersonField.objects.values_list("sealed", flat=True)
        )
        written = PersonField.objects.count()
        marks = set(PersonField.objects.values_list("row_id", flat=True))
        StreamState.objects.update(cursor=None)
        request_sync(source_id=synced.pk)
    sync()
    with inside(cast.acme):
        assert set(PersonField.objects.values_list("row_id", flat=True)) == marks
        choose_person_fields(source_id=synced.pk, fields={"Lead": ["FirstName"]})
        assert 0 < PersonField.objects.count() < written
        with pytest.raises(Trouble):
            choose_person_fields(source_id=synced.pk, fields={"Lead": ["Birthdate"]})
