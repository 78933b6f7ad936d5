"""Formulas are read only where picked: each night, whatever the stamps say, and written by need."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.crypto import normalise
from accounts.errors import Trouble
from accounts.jobs import enqueue
from accounts.models import AuditEvent, Job, Membership, Role
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations import personal_data
from integrations.models import (
    Formula,
    FormulaValue,
    Lead,
    PersonField,
    Source,
    StreamState,
    SyncRun,
)
from integrations.selectors.formulas import newest_values, offers
from integrations.services import choose_formulas, choose_person_fields, pause_source, request_sync
from integrations.services.sources import REFRESH
from integrations.services.sweeps import request_formulas
from sandbox.serving import Running
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences
from tests.integrations.working import work_off

Sync = Callable[[], list[str]]
DEALS = {"Opportunity": ["Days_Open__c", "Weighted_Amount__c"]}


def pick(cast: Cast, source: Source, fields: dict[str, list[str]]) -> list[str]:
    """Choose formulas and have them read."""
    with inside(cast.acme):
        choose_formulas(source_id=source.pk, fields=fields)
    return refresh(cast, source)


def refresh(cast: Cast, source: Source) -> list[str]:
    with inside(cast.acme):
        enqueue(REFRESH, source.pk, dedupe_key=str(source.pk))
    return work_off(cast.acme.pk, task="refresh_formulas")


def stored(cast: Cast, name: str) -> dict[str, Any]:
    with inside(cast.acme):
        formula = Formula.objects.get(name=name)
        rows = FormulaValue.objects.filter(formula=formula)
        return dict(rows.values_list("external_id", formula.kind))


def told(salesforce: Running, stream: str, name: str) -> dict[str, Any]:
    rows = salesforce.control.records(stream)
    return {row["Id"]: row[name] for row in rows if row[name] is not None}


def versions(cast: Cast) -> dict[str, str]:
    """{record and formula: the row's version}: one that was not written has the same as before."""
    with inside(cast.acme), connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id || formula_id::text, xmin::text || ctid::text || xmax::text "
            "FROM integrations_formulavalue"
        )
        return dict(cursor.fetchall())


def test_no_formula_is_read_by_itself_even_where_it_bears_a_name_of_ours(
    cast: Cast, salesforce: Running, connected_source: Source, sync: Sync
) -> None:
    salesforce.control.settings(formula_fields={"Opportunity": ["LeadSource"], "Lead": ["Email"]})
    assert sync() == ["done"]
    names = {"LeadSource", "Weighted_Amount__c", "Days_Open__c", "HierarchyActualCost"}
    queries = [row["query"].get("q", "") for row in salesforce.control.requests()]
    asked = [soql for soql in queries if "FROM Opportunity" in soql or "FROM Campaign" in soql]
    assert len(asked) > 1
    assert not [name for name in names for soql in asked if name in soql]
    with inside(cast.acme):
        state = StreamState.objects.get(stream="Opportunity")
        assert "LeadSource" in state.schema["missing"]
        assert not Lead.objects.exclude(email_hash=None).exists()
        found = {(one.stream, one.name) for one in offers(connected_source)}
    assert {
        ("Opportunity", "Days_Open__c"),
        ("Opportunity", "LeadSource"),
        ("Campaign", "HierarchyActualCost"),
        ("Account", "Renewal_Date__c"),
        ("Lead", "Score_Band__c"),
        ("Contact", "Salutation_Line__c"),
    } <= found


def test_a_value_that_changes_without_a_stamp_is_seen_by_night_alone(
    cast: Cast, salesforce: Running, synced: Source, sync: Sync
) -> None:
    assert pick(cast, synced, DEALS)[-1] == "done"
    days = told(salesforce, "Opportunity", "Days_Open__c")
    assert days
    assert stored(cast, "Days_Open__c") == {key: Decimal(str(one)) for key, one in days.items()}
    before, chosen = versions(cast), sorted(days)[:3]
    salesforce.control.recalculate("Opportunity", "Days_Open__c", by=1, ids=chosen)
    salesforce.control.settings(clock_offset=3600.0)

    with inside(cast.acme):
        request_sync(source_id=synced.pk)
    assert sync()[-1] == "done"
    assert versions(cast) == before

    salesforce.control.reset_counters()
    assert refresh(cast, synced)[-1] == "done"
    now = told(salesforce, "Opportunity", "Days_Open__c")
    assert stored(cast, "Days_Open__c") == {key: Decimal(str(one)) for key, one in now.items()}
    after = versions(cast)
    with inside(cast.acme):
        formula = Formula.objects.get(name="Days_Open__c")
        assert formula.changed == 3
        assert Formula.objects.get(name="Weighted_Amount__c").changed == 0
        assert formula.refreshed_at is not None
        run = SyncRun.objects.filter(kind="formulas").latest("started_at")
        assert (run.state, run.error_text) == ("succeeded", "")
        shown = newest_values(synced, formula.pk)
        assert {row.external_id for row in shown[:3]} == set(chosen)
        assert shown[0].about
    moved = {key for key in after if after[key] != before.get(key)}
    assert moved == {f"{key}{formula.pk}" for key in chosen}
    paths = [row["path"] for row in salesforce.control.requests()]
    assert len([path for path in paths if path.endswith("/queryAll")]) == 1


