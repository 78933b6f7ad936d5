"""Keeps the map of merged records: what a CRM says of a merge is kept for ever, chains resolved."""

# ruff: noqa: S608 - names come from our own models and streams, ids are UUIDs

from uuid import UUID

from django.db import connection

from accounts.tenancy import require_workspace_id
from integrations.changes import Change, changing
from integrations.loading.target import MERGED_INTO, Target, is_kept_out, merge_field

_MOST_STEPS = 100
_MAP = "integrations_mergedrecord"


def follow_merges(target: Target) -> None:
    """Bring the map up to the staged page, in the page's own transaction.

    Links are taken from all that was read, also of losers that we never met; only a record that is
    newly written as live, and as merged into nothing, is no longer lost.
    """
    field = merge_field(target)
    if not field:
        return
    model = target.stream.model
    own = _own("m", target.source_id, model)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.merge_link")
        cursor.execute(
            "CREATE TEMPORARY TABLE merge_link ON COMMIT DROP AS "
            f'SELECT s."Id" AS external_id, s."{field}" AS winner FROM {target.stage} s '
            f'WHERE s."{field}" <> s."Id" AND NOT {_is_out(target)} AND NOT EXISTS ('
            f'SELECT FROM {_MAP} m WHERE {own} AND m.external_id = s."Id" '
            f'AND m.winner_external_id = s."{field}")'
        )
        cursor.execute(
            "INSERT INTO pg_temp.merge_link SELECT i.external_id, '' "
            f"FROM pg_temp.{target.incoming} i WHERE i.deleted_at IS NULL AND i.{MERGED_INTO} = '' "
            f"AND EXISTS (SELECT FROM {_MAP} m WHERE {own} AND m.external_id = i.external_id)"
        )
    link_records(target.source_id, model)


def link_records(source_id: UUID, kind: str) -> None:
    """Apply the temporary table merge_link (external_id, winner; "" for one that is back).

    Whoever wins a merge was alive then: an older link that would close a circle is over.
    """
    own = _own("m", source_id, kind)
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_temp.merge_link)")
        if not cursor.fetchone()[0]:
            return
        cursor.execute(
            "INSERT INTO pg_temp.merge_link SELECT m.external_id, '' "
            f"FROM {_MAP} m JOIN pg_temp.merge_link n ON n.winner = m.external_id "
            f"AND n.external_id = m.last_external_id WHERE {own}"
        )
        cursor.execute("DROP TABLE IF EXISTS pg_temp.relinked_row")
        cursor.execute(_RELINKED.format(own=own))
        with changing(Change(source_id, f"Merged{kind}", "relinked_row")):
            place = [str(require_workspace_id()), str(source_id), kind]
            cursor.execute(_REMOVE.format(own=own))
            cursor.execute(_WRITE, place)
            cursor.execute(_RESOLVE.format(own=own, most=_MOST_STEPS))


# All whose chain may end elsewhere now: those linked, and those whose chain led through them.
_RELINKED = f"""
CREATE TEMPORARY TABLE relinked_row ON COMMIT DROP AS
WITH told AS (SELECT DISTINCT external_id FROM pg_temp.merge_link),
ends AS (
    SELECT external_id AS id FROM told UNION
    SELECT m.last_external_id FROM {_MAP} m JOIN told t USING (external_id) WHERE {{own}}
)
SELECT external_id FROM told UNION
SELECT m.external_id FROM {_MAP} m JOIN ends e ON m.last_external_id = e.id WHERE {{own}}
"""
_REMOVE = f"""
DELETE FROM {_MAP} m USING pg_temp.merge_link n
WHERE {{own}} AND m.external_id = n.external_id AND n.winner = ''
"""
_WRITE = f"""
INSERT INTO {_MAP} AS m (workspace_id, source_id, kind, external_id, winner_external_id,
    last_external_id)
SELECT DISTINCT ON (external_id) %s::uuid, %s::uuid, %s, external_id, winner, winner
FROM pg_temp.merge_link WHERE winner <> '' ORDER BY external_id, winner
ON CONFLICT (workspace_id, source_id, kind, external_id) DO UPDATE
SET winner_external_id = excluded.winner_external_id
"""
_RESOLVE = f"""
WITH RECURSIVE walk (start, at, step) AS (
    SELECT m.external_id, m.winner_external_id, 1
    FROM {_MAP} m JOIN pg_temp.relinked_row r USING (external_id) WHERE {{own}}
    UNION ALL
    SELECT w.start, m.winner_external_id, w.step + 1
    FROM walk w JOIN {_MAP} m ON m.external_id = w.at
    WHERE {{own}} AND w.step < {{most}} AND m.winner_external_id <> w.start
),
ended AS (SELECT DISTINCT ON (start) start, at FROM walk ORDER BY start, step DESC)
UPDATE {_MAP} m SET last_external_id = e.at FROM ended e
WHERE {{own}} AND m.external_id = e.start AND m.last_external_id <> e.at
"""


def _own(alias: str, source_id: UUID, kind: str) -> str:
    place = (
        f"{alias}.workspace_id = '{require_workspace_id()}' AND {alias}.source_id = '{source_id}'"
    )
    return f"{place} AND {alias}.kind = '{kind}'"


def _is_out(target: Target) -> str:
    """SQL: whether a staged row is of a person who was erased."""
    row = '(SELECT s."Id" AS external_id'
    if "suppression_hash" in target.stage_columns:
        row += ", decode(s.suppression_hash, 'hex') AS suppression_hash"
    return f"EXISTS (SELECT FROM {row}) k WHERE {is_kept_out(target, 'k')})"
