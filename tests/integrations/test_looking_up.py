"""Rows of a workspace that has just come are looked up by whole keys, not one after the other."""

from typing import Any

import psycopg
from django.apps import apps
from django.db import connection
from django.utils import timezone

from accounts.models import Workspace
from accounts.tenancy import inside
from analytics.rollups import cohorts, crm, people
from analytics.rollups import deals as deals_kept
from analytics.rollups.basis import current_rules
from integrations.models import Campaign, Lead, Opportunity, Source
from integrations.models.crm import CrmRow
from tests.analytics.crm import crm_source
from tests.cast import make_cast
from tests.databases import FreshDatabase


def test_a_first_sync_beside_a_large_workspace_finds_rows_by_their_keys(
    fresh_database: FreshDatabase,
) -> None:
    """The statistics know Acme only; of Rival they would say that it has no row at all."""
    cast = make_cast()
    _fill(cast.acme, 3000)
    with psycopg.connect(fresh_database.urls["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE integrations_lead")
    source = _fill(cast.rival, 500)
    with inside(cast.rival), connection.cursor() as cursor:
        for statement in (*people.MAKE_TOUCHED, *crm.MAKE_DELTA, *cohorts.MAKE_DELTA):
            cursor.execute(statement)
        cursor.execute("CREATE TEMPORARY TABLE changed_row (external_id text) ON COMMIT DROP")
        cursor.execute("INSERT INTO changed_row SELECT n::text FROM generate_series(1, 500) n")
        cursor.execute("ANALYZE pg_temp.changed_row")
        names = {**current_rules(source.pk), "met": 0, "merged": False}
        touch = people.touch(people.TOUCH["Lead"].format(table="pg_temp.changed_row"))
        assert "integrations_lead_pkey" in _plan(cursor, touch, names)
        cursor.execute(touch, names)
        cursor.execute("ANALYZE pg_temp.touched_person")
        plan = _plan(cursor, people.contribution("", people.leads_of_touched(0)), names)
        assert "lead_email" in plan
        assert "lead_created" not in plan


def test_rows_are_found_by_their_keys_while_the_statistics_say_that_there_are_none(
    fresh_database: FreshDatabase,
) -> None:
    """ANALYZE in the middle of a first load counts its pages, and sees none of their rows."""
    acme = make_cast().acme
    with inside(acme), connection.cursor() as cursor:
        source = crm_source()
        deals = (
            Opportunity(
                workspace_id=acme.pk,
                source_id=source.pk,
                external_id=str(n),
                company_external_id=str(n % 7),
                row_hash=b"",
                created_at=timezone.now(),
                closes_on=timezone.now().date(),
                is_closed=True,
                is_won=True,
            )
            for n in range(3000)
        )
        Opportunity.objects.bulk_create(deals, batch_size=1000)
        with psycopg.connect(fresh_database.urls["DATABASE_OWNER_URL"], autocommit=True) as owner:
            owner.execute("ANALYZE integrations_opportunity")
        cursor.execute("CREATE TEMPORARY TABLE changed (external_id text) ON COMMIT DROP")
        names = {**current_rules(source.pk), "met": 0, "merged": False}
        stored = deals_kept.STORED.format(table="pg_temp.changed")
        read = deals_kept.READ_TOUCHED[1].format(rows=stored)
        assert "integrations_opportunity_pkey" in _plan(cursor, read, names)
        for statement in deals_kept.MAKE_TOUCHED:
            cursor.execute(statement)
        first_won = _plan(cursor, deals_kept.first_won_of_touched(0), names)
        assert "opportunity_first_won" in first_won


def test_rows_of_a_crm_are_checked_by_no_foreign_key(db: None) -> None:
    """One check a row was a fifth of a first sync; the loader keeps the source instead."""
    tables = [m._meta.db_table for m in apps.get_models() if issubclass(m, CrmRow)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
            [tables],
        )
        assert cursor.fetchall() == []


def test_every_table_of_crm_rows_is_without_statistics_of_workspaces(
    fresh_database: FreshDatabase,
) -> None:
    models = [m for m in apps.get_models() if issubclass(m, CrmRow) or m is Campaign]
    with psycopg.connect(fresh_database.urls["DATABASE_OWNER_URL"]) as owner:
        rows = owner.execute(
            "SELECT attrelid::regclass::text FROM pg_attribute"
            " WHERE attname = 'workspace_id' AND attstattarget = 0"
        ).fetchall()
    assert {model._meta.db_table for model in models} == {name for (name,) in rows}


def _fill(workspace: Workspace, count: int) -> Source:
    with inside(workspace):
        source = crm_source()
        Lead.objects.bulk_create(
            Lead(
                workspace_id=workspace.pk,
                source_id=source.pk,
                external_id=str(n),
                row_hash=b"",
                email_hash=n.to_bytes(8, "big"),
                status="New",
                created_at=timezone.now(),
            )
            for n in range(1, count + 1)
        )
    return source


def _plan(cursor: Any, statement: str, names: dict[str, Any]) -> str:
    cursor.execute(f"EXPLAIN {statement}", names)
    return "\n".join(row[0] for row in cursor.fetchall())