@pytest.mark.parametrize("bulk_from", [50, *at_length(2000)])
def test_every_kind_of_formula_is_kept_by_both_ways_and_nothing_else_moves(
    cast: Cast, salesforce: Running, synced: Source, bulk_from: int
) -> None:
    with inside(cast.acme):
        Source.objects.update(options={"bulk_from": bulk_from})
        rows, cursors = rollups(), dict(StreamState.objects.values_list("stream", "cursor"))
    fields = {"Account": ["Account_Tier__c", "Renewal_Date__c"], **DEALS}
    assert pick(cast, synced, fields)[-1] == "done"
    for stream, names in fields.items():
        for name in names:
            kept = {key: str(one) for key, one in stored(cast, name).items()}
            theirs = told(salesforce, stream, name)
            assert theirs
            if stream == "Opportunity":
                assert {key: Decimal(one) for key, one in kept.items()} == {
                    key: Decimal(str(one)) for key, one in theirs.items()
                }
            else:
                assert kept == theirs
    made = salesforce.control.counters()["requests"]
    is_bulk = any("/jobs/query" in key for key in made)
    assert is_bulk == (bulk_from == 50)
    with inside(cast.acme):
        assert rollups() == rows
        assert dict(StreamState.objects.values_list("stream", "cursor")) == cursors
        assert differences(synced, salesforce.control) == {}


