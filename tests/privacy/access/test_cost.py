"""What a copy and an erasure cost does not grow with the workspace: each look-up is by an index."""

from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone

from accounts.crypto import KeyedHash
from accounts.readings import numbers_of
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.models import (
    CampaignMember,
    Contact,
    Lead,
    LeadStatusChange,
    Opportunity,
    OpportunityContact,
    Source,
)
from integrations.selectors import ids_of_person
from privacy import manifest
from privacy.erasure.local import try_here
from privacy.erasure.searching import Searched, by_index, lookups, needles_of
from tests.analytics.crm import crm_source
from tests.cast import make_cast
from tests.databases import FreshDatabase

# Of thousands: whoever read more did not look up, but through.
_MOST = 50
# Of a whole erasure with its search, which also looks whether a table is short.
_MOST_OF_ALL = 2 * (lookups.MOST_READ + 1) + 5 * _MOST
# What this transaction has read so far, by PostgreSQL's own count.
_READ = """
SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)
"""
_PEOPLE = (
    *("integrations_lead", "integrations_contact", "integrations_campaignmember"),
    *("integrations_leadstatuschange", "integrations_personfield", "accounts_reading"),
    *("accounts_loggedperson", "integrations_opportunity"),
    *("integrations_opportunitycontact", "integrations_mergedrecord"),
)


def test_no_table_of_people_is_read_from_end_to_end(fresh_database: FreshDatabase) -> None:
    """Statement 33: a request over a large workspace looks every person up by an index."""
    acme = make_cast().acme
    source = _filled(acme, 1500)
    with psycopg.connect(fresh_database.urls["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for table in _PEOPLE:
            owner.execute(f"ANALYZE {table}")
    dora = Subject(emails=("17@people.example",))
    with inside(acme):
        found = ids_of_person(dora)
        assert found == {source.pk: ("17",)}
        subject = Subject(emails=dora.emails, external_ids=found)
        statements: list[tuple[str, Any]] = []

        def remember(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            if sql.startswith("SELECT"):
                statements.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(remember):
            ids_of_person(dora)
            for _name, module in manifest.modules():
                module.collect(subject)
        assert len(statements) > 10
        with connection.cursor() as cursor:
            for sql, params in statements:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
                (plan,) = cursor.fetchone()
                read = sum(_rows_read(plan[0]["Plan"]))
                assert read <= _MOST, f"{read} rows for {sql}\n{plan}"
    _erase(acme, subject)


def _erase(acme: object, subject: Subject) -> None:
    """Statements 44, 46: neither what is done to one person, nor the search after it, reads all."""
    with inside(acme):
        with connection.cursor() as cursor:
            # What is as short as this the planner may read; what is long it has to be led to.
            cursor.execute("SET LOCAL enable_seqscan = off")
        done = try_here(subject)
        assert done.erased > 3
        searched = Searched()
        for step in by_index(needles_of(subject)):
            step(searched)
        # It was a dry run: what stands there is found, by index alone.
        assert {"integrations.lead", "integrations.leadstatuschange"} <= set(searched.residue)
        with connection.cursor() as cursor:
            # Two indexes of steps begin alike, so while there are few the planner takes either.
            cursor.execute(_READ, [sorted({*_PEOPLE} - {"integrations_leadstatuschange"})])
            read = dict(cursor.fetchall())
    assert read["integrations_lead"] > 0
    assert {table: rows for table, rows in read.items() if rows > _MOST_OF_ALL} == {}


def _rows_read(node: dict[str, Any]) -> Iterator[int]:
    """The rows of our tables that each node looked at, those that a filter dropped included."""
    if node.get("Relation Name") in _PEOPLE:
        kept = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
        yield round((kept + node.get("Rows Removed by Index Recheck", 0)) * node["Actual Loops"])
    for child in node.get("Plans", ()):
        yield from _rows_read(child)


def _filled(acme: object, count: int) -> Source:
    now = timezone.now()
    with inside(acme) as workspace_id:
        source = crm_source()
        index = KeyedHash(workspace_id, "email")
        suppression = KeyedHash(workspace_id, "email", purpose="suppression")
        common = {"workspace_id": workspace_id, "source_id": source.pk, "row_hash": b""}
        models: tuple[Any, ...] = (Lead, Contact)
        for model in models:
            first = 0 if model is Lead else count
            model.objects.bulk_create(
                (
                    model(
                        external_id=str(n),
                        email_hash=index.of(f"{n}@people.example"),
                        suppression_hash=suppression.of(f"{n}@people.example"),
                        created_at=now,
                        **common,
                    )
                    for n in range(first, first + count)
                ),
                batch_size=500,
            )
        CampaignMember.objects.bulk_create(
            (
                CampaignMember(
                    external_id=str(n), lead_external_id=str(n), created_at=now, **common
                )
                for n in range(count)
            ),
            batch_size=500,
        )
        LeadStatusChange.objects.bulk_create(
            (
                LeadStatusChange(
                    external_id=str(n), lead_external_id=str(n), changed_at=now, **common
                )
                for n in range(count)
            ),
            batch_size=500,
        )
        Opportunity.objects.bulk_create(
            (
                Opportunity(
                    external_id=str(n), contact_external_id=str(n), created_at=now, **common
                )
                for n in range(count)
            ),
            batch_size=500,
        )
        OpportunityContact.objects.bulk_create(
            (
                OpportunityContact(external_id=str(n), contact_external_id=str(n), **common)
                for n in range(count)
            ),
            batch_size=500,
        )
        numbers_of(f"email:{n}" for n in range(count))
    return source
