"""PostgreSQL itself leaves out whoever is restricted, for all but five purposes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.crypto import KeyedHash, encrypt
from accounts.subjects import Subject
from accounts.tenancy import Purpose, for_purpose, inside, new_id, require_workspace_id
from analytics.models import CrmDay, LeadStage
from analytics.rollups import find_differences, rebuild
from integrations import personal_data
from integrations.loading.restricting import MARKED
from integrations.loading.sealing import person_place
from integrations.models import (
    CampaignMember,
    Contact,
    Lead,
    LeadStatusChange,
    MergedRecord,
    OpportunityContact,
    PersonField,
    Restriction,
    Source,
)
from integrations.restricting import lift_restriction, restrict_person
from privacy import manifest
from tests.analytics.crm import at, crm_source, merge, put
from tests.analytics.test_pages import client_of
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
DORA = "dora@customer.example"


def hashes(email: str) -> dict[str, bytes]:
    workspace = require_workspace_id()
    return {
        "email_hash": KeyedHash(workspace, "email").of(email),
        "suppression_hash": KeyedHash(workspace, "email", purpose="suppression").of(email),
    }


def make_people() -> Source:
    """Dora, who is a lead, its duplicate and a contact; Eve, who is a lead."""
    source = crm_source()
    for status, stage in {"New": "", "Warm": "mql"}.items():
        LeadStage.objects.create(source=source, status=status, stage=stage, counted_as=stage)
    lead = {"status": "New", "created_at": at("2026-03-02 10:00"), "lead_source": "Web"}
    won = {**lead, **hashes(DORA), "converted_contact_external_id": "C1"}
    put(source, Lead, {"L1": won, "L2": {**lead, **hashes("eve@customer.example")}})
    put(source, Lead, {"L3": {**lead, "deleted_at": at("2026-03-03"), "merged_into": "L1"}})
    merge(source, "Lead", {"L3": "L1"})
    put(source, Contact, {"C1": {"created_at": at("2026-03-02 12:00")}})
    put(
        source, CampaignMember, {"M1": {"campaign_external_id": "701", "contact_external_id": "C1"}}
    )
    put(
        source,
        OpportunityContact,
        {"R1": {"opportunity_external_id": "6", "contact_external_id": "C1"}},
    )
    step = {"old_status": "New", "new_status": "Warm", "changed_at": at("2026-03-04 10:00")}
    put(source, LeadStatusChange, {"S1": {**step, "lead_external_id": "L1", "basis": "history"}})
    name = "Lead.FirstName"
    place = person_place(source.workspace_id, name, row_id := new_id())
    PersonField(
        workspace_id=source.workspace_id,
        source=source,
        external_id="L1",
        field=name,
        row_id=row_id,
        sealed=encrypt(place, "Dora"),
    ).save(force_insert=True)
    return source


def seen() -> dict[str, int]:
    """Rows of each table of people, counted by raw SQL as the application's own role."""
    found = {}
    with connection.cursor() as cursor:
        for model, _ in MARKED:
            cursor.execute(f"SELECT count(*) FROM integrations_{model.lower()}")  # noqa: S608
            found[model] = cursor.fetchone()[0]
    return found


ALL = {
    "Lead": 3,
    "Contact": 1,
    "CampaignMember": 1,
    "LeadStatusChange": 1,
    "OpportunityContact": 1,
    "PersonField": 1,
    "MergedRecord": 1,
}
EVE_ALONE = {**dict.fromkeys(ALL, 0), "Lead": 1}


def restrict(email: str = DORA) -> UUID:
    person = new_id()
    restrict_person(Subject(emails=(email,)), person_id=person)
    return person


def leads() -> dict[str, tuple[int, int]]:
    """{day: leads and MQL of the rollup}."""
    rows = CrmDay.objects.values_list("on", "leads", "mql")
    return {str(on): (count, mql) for on, count, mql in rows if count or mql}


def test_every_table_of_customers_people_is_marked_or_says_why_not() -> None:
    """42: a table that names a person of a customer's can be hidden, or is named here."""
    open_to_all = {
        "integrations.opportunity",  # the company's deal; whom it names is found in no other table
        # What members asked for; its log names nobody restricted (integrations/records).
        "integrations.campaignaction",
        "integrations.suppression",  # what keeps the erased away, and holds nothing else of them
        "integrations.restriction",
        "integrations.quarantinedrecord",  # ids alone of records that are kept out
        "integrations.correction",  # what the merge holds against a source; no page reads it
    }
    named = {
        table
        for table, columns in personal_data.CLASSIFICATIONS.items()
        if any(getattr(one, "subject", "") == "customer_contact" for one in columns.values())
    }
    marked = {f"integrations.{model.lower()}" for model, _ in MARKED}
    assert named - marked == open_to_all
    assert marked <= named


def test_nothing_scores_a_person() -> None:
    """50: every column about customers' people comes from them, their CRM or a request."""
    about = [
        (f"{table}.{name}", one)
        for table, columns in manifest.classifications().items()
        for name, one in columns.items()
        if getattr(one, "subject", "") == "customer_contact"
    ]
    assert about
    for place, one in about:
        words = f"{place} {getattr(one, 'category', '')} {getattr(one, 'purpose', '')}".lower()
        assert not any(word in words for word in ("score", "scoring", "predict", "rank")), place


