"""HubSpot's contacts are known by hashes alone, and whoever was erased does not come back."""

from __future__ import annotations

from typing import Any

from django.db import connection

from accounts.crypto import KeyedHash, normalise
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations import personal_data
from integrations.models import (
    Contact,
    Lead,
    LeadStatusChange,
    Opportunity,
    OpportunityContact,
    PersonField,
    Source,
)
from integrations.services import choose_person_fields
from sandbox.control.client import Control
from tests.cast import Cast
from tests.integrations.hubspot.conftest import Again, ago
from tests.integrations.hubspot.truth import differences, entries, records
from tests.integrations.working import work_off

TABLES = (Contact, Lead, LeadStatusChange, OpportunityContact, Opportunity, PersonField)


def everything_stored() -> str:
    """All rows that a sync of HubSpot writes, as text, of the entered workspace."""
    parts = []
    with connection.cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"SELECT string_agg(t::text, '\n') FROM {model._meta.db_table} t")  # noqa: S608
            parts.append(cursor.fetchone()[0] or "")
    return "\n".join(parts).lower()


def somebody(hub: Control) -> dict[str, Any]:
    """A contact that was a lead and took part in a deal."""
    taking_part = {contact for _, contact in hub.post("/hubspot/links/deals/contacts")}
    return next(
        one
        for key, one in records(hub, "contacts").items()
        if key in taking_part and "lead" in entries(one)
    )


def rows_of(key: str) -> dict[str, int]:
    return {
        "contacts": Contact.objects.filter(external_id=key).count(),
        "leads": Lead.objects.filter(external_id=key).count(),
        "entries": LeadStatusChange.objects.filter(lead_external_id=key).count(),
        "roles": OpportunityContact.objects.filter(contact_external_id=key).count(),
        "deals": Opportunity.objects.filter(contact_external_id=key).count(),
        "fields": PersonField.objects.filter(external_id=key).count(),
    }


def test_no_name_address_or_number_is_stored_and_hashes_match(
    cast: Cast, synced: Source, hub: Control
) -> None:
    people = records(hub, "contacts").values()
    with inside(cast.acme):
        stored = everything_stored()
        known = KeyedHash(cast.acme.pk, "email").of(somebody(hub)["properties"]["email"].upper())
        assert Contact.objects.filter(email_hash=known).count() == 1
        assert Lead.objects.filter(email_hash=known).count() == 1
    for person in people:
        for name in ("email", "phone"):
            value = str(person["properties"].get(name) or "").lower()
            assert len(value) < 6 or value not in stored, (name, value)
    with inside(cast.rival):
        assert everything_stored().strip() == ""


def test_an_erased_person_does_not_come_back_under_any_id(
    cast: Cast, synced: Source, hub: Control, again: Again
) -> None:
    with inside(cast.acme):
        choose_person_fields(source_id=synced.pk, fields={"contacts": ["firstname", "email"]})
    again()
    person = somebody(hub)
    key, email = person["id"], person["properties"]["email"]
    with inside(cast.acme):
        before = rows_of(key)
        assert all(before.values()), before
        personal_data.erase(Subject(emails=(normalise(email),)))
        assert not any(rows_of(key).values())
    for kind in ("contacts", "deals"):
        hub.post("/hubspot/changes", {"op": "touch", "object": kind, "stamp": ago(10)})
    again()
    with inside(cast.acme):
        assert not any(rows_of(key).values())
        assert set(map(first_word, differences(synced, hub))) <= set(before)
    other = next(one for one in records(hub, "contacts") if one != key)
    merge = {"op": "merge", "object": "contacts", "winner": key, "loser": other}
    [merged] = hub.post("/hubspot/changes", merge | {"stamp": ago(9)})
    again()
    with inside(cast.acme):
        assert not any(rows_of(key).values())
        assert not any(rows_of(merged["id"]).values())


def first_word(text: str) -> str:
    return text.partition(" ")[0]


def test_fields_that_were_opted_in_are_sealed_and_go_with_the_choice(
    cast: Cast, source: Source, hub: Control
) -> None:
    with inside(cast.acme):
        choose_person_fields(source_id=source.pk, fields={"contacts": ["lastname"]})
    work_off(cast.acme.pk)
    named = [one for one in records(hub, "contacts").values() if one["properties"]["lastname"]]
    with inside(cast.acme):
        fields = PersonField.objects.filter(field="contacts.lastname")
        assert fields.count() == len(named) > 0
        assert named[0]["properties"]["lastname"].lower().encode() not in bytes(fields[0].sealed)
        choose_person_fields(source_id=source.pk, fields={})
        assert not PersonField.objects.exists()
