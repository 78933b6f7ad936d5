"""The search by index finds a person in every place of the map to which an index has to lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.apps import apps
from django.db import models

from accounts.subjects import Personal, Subject
from accounts.tenancy import inside
from integrations.models import Company
from privacy import manifest
from privacy.erasure.searching import Needles, lookups, needles_of, search_here
from privacy.erasure.searching.lookups import led_columns, search_by_index
from proactivox.embedded.postgres import SUPERUSER
from tests.analytics.crm import crm_source
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.server_addresses import run_cluster

_ID, _HASH, _USER = "003someonesrecord0", bytes.fromhex("d0" * 16), uuid4()
# A value for a column that has to have one; {n} makes each row another.
_FILLED = {
    "bytea": "decode(lpad(to_hex({n}), 32, '0'), 'hex')",
    "boolean": "false",
    "date": "current_date",
    "jsonb": "'{{}}'::jsonb",
    "ARRAY": "'{{}}'",
    "character varying": "to_hex({n})",
    "text": "to_hex({n})",
    "timestamp with time zone": "now()",
    "uuid": "gen_random_uuid()",
}
_NEEDED = """
SELECT column_name, data_type FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND column_name <> %s
    AND (is_nullable = 'NO' OR column_name = 'source_id')
    AND column_default IS NULL AND is_identity = 'NO'
"""
_CHECKS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace
"""


def places() -> Iterator[tuple[type[models.Model], Any]]:
    """Every open column that the map calls personal and that can hold an id, a hash or a user."""
    for label, entries in manifest.classifications().items():
        model = apps.get_model(label)
        fields = {field.name: field for field in model._meta.concrete_fields}
        if "workspace" not in fields:
            continue
        for name, entry in entries.items():
            if isinstance(entry, Personal) and not entry.encrypted and _can_hold(fields[name]):
                yield model, fields[name]


def _can_hold(field: Any) -> bool:
    kind = field.target_field if field.is_relation else field
    if isinstance(kind, models.UUIDField | models.BinaryField):
        return True
    return isinstance(kind, models.CharField) and (kind.max_length or 0) >= len(_ID)


@pytest.mark.django_db
def test_an_index_leads_to_every_id_and_hash_of_a_person_in_a_crm() -> None:
    """Statement 46: where a customer's contact is named, no row is read to find them."""
    led = {table: {one.column for one in columns} for table, columns in led_columns().items()}
    naming = [
        (model._meta.db_table, field.column)
        for model, field in places()
        if _names_contact(model, field)
    ]
    assert len(naming) > 20
    assert [place for place in naming if place[1] not in led.get(place[0], ())] == []


def _names_contact(model: type[models.Model], field: Any) -> bool:
    entry = manifest.classifications()[model._meta.label_lower][field.name]
    assert isinstance(entry, Personal)
    is_name = entry.category in ("pd:Identifying", "pd:EmailAddress")
    is_key = field.name.endswith(("external_id", "_hash", "merged_into"))
    return entry.subject == "customer_contact" and is_name and is_key


def test_a_residue_is_found_wherever_an_index_leads(
    fresh_database: FreshDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 46: one row planted in each place, by every kind of identifier; none is missed."""
    monkeypatch.setattr(lookups, "MOST_READ", 0)
    acme = make_cast().acme
    with inside(acme):
        source_id = crm_source().pk
    led = {table: {one.column for one in columns} for table, columns in led_columns().items()}
    planted: Counter[str] = Counter()
    with psycopg.connect(run_cluster().postgres.url(SUPERUSER, fresh_database.name)) as admin:
        admin.execute("SET LOCAL session_replication_role = replica")
        for (statement,) in admin.execute(_CHECKS).fetchall():
            admin.execute(statement.encode())
        for number, (model, field) in enumerate(places()):
            if field.column in led.get(model._meta.db_table, ()):
                _plant(admin, number, (acme.pk, source_id), model, field)
                planted[model._meta.label_lower] += 1
    assert planted.total() > 30
    hashes = {"email index": (_HASH,)}
    dora = Subject(user_id=_USER, external_ids={source_id: (_ID,)}, hashes=hashes)
    looked: Counter[str] = Counter()
    residue: Counter[str] = Counter()
    with inside(acme, purpose="own_right"):
        search_by_index(needles_of(dora), looked, residue)
        assert residue == planted
        # Nobody else's id, hash or number is taken for theirs.
        nobody: Counter[str] = Counter()
        search_by_index(needles_of(Subject(user_id=uuid4())), looked, nobody)
        assert +nobody == Counter()
    assert looked["columns_by_index"] > 60


def _plant(
    admin: psycopg.Connection,
    number: int,
    where: tuple[UUID, UUID],
    model: type[models.Model],
    field: Any,
) -> None:
    table, column = model._meta.db_table, field.column
    given = {"workspace_id": f"'{where[0]}'", "source_id": f"'{where[1]}'"}
    values = {
        name: given.get(name, _FILLED.get(kind, "{n}").format(n=number + 1))
        for name, kind in admin.execute(_NEEDED, [table, column]).fetchall()
    }
    kind = field.target_field if field.is_relation else field
    held = {models.UUIDField: _USER, models.BinaryField: _HASH}.get(type(kind), _ID)
    names = ", ".join(f'"{name}"' for name in (*values, column))
    shown = ", ".join((*values.values(), "%s"))
    admin.execute(f"INSERT INTO {table} ({names}) VALUES ({shown})".encode(), [held])  # noqa: S608


@pytest.mark.django_db
def test_short_tables_are_read_and_what_is_left_is_said(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 46: words that no index leads to are read while they are few, else counted."""
    with inside(cast.acme):
        source = crm_source()
        Company.objects.create(
            source=source, external_id="001x", row_hash=b"", name="Once dora@people.example"
        )
        needles = needles_of(Subject(("dora@people.example",)))
        assert _found(needles) == ({"integrations.company": 1}, 0)
        monkeypatch.setattr(lookups, "MOST_READ", 0)
        found, left = _found(needles)
        assert found == {}
        assert left > 0
        assert search_here(needles).residue["integrations.company"] == 1


def _found(needles: Needles) -> tuple[dict[str, int], int]:
    looked: Counter[str] = Counter()
    residue: Counter[str] = Counter()
    search_by_index(needles, looked, residue)
    return dict(+residue), looked["columns_left"]
