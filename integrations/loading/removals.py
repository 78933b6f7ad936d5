"""Rows that Salesforce no longer has: told by its delete log, or missing from a whole reading."""

# ruff: noqa: S608 - names come from our own models and streams, ids are UUIDs

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from accounts.tenancy import Purpose, for_purpose
from integrations.changes import Change, changing
from integrations.connectors.entities import Scope
from integrations.loading.cascades import end_with_parents
from integrations.loading.locking import share_people
from integrations.loading.target import Target
from integrations.loading.versions import bump_data_version

_GONE = "gone_row"


def mark_deleted(target: Target, deleted_at: Mapping[str, datetime]) -> int:
    """Mark rows as deleted at their moments; those that are marked already stay. How many."""
    return _mark_deleted(target, deleted_at) if deleted_at else 0


@for_purpose(Purpose.STORAGE)
def _mark_deleted(target: Target, deleted_at: Mapping[str, datetime]) -> int:
    share_people(target.workspace_id)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{_GONE}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_GONE} (external_id text, deleted_at timestamptz) "
            "ON COMMIT DROP"
        )
        cursor.execute(
            f"INSERT INTO pg_temp.{_GONE} SELECT * FROM unnest(%s::text[], %s::timestamptz[])",
            [list(deleted_at), list(deleted_at.values())],
        )
    return mark_gone(target)


def mark_missing(target: Target, scope: Scope | None = None) -> int:
    """Mark rows that the stage, a whole reading of this stream or scope, does not hold. How many.

    The stage holds what was read, also of people who are kept out.
    """
    within = f'AND t."{scope.column}" = ANY(%s) ' if scope else ""
    names = [list(scope.ids)] if scope else None
    missing = (
        "SELECT t.external_id, now() AS deleted_at "
        f"FROM {target.table} t WHERE {target.owned} {within}AND t.deleted_at IS NULL "
        f'AND NOT EXISTS (SELECT FROM {target.stage} s WHERE s."Id" = t.external_id)'
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({missing})", names)
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{_GONE}")
        cursor.execute(f"CREATE TEMPORARY TABLE {_GONE} ON COMMIT DROP AS {missing}", names)
    return mark_gone(target)


def mark_gone(target: Target) -> int:
    """Mark what stands in the temporary table gone_row (external_id, deleted_at). How many."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM pg_temp.{_GONE} g WHERE NOT EXISTS (SELECT FROM {target.table} t WHERE "
            f"{target.owned} AND t.external_id = g.external_id AND t.deleted_at IS NULL)"
        )
        cursor.execute(f"SELECT count(*) FROM pg_temp.{_GONE}")
        if cursor.fetchone()[0] == 0:
            return 0
        with changing(Change(target.source_id, target.stream.model, _GONE)):
            # The hash goes too, so that the same record is written again if it ever comes back.
            cursor.execute(
                f"UPDATE {target.table} t SET deleted_at = g.deleted_at, row_hash = '' "
                f"FROM pg_temp.{_GONE} g WHERE {target.owned} AND t.external_id = g.external_id"
            )
            changed = int(cursor.rowcount)
    end_with_parents(target, _GONE)
    bump_data_version(target)
    return changed
