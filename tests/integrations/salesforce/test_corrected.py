"""What was corrected here stays so, whatever the CRM goes on saying, until it says the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.crypto import KeyedHash, normalise
from accounts.errors import Refused
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Subject
from accounts.tenancy import inside
from analytics.models import CrmDay
from analytics.rollups import find_differences
from integrations import personal_data
from integrations.correcting import correct_person, correctable_fields
from integrations.models import Correction, Lead, PersonField, Source, StreamState
from integrations.opening import open_person_field
from integrations.services import choose_person_fields, request_sync
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.salesforce.test_people import person_who_did_much

Sync = Callable[[], list[str]]
NEW_MAIL = "right@customer.example"


@pytest.fixture
def known(cast: Cast, connected_source: Source, sync: Sync) -> Source:
    """Acme's source, synced with last names opted in."""
    with inside(cast.acme):
        choose_person_fields(source_id=connected_source.pk, fields={"Lead": ["LastName"]})
    assert sync()[-1] == "done"
    return connected_source


def correct(cast: Cast, source: Source, lead: str, field: str, value: str) -> None:
    with inside(cast.acme):
        correct_person(source_id=source.pk, kind="Lead", external_id=lead, field=field, value=value)


def held(cast: Cast, lead: str) -> tuple[str, str, bool]:
    """Lead source, last name, and whether the corrected address is the lead's."""
    with inside(cast.acme):
        row = Lead.objects.get(external_id=lead)
        sealed = PersonField.objects.get(external_id=lead, field="Lead.LastName")
        name = open_person_field(
            cast.acme.pk, sealed.field, sealed.row_id, sealed.sealed, purpose=ANSWER_REQUEST
        )
        mark = KeyedHash(cast.acme.pk, "email").of(NEW_MAIL)
        return row.lead_source, name, bytes(row.email_hash or b"") == mark


def again(
    cast: Cast, salesforce: Running, source: Source, sync: Sync, minutes: int, *, is_full: bool
) -> None:
    salesforce.control.settings(clock_offset=minutes * 60.0)
    with inside(cast.acme):
        if is_full:
            StreamState.objects.update(cursor=None)
        request_sync(source_id=source.pk)
    assert sync()[-1] == "done"
    with inside(cast.acme):
        assert find_differences() == []


def test_no_sync_undoes_a_correction_until_the_source_agrees(
    cast: Cast, known: Source, salesforce: Running, sync: Sync
) -> None:
    """41: full and incremental; attribute, sealed field and keyed hash; rollups follow."""
    lead = person_who_did_much(salesforce)["Id"]
    for field, value in (("LeadSource", "Fair"), ("LastName", "Right"), ("Email", NEW_MAIL)):
        correct(cast, known, lead, field, value)
    right = ("Fair", "Right", True)
    assert held(cast, lead) == right
    with inside(cast.acme):
        assert find_differences() == []
        assert CrmDay.objects.filter(lead_source="Fair", leads=1).exists()
    again(cast, salesforce, known, sync, 20, is_full=True)
    assert held(cast, lead) == right
    salesforce.control.update("Lead", lead, {"Country": "NO", "LastName": "Wrong again"})
    again(cast, salesforce, known, sync, 40, is_full=False)
    assert held(cast, lead) == right
    with inside(cast.acme):
        assert Lead.objects.get(external_id=lead).country == "NO"
        assert Correction.objects.count() == 3
    said: dict[str, Any] = {"LeadSource": "Fair", "LastName": "Right", "Email": NEW_MAIL}
    salesforce.control.update("Lead", lead, said)
    again(cast, salesforce, known, sync, 60, is_full=False)
    assert held(cast, lead) == right
    with inside(cast.acme):
        assert not Correction.objects.exists()
    salesforce.control.update("Lead", lead, {"LeadSource": "Web"})
    again(cast, salesforce, known, sync, 80, is_full=False)
    assert held(cast, lead) == ("Web", "Right", True)


def test_what_is_corrected_goes_with_an_erasure_and_with_an_opted_out_field(
    cast: Cast, known: Source, salesforce: Running
) -> None:
    """41, 44: nothing is left of a value that was held, and nobody else is touched."""
    person = person_who_did_much(salesforce)
    correct(cast, known, person["Id"], "LastName", "Right")
    correct(cast, known, person["Id"], "LeadSource", "Fair")
    with inside(cast.rival):
        assert not Correction.objects.exists()
        assert correctable_fields(Subject(emails=(normalise(person["Email"]),))) == []
    with inside(cast.acme):
        choose_person_fields(source_id=known.pk, fields={"Lead": []})
        assert [row.field for row in Correction.objects.all()] == ["LeadSource"]
        erased = personal_data.erase(Subject(emails=(normalise(person["Email"]),)))
        assert {one.table: one.erased for one in erased}["integrations.correction"] == 1


def test_only_what_is_held_can_be_corrected(cast: Cast, known: Source, salesforce: Running) -> None:
    """41: no id, no field that is not kept, no record that is not here."""
    person = person_who_did_much(salesforce)
    with inside(cast.acme):
        found = correctable_fields(Subject(emails=(normalise(person["Email"]),)))
        names = {one.field for one in found if one.external_id == person["Id"]}
        assert names == {"Email", "Status", "LeadSource", "Country", "LastName"}
    for field, lead in (("OwnerId", person["Id"]), ("Phone", person["Id"]), ("Email", "nobody")):
        with pytest.raises(Refused):
            correct(cast, known, lead, field, "x")