def test_raw_sql_sees_nobody_who_is_restricted_but_for_a_purpose(cast: Cast) -> None:
    """42: by address, hash, merge and conversion; storage, consent, claims, others, own right."""
    with inside(cast.acme):
        make_people()
        assert seen() == ALL
        restrict()
        assert seen() == EVE_ALONE
    for purpose in Purpose:
        with inside(cast.acme, purpose=purpose):
            assert seen() == ALL
    with inside(cast.acme):
        with for_purpose(Purpose.LEGAL_CLAIMS):
            assert seen() == ALL
        assert seen() == EVE_ALONE


def test_an_ordinary_transaction_can_neither_change_nor_free_nor_forge(cast: Cast) -> None:
    """42: what is not seen is not written; nobody is freed by an UPDATE, or hidden by one."""
    with inside(cast.acme):
        source = make_people()
        restrict()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE integrations_lead SET is_restricted = false")
            assert cursor.rowcount == 1
            cursor.execute("DELETE FROM integrations_contact")
            assert cursor.rowcount == 0
        with (
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE integrations_lead SET is_restricted = true")
    with inside(cast.acme, purpose="storage"):
        assert seen() == ALL
        assert Contact.objects.get(source=source).is_restricted


def test_an_unknown_purpose_raises_in_python_and_in_the_database(cast: Cast) -> None:
    """42: a purpose is one of five; marketing is none."""
    with pytest.raises(ValueError, match="marketing"), inside(cast.acme, purpose="marketing"):
        pass
    with inside(cast.acme):
        make_people()
        restrict()
        with (
            pytest.raises(DatabaseError, match="no such purpose: marketing"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET LOCAL app.purpose = 'marketing'; SELECT FROM integrations_lead")
        assert seen() == EVE_ALONE


def test_a_purpose_ends_with_its_block_also_when_the_block_fails(cast: Cast) -> None:
    """42: what one step may see, the next one in the same transaction may not."""
    with inside(cast.acme):
        make_people()
        restrict()
        with pytest.raises(RuntimeError), for_purpose(Purpose.STORAGE):
            raise RuntimeError
        assert seen() == EVE_ALONE
        with pytest.raises(DatabaseError), transaction.atomic(), for_purpose(Purpose.STORAGE):
            connection.cursor().execute("SELECT 1 / 0")
        assert seen() == EVE_ALONE


def test_numbers_leave_restricted_people_out_exactly_and_take_them_back(cast: Cast) -> None:
    """42: the rollups of the touched days are made again, and equal a rebuild."""
    with inside(cast.acme):
        make_people()
        whole = leads()
        assert whole == {"2026-03-02": (2, 0), "2026-03-04": (0, 1)}
        person = restrict()
        assert leads() == {"2026-03-02": (1, 0)}
        assert find_differences() == []
        rebuild()
        assert leads() == {"2026-03-02": (1, 0)}
        lift_restriction(person_id=person)
        assert leads() == whole
        assert find_differences() == []
        assert seen() == ALL


def test_numbers_leave_them_out_whatever_the_transaction_is_for(cast: Cast) -> None:
    """42: a rebuild within a transaction that stores counts nobody who is restricted either."""
    with inside(cast.acme, purpose=Purpose.STORAGE):
        make_people()
        restrict()
        rebuild()
        assert leads() == {"2026-03-02": (1, 0)}


def test_who_is_restricted_twice_is_free_after_the_last(cast: Cast) -> None:
    """42: an objection is decided, and a restriction asked for beside it holds."""
    with inside(cast.acme):
        make_people()
        first, second = restrict(), restrict()
        lift_restriction(person_id=first)
        assert seen() == EVE_ALONE
        lift_restriction(person_id=second)
        assert seen() == ALL


def test_the_records_behind_a_number_leave_restricted_people_out(cast: Cast) -> None:
    """42: passports list nobody who is restricted; neither for a viewer, nor for the owner."""
    address = reverse("analytics:number", args=["acme", "leads"])

    def listed(user: Any) -> bool:
        page = client_of(user).get(f"{address}?from=2026-03-01&to=2026-03-31")
        return "/L1" in page.content.decode() or ">L1<" in page.content.decode()

    with inside(cast.acme):
        make_people()
    assert listed(cast.bob)
    with inside(cast.acme):
        restrict()
    assert not listed(cast.bob)
    assert not listed(cast.alice)


def test_the_person_has_access_and_erasure_all_the_same(cast: Cast) -> None:
    """42: own rights see who is restricted; after an erasure nothing is restricted any more."""
    with inside(cast.acme):
        make_people()
        restrict()
        found = {part.table: len(part.rows) for part in personal_data.collect(subject())}
        assert found["integrations.lead"] == 2
        assert found["integrations.restriction"] == 3
        personal_data.erase(subject())
        assert not Restriction.objects.exists()
    with inside(cast.acme, purpose="storage"):
        assert seen() == EVE_ALONE


def subject() -> Subject:
    return Subject(emails=(DORA,))


def test_nobody_of_rival_sees_or_restricts_people_of_acme(cast: Cast) -> None:
    """42, 51: the purpose opens nothing of another workspace."""
    with inside(cast.acme):
        make_people()
        restrict()
    with inside(cast.rival, purpose="storage"):
        assert seen() == dict.fromkeys(ALL, 0)
        assert not Restriction.objects.exists()
        restrict()
    with inside(cast.acme, purpose="storage"):
        assert seen() == ALL


def test_a_deal_stays_and_its_people_do_not(cast: Cast) -> None:
    """42: MergedRecord of companies is nobody's, and stays."""
    with inside(cast.acme):
        source = make_people()
        merge(source, "Company", {"A2": "A1"})
        restrict()
        assert list(MergedRecord.objects.values_list("kind", flat=True)) == ["Company"]
        assert PersonField.objects.count() == 0