def rollups() -> list[str]:
    """All rollups of the entered workspace, with the version of each row."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relname LIKE 'analytics_%%rollup%%' OR relname LIKE 'analytics_%%day' ORDER BY 1"
        )
        tables = [row[0] for row in cursor.fetchall()]
        assert tables
        for table in tables:
            cursor.execute(f"SELECT ctid::text || xmin::text || t::text FROM {table} t ORDER BY 1")  # noqa: S608
            found += [row[0] for row in cursor.fetchall()]
    return found


def test_formulas_of_people_are_sealed_compared_and_erased(
    cast: Cast, salesforce: Running, synced: Source
) -> None:
    fields = {"Lead": ["Score_Band__c"], "Contact": ["Salutation_Line__c"]}
    assert pick(cast, synced, fields)[-1] == "done"
    theirs = told(salesforce, "Contact", "Salutation_Line__c")
    with inside(cast.acme):
        assert not FormulaValue.objects.exists()
        rows = PersonField.objects.filter(field="Contact.Salutation_Line__c")
        marks = dict(rows.values_list("external_id", "row_id"))
        assert marks.keys() == theirs.keys()
        sealed = b"".join(bytes(one) for one in rows.values_list("sealed", flat=True))
        # The choice of plain fields leaves what was picked here alone.
        choose_person_fields(source_id=synced.pk, fields={"Lead": [], "Contact": []})
        assert rows.count() == len(marks)
    assert not [name for name in theirs.values() if name.encode() in sealed]

    (person,) = [row for row in salesforce.control.records("Contact") if row["Id"] == min(marks)]
    other = max(marks)
    change = {"value": "Somebody else", "ids": [other]}
    salesforce.control.recalculate("Contact", "Salutation_Line__c", **change)
    assert refresh(cast, synced)[-1] == "done"
    subject = Subject(emails=(normalise(person["Email"]),), external_ids={synced.pk: (min(marks),)})
    with inside(cast.acme):
        now = dict(rows.values_list("external_id", "row_id"))
        assert {key for key in now if now[key] != marks[key]} == {other}
        opened = [
            row["value"]
            for part in personal_data.collect(subject)
            if part.table == "integrations.personfield"
            for row in part.rows
        ]
        assert theirs[person["Id"]] in opened
        personal_data.erase(subject)
        assert not rows.filter(external_id=person["Id"]).exists()
    assert refresh(cast, synced)[-1] == "done"
    with inside(cast.acme):
        assert not PersonField.objects.filter(external_id=person["Id"]).exists()
        choose_formulas(source_id=synced.pk, fields={"Lead": ["Score_Band__c"]})
        assert set(PersonField.objects.values_list("field", flat=True)) == {"Lead.Score_Band__c"}


def test_what_is_computed_of_a_company_that_is_a_person_is_not_kept(
    cast: Cast, salesforce: Running, synced: Source
) -> None:
    from integrations.connectors.entities import Page
    from integrations.connectors.salesforce.streams import BY_NAME
    from integrations.loading.formulas import load_formulas
    from integrations.loading.target import target_for

    first, second = sorted(row["Id"] for row in salesforce.control.records("Account"))[:2]
    fields = ("Id", "SystemModstamp", "Account_Tier__c", "IsPersonAccount")
    lines = [f'"{first}","2026-01-01","A","true"', f'"{second}","2026-01-01","B","false"']
    data = ",".join(f'"{name}"' for name in fields) + "\n" + "\n".join(lines) + "\n"
    with inside(cast.acme):
        choose_formulas(source_id=synced.pk, fields={"Account": ["Account_Tier__c"]})
        target = target_for(
            workspace_id=cast.acme.pk,
            source_id=synced.pk,
            stream=BY_NAME["Account"],
            fields=("IsPersonAccount",),
            currency="",
        )
        page = Page(data.encode(), 2, "")
        formula = Formula.objects.get()
        assert load_formulas(target, page, fields, [formula]) == {formula.pk: 1}
        assert FormulaValue.objects.get().external_id == second


@pytest.mark.torture  # as test_schema shows of a field
def test_a_formula_out_of_sight_keeps_its_values_and_admins_are_told_once(
    cast: Cast, salesforce: Running, synced: Source
) -> None:
    assert pick(cast, synced, DEALS)[-1] == "done"
    kept = stored(cast, "Days_Open__c")
    salesforce.control.settings(hidden_fields={"Opportunity": ["Days_Open__c"]})
    salesforce.control.recalculate("Opportunity", "Weighted_Amount__c", by=5)
    for _ in range(2):
        assert refresh(cast, synced)[-1] == "done"
        assert work_off(cast.acme.pk, task="send_mail") in (["done"], [])
    assert stored(cast, "Days_Open__c") == kept
    theirs = told(salesforce, "Opportunity", "Weighted_Amount__c").items()
    assert stored(cast, "Weighted_Amount__c") == {key: Decimal(str(one)) for key, one in theirs}
    (letter,) = [one for one in mail.outbox if "can no longer be read" in one.subject]
    assert letter.to == [cast.alice.email]
    assert "Opportunity.Days_Open__c" in letter.body
    with inside(cast.acme):
        gone = Formula.objects.get(name="Days_Open__c")
        assert gone.gone_at is not None
        assert Formula.objects.get(name="Weighted_Amount__c").gone_at is None
        # It stays chosen as long as it is named.
        choose_formulas(source_id=synced.pk, fields=DEALS)
        assert Formula.objects.count() == 2
    salesforce.control.settings(hidden_fields={})
    salesforce.control.recalculate("Opportunity", "Days_Open__c", by=1)
    assert refresh(cast, synced)[-1] == "done"
    assert stored(cast, "Days_Open__c") == {key: one + 1 for key, one in kept.items()}


@pytest.mark.torture  # as test_schema shows of a field
def test_a_formula_dropped_between_describe_and_query_stops_nothing(
    cast: Cast, salesforce: Running, synced: Source
) -> None:
    from accounts.jobs.runner import run

    with inside(cast.acme):
        choose_formulas(source_id=synced.pk, fields=DEALS)
        job = Job.objects.get(task=REFRESH)
    salesforce.control.fault("concurrency", path="queryAll")
    assert run(cast.acme.pk, job.pk) == "queued"
    salesforce.control.settings(hidden_fields={"Opportunity": ["Days_Open__c"]})
    with inside(cast.acme):
        Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    assert work_off(cast.acme.pk, task="refresh_formulas")[-1] == "done"
    with inside(cast.acme):
        found = SyncRun.objects.get(kind="formulas")
        assert (found.state, found.error_text) == ("succeeded", "")
    assert stored(cast, "Weighted_Amount__c")
    assert not stored(cast, "Days_Open__c")


@pytest.mark.torture
def test_a_session_that_ends_in_mid_page_is_renewed(
    cast: Cast, salesforce: Running, synced: Source
) -> None:
    salesforce.control.settings(page_rows=20)
    salesforce.control.fault("expired_session", path=r"/query/\w+-", times=1)
    assert pick(cast, synced, DEALS)[-1] == "done"
    assert len(stored(cast, "Days_Open__c")) == len(told(salesforce, "Opportunity", "Days_Open__c"))


@pytest.mark.torture
def test_an_attempt_that_broke_off_is_taken_up_and_nothing_is_counted_twice(
    cast: Cast, salesforce: Running, synced: Source
) -> None:
    salesforce.control.settings(page_rows=20)
    # As often as one attempt asks for a page.
    salesforce.control.fault("server_error", path=r"/query/\w+-40", times=4)
    states = pick(cast, synced, {"Opportunity": ["Days_Open__c"]})
    assert len(states) == 2
    assert states[-1] == "done"
    theirs = told(salesforce, "Opportunity", "Days_Open__c")
    assert stored(cast, "Days_Open__c").keys() == theirs.keys()
    with inside(cast.acme):
        assert Formula.objects.get().changed == len(theirs)


def test_only_what_is_offered_can_be_picked_and_what_is_given_back_is_deleted(
    cast: Cast, salesforce: Running, synced: Source
) -> None:
    with inside(cast.acme), pytest.raises(Trouble, match=r"Lead\.Salary__c"):
        choose_formulas(source_id=synced.pk, fields={"Lead": ["Salary__c"]})
    assert pick(cast, synced, DEALS)[-1] == "done"
    with inside(cast.acme):
        choose_formulas(source_id=synced.pk, fields={"Opportunity": ["Days_Open__c"]})
        assert set(FormulaValue.objects.values_list("formula__name", flat=True)) == {"Days_Open__c"}
        choose_formulas(source_id=synced.pk, fields={})
        assert not Formula.objects.exists()
        assert not FormulaValue.objects.exists()
        lines = AuditEvent.objects.filter(action="source.formulas").order_by("pk")
        assert [line.data["fields"] for line in lines][-2:] == [["Opportunity.Days_Open__c"], []]


def test_the_night_asks_for_sources_with_formulas_and_no_other(
    cast: Cast, salesforce: Running, synced: Source
) -> None:
    assert request_formulas() == 0
    assert pick(cast, synced, DEALS)[-1] == "done"
    assert request_formulas() == 1
    with inside(cast.acme):
        assert Job.objects.filter(task=REFRESH, state="queued").count() == 1
        pause_source(source_id=synced.pk)
        assert not Job.objects.filter(task=REFRESH, state="queued").exists()
    assert request_formulas() == 0


def test_nobody_elses_formulas_are_seen(cast: Cast, salesforce: Running, synced: Source) -> None:
    assert pick(cast, synced, DEALS | {"Contact": ["Salutation_Line__c"]})[-1] == "done"
    with inside(cast.acme):
        formula = Formula.objects.get(name="Days_Open__c")
        assert FormulaValue.objects.exists()
    with inside(cast.rival):
        assert not Formula.objects.exists()
        assert not FormulaValue.objects.exists()
        assert not PersonField.objects.exists()
        assert newest_values(synced, formula.pk) == ()
        with pytest.raises(Trouble):
            choose_formulas(source_id=synced.pk, fields={})


def test_an_admin_picks_on_the_page_and_sees_what_came(
    cast: Cast, salesforce: Running, synced: Source
) -> None:
    client = Client()
    client.force_login(cast.alice)
    page = reverse("integrations:formulas", args=["acme", synced.pk])
    body = client.get(page).content.decode()
    assert "No formula field is picked" in body
    assert "Opportunity.Days_Open__c" in body
    assert "of people: kept encrypted" in body
    keys = ["Opportunity.Days_Open__c", "Lead.Score_Band__c"]
    choose = reverse("integrations:choose_formulas", args=["acme", synced.pk])
    assert client.post(choose, {"formulas": ["Lead.Salary__c"]}).status_code == 422
    assert client.post(choose, {"formulas": keys}).headers["Location"] == page
    assert "Not read yet" in client.get(page).content.decode()
    assert work_off(cast.acme.pk, task="refresh_formulas")[-1] == "done"
    body = client.get(page).content.decode()
    record, value = next(iter(told(salesforce, "Opportunity", "Days_Open__c").items()))
    assert value is not None
    shown = re.findall(r'href="[^"]+/(006\w+)"', body)
    assert record in shown or len(shown) == 25
    assert "Fresh" in body
    assert "Encrypted" in body
    assert not [word for word in ("Hot", "Warm", "Cold") if f">{word}<" in body]
    source_page = client.get(reverse("integrations:source", args=["acme", synced.pk]))
    assert "Formula fields (2 picked)" in source_page.content.decode()
    # Opened by those who may not change it, it offers no choice.
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)
    client.force_login(cast.bob)
    assert b'name="formulas"' not in client.get(page).content
