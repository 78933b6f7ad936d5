"""Whoever was erased and comes again under another id is kept out under that one, too."""

from django.db import connection

from accounts.jobs import enqueue
from integrations.loading.target import Target, merge_field, suppressed

_ADD = """
INSERT INTO integrations_suppression
    (id, workspace_id, source_id, external_id, normaliser, created_at)
SELECT gen_random_uuid(), '{0.workspace_id}', '{0.source_id}', s."Id", 1, now()
FROM (SELECT DISTINCT "Id", suppression_hash FROM {0.stage} WHERE suppression_hash IS NOT NULL) s
WHERE EXISTS (SELECT FROM integrations_suppression x
    WHERE x.workspace_id = (SELECT '{0.workspace_id}'::uuid)
    AND x.identifier_hash = decode(s.suppression_hash, 'hex'))
ON CONFLICT DO NOTHING
"""

# Who merges two records says that both are one person.
_ADD_MERGED = """
INSERT INTO integrations_suppression
    (id, workspace_id, source_id, external_id, normaliser, created_at)
SELECT gen_random_uuid(), '{0.workspace_id}', '{0.source_id}', p.id, 1, now()
FROM (SELECT DISTINCT unnest(ARRAY["Id", "{1}"]) AS id FROM {0.stage} s
    WHERE s."{1}" IS NOT NULL AND ({2} OR {3})) p
ON CONFLICT DO NOTHING
"""
_LEFT = """
SELECT EXISTS (SELECT FROM {0.table} t WHERE t.workspace_id = '{0.workspace_id}'
    AND t.source_id = '{0.source_id}' AND {1}
    AND EXISTS (SELECT FROM {0.stage} s WHERE t.external_id IN (s."Id"{2})))
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
            cursor.execute(_ADD.format(target))
            added += int(cursor.rowcount)
        if field:
            lost, won = (suppressed(target, f's."{name}"') for name in ("Id", field))
            cursor.execute(_ADD_MERGED.format(target, field, lost, won))
            added += int(cursor.rowcount)
        if not added:
            return
        winner = f', s."{field}"' if field else ""
        cursor.execute(_LEFT.format(target, suppressed(target, "t.external_id"), winner))
        if cursor.fetchone()[0]:
            enqueue("integrations.tasks.people.erase_suppressed", target.source_id)
