"""Whoever was erased and comes again under another id is kept out under that one, too."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from accounts.jobs import enqueue
from integrations.loading.target import Target, is_let_in, merge_field, suppressed

# Who bears the hash of somebody who was erased is kept out by id as well. What the CRM made after
# the erasure is really new, and waits in quarantine for a member; a record that was let in is none
# of these. Each id is met once: afterwards it is suppressed, and adds nothing.
_ADD = """
WITH met AS MATERIALIZED (
    SELECT s."Id" AS id, s.created, decode(s.suppression_hash, 'hex') AS identifier
    FROM (SELECT DISTINCT "Id", suppression_hash, {1} AS created FROM {0.stage}
        WHERE suppression_hash IS NOT NULL) s
    WHERE EXISTS (SELECT FROM integrations_suppression x
        WHERE x.workspace_id = (SELECT '{0.workspace_id}'::uuid)
        AND x.identifier_hash = decode(s.suppression_hash, 'hex'))
), added AS (
    INSERT INTO integrations_suppression
        (id, workspace_id, source_id, external_id, normaliser, created_at)
    SELECT gen_random_uuid(), '{0.workspace_id}', '{0.source_id}', m.id, 1, now()
    FROM met m WHERE NOT {2}
    ON CONFLICT DO NOTHING
    RETURNING external_id
), quarantined AS (
    INSERT INTO integrations_quarantinedrecord
        (id, workspace_id, source_id, kind, external_id, created_at, met_at)
    SELECT gen_random_uuid(), '{0.workspace_id}', '{0.source_id}', '{0.stream.model}', m.id,
        m.created::timestamptz, now()
    FROM met m JOIN added a ON a.external_id = m.id
    JOIN integrations_suppression x ON x.workspace_id = (SELECT '{0.workspace_id}'::uuid)
        AND x.identifier_hash = m.identifier
    WHERE m.created::timestamptz > x.created_at
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM added
"""

# Who merges two records says that both are one person.
_ADD_MERGED = """
INSERT INTO integrations_suppression
    (id, workspace_id, source_id, external_id, normaliser, created_at)
SELECT gen_random_uuid(), '{0.workspace_id}', '{0.source_id}', p.id, 1, now()
FROM (SELECT DISTINCT unnest(ARRAY[k.id, k.winner]) AS id FROM {1} k
    WHERE k.winner IS NOT NULL AND ({2} OR {3})) p
ON CONFLICT DO NOTHING
"""
_STAGED = '(SELECT s."Id" AS id, s."{1}" AS winner FROM {0.stage} s)'
_TOLD = "(SELECT * FROM unnest(%(ids)s::text[], %(winners)s::text[]) AS l (id, winner))"
_LEFT = """
SELECT EXISTS (SELECT FROM {0.table} t WHERE t.workspace_id = '{0.workspace_id}'
    AND t.source_id = '{0.source_id}' AND {1}
    AND EXISTS (SELECT FROM {2} k WHERE t.external_id IN (k.id, k.winner)))
"""


def keep_out_under_new_ids(target: Target) -> None:
    """Suppress the ids of staged records of people whose hash, or merged record, is suppressed.

    What names such an id elsewhere, a role in a deal or a step of a lead, then stays out as well;
    what was stored of it before goes by a job of its own.
    """
    if not target.stream.is_person:
        return
    field, added = merge_field(target), 0
    with connection.cursor() as cursor:
        if "suppression_hash" in target.stage_columns:
            is_in = is_let_in(target, "m.id")
            cursor.execute(_ADD.format(target, _created(target), is_in))
            added += int(cursor.fetchone()[0])
        # Without the field a record's winner is itself.
        staged = _STAGED.format(target, field or "Id")
        if field:
            added += _keep_out_merged(cursor, target, staged, {})
        if added:
            _let_rest_go(cursor, target, staged, {})


def keep_out_merged(target: Target, links: Sequence[tuple[str, str]]) -> None:
    """The same of (record, winner) that were read apart from their records."""
    if not target.stream.is_person:
        return
    told = {"ids": [record for record, _ in links], "winners": [winner for _, winner in links]}
    with connection.cursor() as cursor:
        if _keep_out_merged(cursor, target, _TOLD, told):
            _let_rest_go(cursor, target, _TOLD, told)


def _keep_out_merged(cursor: Any, target: Target, links: str, told: dict[str, list[str]]) -> int:
    """How many ids were suppressed, from one end of a chain of merges to the other."""
    lost, won = (suppressed(target, f"k.{name}") for name in ("id", "winner"))
    added = 0
    while True:
        cursor.execute(_ADD_MERGED.format(target, links, lost, won), told or None)
        if not cursor.rowcount:
            return added
        added += int(cursor.rowcount)


def _let_rest_go(cursor: Any, target: Target, links: str, told: dict[str, list[str]]) -> None:
    """Ask for the job where something is stored of who is suppressed now."""
    cursor.execute(_LEFT.format(target, suppressed(target, "t.external_id"), links), told or None)
    if cursor.fetchone()[0]:
        enqueue("integrations.tasks.people.erase_suppressed", target.source_id)


def _created(target: Target) -> str:
    """The staged column that says when the CRM made a record; NULL where it is not read."""
    named = (c.field for c in target.stream.columns if c.target == "created_at")
    field = next((name for name in named if name in target.stage_columns), "")
    return f'"{field}"' if field else "NULL"
