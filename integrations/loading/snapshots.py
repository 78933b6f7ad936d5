"""Our own record of leads' statuses, for organisations that do not track their history."""

from django.db import connection

from integrations.changes import Change, changing
from integrations.loading.merging import stored_row
from integrations.loading.target import Target

_TABLE = "pg_temp.noted_status"
_TRACKED = """
SELECT EXISTS (SELECT FROM integrations_leadstatuschange
    WHERE workspace_id = '{0.workspace_id}' AND source_id = '{0.source_id}' AND basis = 'history')
"""
# The step lies between two syncs; the record's own stamp is the best that is known of its moment.
_COLLECT = """
CREATE TEMPORARY TABLE noted_status ON COMMIT DROP AS
SELECT i.external_id || ':' || extract(epoch FROM i.stamp)::bigint AS external_id,
    i.external_id AS lead_external_id, t.status AS old_status, i.status AS new_status, i.stamp,
    t.is_restricted
FROM pg_temp.{0.incoming} i CROSS JOIN LATERAL ({1}) t
WHERE t.status <> i.status AND i.deleted_at IS NULL
"""
_WRITE = """
INSERT INTO integrations_leadstatuschange (workspace_id, source_id, external_id, stamp, row_hash,
    lead_external_id, old_status, new_status, changed_at, basis, is_restricted)
SELECT '{0.workspace_id}', '{0.source_id}', external_id, stamp, decode(md5(external_id), 'hex'),
    lead_external_id, old_status, new_status, stamp, 'snapshot', is_restricted
FROM pg_temp.noted_status ON CONFLICT DO NOTHING
"""


def note_status_changes(target: Target) -> None:
    """Write a step for each incoming lead whose status differs; nothing where the CRM tracks it."""
    if "status" not in dict(target.seen()):
        return
    with connection.cursor() as cursor:
        cursor.execute(_TRACKED.format(target))
        if cursor.fetchone()[0]:
            return
        cursor.execute(f"DROP TABLE IF EXISTS {_TABLE}")
        cursor.execute(_COLLECT.format(target, stored_row(target, "i")))
        cursor.execute("SELECT EXISTS (SELECT FROM pg_temp.noted_status)")
        if not cursor.fetchone()[0]:
            return
        with changing(Change(target.source_id, "LeadStatusChange", "noted_status")):
            cursor.execute(_WRITE.format(target))
