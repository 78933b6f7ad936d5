"""Marks rows of restricted people as they come: by id, keyed hash, merge and conversion."""

# ruff: noqa: S608 - names come from our own models and streams, ids are UUIDs

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from integrations.changes import Change, changing
from integrations.loading.target import Target, merge_field
from integrations.models import Restriction

_ENDS = ("external_id", "last_external_id")
# Tables that hold people, and the columns that name one.
MARKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Lead", ("external_id",)),
    ("Contact", ("external_id",)),
    ("CampaignMember", ("lead_external_id", "contact_external_id")),
    ("LeadStatusChange", ("lead_external_id",)),
    ("OpportunityContact", ("contact_external_id",)),
    ("PersonField", ("external_id",)),
    ("MergedRecord", _ENDS),
)
_CONVERTED = "converted_contact_external_id"
_ADD = """
INSERT INTO integrations_restriction
    (id, workspace_id, person_id, source_id, external_id, created_at)
SELECT DISTINCT ON (f.person_id, f.external_id)
    gen_random_uuid(), '{0.workspace_id}'::uuid, f.person_id, '{0.source_id}'::uuid,
    f.external_id, now()
FROM ({1}) f ON CONFLICT DO NOTHING RETURNING external_id
"""
_BY_HASH = """
SELECT x.person_id, s."Id" AS external_id FROM {0.stage} s
JOIN integrations_restriction x ON x.workspace_id = '{0.workspace_id}'
    AND x.identifier_hash = decode(s.suppression_hash, 'hex')
"""
# Whoever says that two records are one person says it of both.
_BY_LINK = """
SELECT x.person_id, unnest(ARRAY[s."Id", s."{1}"]) AS external_id FROM {0.stage} s
JOIN integrations_restriction x ON x.workspace_id = '{0.workspace_id}'
    AND x.source_id = '{0.source_id}' AND x.external_id IN (s."Id", s."{1}")
WHERE s."{1}" <> ''
"""


def is_anybody_restricted() -> bool:
    """Whether the entered workspace has any: for most a page then costs this question alone."""
    return Restriction.objects.exists()


def restrict_under_new_ids(target: Target) -> None:
    """Restrict the staged records of restricted people, also where their ids are new to us.

    What was stored before and names such an id is marked with it.
    """
    if not target.stream.is_person:
        return
    found = [_BY_LINK.format(target, field) for field in _links(target)]
    if "suppression_hash" in target.stage_columns:
        found.append(_BY_HASH.format(target))
    new: set[str] = set()
    with connection.cursor() as cursor:
        for rows in found:
            cursor.execute(_ADD.format(target, rows))
            new |= {row[0] for row in cursor.fetchall()}
    if new:
        mark_people(target.source_id, new, is_restricted=True)


def mark_incoming(target: Target) -> None:
    """Mark rows that were just merged, before anything counts them."""
    people = _columns_of(target)
    if not people:
        return
    named = " OR ".join(
        f"i.{column} IN (SELECT x.external_id FROM integrations_restriction x "
        f"WHERE {target.of_source('x')} AND x.external_id <> '')"
        for column in people
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {target.table} t SET is_restricted = true FROM pg_temp.{target.incoming} i "
            f"WHERE {target.of_source('t')} AND t.external_id = i.external_id "
            f"AND NOT t.is_restricted AND ({named})"
        )


def mark_merges(source_id: UUID, ids: Iterable[str] = (), *, is_restricted: bool = True) -> int:
    """Mark the map of merged records; without ids by everybody who is restricted in the source."""
    known = list(ids)
    if not known:
        rows = Restriction.objects.filter(source_id=source_id).exclude(external_id="")
        known = list(rows.values_list("external_id", flat=True))
    return _mark(source_id, "MergedRecord", _ENDS, known, is_restricted)


def mark_people(source_id: UUID, ids: Iterable[str], *, is_restricted: bool) -> dict[str, int]:
    """Mark all that is stored of people by their ids; {model: rows that changed}.

    Rollups follow in the same transaction.
    """
    known = sorted(set(ids))
    return {
        model: _mark(source_id, model, columns, known, is_restricted) for model, columns in MARKED
    }


def count_people(source_id: UUID, ids: Iterable[str]) -> dict[str, int]:
    """{model: rows in use of the people of these ids}, which `mark_people` would mark."""
    known = sorted(set(ids))
    counts: dict[str, int] = {}
    for model, columns in MARKED:
        names: dict[str, Any] = {"ids": known, "source": source_id, "mark": True}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {_rows(model, columns)}", names)
            counts[model] = int(cursor.fetchone()[0])
    return counts


def _mark(
    source_id: UUID, model: str, columns: tuple[str, ...], ids: list[str], is_restricted: bool
) -> int:
    rows = _rows(model, columns)
    names: dict[str, Any] = {"ids": ids, "source": source_id, "mark": is_restricted}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.restricted_row")
        cursor.execute(
            "CREATE TEMPORARY TABLE restricted_row ON COMMIT DROP AS "
            f"SELECT DISTINCT t.external_id FROM {rows}",
            names,
        )
        if not cursor.rowcount:
            return 0
        with changing(Change(source_id, model, "restricted_row")):
            update = rows.replace(" WHERE ", " SET is_restricted = %(mark)s WHERE ", 1)
            cursor.execute(f"UPDATE {update}", names)
            return int(cursor.rowcount)


def _rows(model: str, columns: tuple[str, ...]) -> str:
    """SQL: the rows of these people that are not marked as they should be."""
    named = " OR ".join(f"(t.{name} = ANY(%(ids)s) AND t.{name} <> '')" for name in columns)
    kind = " AND t.kind IN ('Lead', 'Contact')" if model == "MergedRecord" else ""
    return (
        f"integrations_{model.lower()} t WHERE t.workspace_id = app.ws() "
        f"AND t.source_id = %(source)s{kind} AND t.is_restricted <> %(mark)s AND ({named})"
    )


def _links(target: Target) -> list[str]:
    """The vendor's fields that name another record of the same person."""
    converted = (c.field for c in target.stream.columns if c.target == _CONVERTED)
    fields = (merge_field(target), *converted)
    return [field for field in fields if field in target.stage_columns]


def _columns_of(target: Target) -> tuple[str, ...]:
    return ("external_id",) if target.stream.is_person else target.stream.people
