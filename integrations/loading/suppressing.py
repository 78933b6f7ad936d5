"""Whoever was erased and comes again under another id is kept out under that one, too."""

from django.db import connection

from integrations.loading.target import Target

_ADD = """
INSERT INTO integrations_suppression
    (id, workspace_id, source_id, external_id, normaliser, created_at)
SELECT gen_random_uuid(), '{0.workspace_id}', '{0.source_id}', s."Id", 1, now()
FROM (SELECT DISTINCT "Id", suppression_hash FROM {0.stage} WHERE suppression_hash IS NOT NULL) s
WHERE EXISTS (SELECT FROM integrations_suppression x WHERE x.workspace_id = '{0.workspace_id}'
    AND x.identifier_hash = decode(s.suppression_hash, 'hex'))
ON CONFLICT DO NOTHING
"""


def keep_out_under_new_ids(target: Target) -> None:
    """Suppress the ids of staged records of people whose hash is suppressed.

    What names such an id elsewhere, a role in a deal or a step of a lead, then stays out as well.
    """
    if "suppression_hash" not in target.stage_columns:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(target))
