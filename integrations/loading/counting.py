"""Compares all ids that the vendor has with ours: what is gone, out of sight, back, or unknown."""

# ruff: noqa: S608 - names come from our own models and streams, ids are UUIDs

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from accounts.tenancy import Purpose, for_purpose
from integrations.loading.limits import before_of
from integrations.loading.locking import share_people
from integrations.loading.removals import mark_gone
from integrations.loading.target import Target, suppressed

_COUNTED = "pg_temp.counted_id"
_GONE = "gone_row"


@dataclass(frozen=True)
class Counted:
    """What a count of all ids found: rows marked deleted, rows out of sight now, ids we lack."""

    rows: int
    deleted: int
    not_visible: int
    unknown: tuple[str, ...]


@for_purpose(Purpose.STORAGE)
def compare_ids(
    target: Target, pages: Iterable[bytes], *, before: datetime, is_log_whole: bool
) -> Counted:
    """Mark what the count misses, in the caller's transaction.

    `pages` are CSV of (Id, stamp, IsDeleted) without a header. Rows stamped from `before` on are
    left alone: they came while it was counted. Where the log of deletes is whole, a row that nobody
    deleted is out of this user's sight; where a part of it is missing the row counts as deleted.
    """
    share_people(target.workspace_id)
    with connection.cursor() as cursor:
        rows = _stage(pages)
        cursor.execute(_clear_sight(target))
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{_GONE}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {_GONE} ON COMMIT DROP AS {_missing(target)} "
            + ("AND c.id IS NOT NULL" if is_log_whole else ""),
            [before],
        )
        deleted = mark_gone(target)
        cursor.execute(
            f"UPDATE {target.table} t SET not_visible_at = now() WHERE {target.owned} "
            f"AND t.deleted_at IS NULL AND t.not_visible_at IS NULL AND {_BEFORE} "
            f"AND NOT EXISTS (SELECT FROM {_COUNTED} c WHERE c.id = t.external_id)",
            [before],
        )
        cursor.execute(
            f"SELECT count(*) FROM {target.table} t WHERE {target.owned} "
            "AND t.deleted_at IS NULL AND t.not_visible_at IS NOT NULL"
        )
        not_visible = int(cursor.fetchone()[0])
        cursor.execute(_unknown(target))
        unknown = tuple(row[0] for row in cursor.fetchall())
    return Counted(rows, deleted, not_visible, unknown)


@for_purpose(Purpose.STORAGE)
def look_up_ids(target: Target, pages: Iterable[bytes], *, before: datetime) -> Counted:
    """The same where the vendor tells of each record: nothing is marked.

    `unknown` are also ids that the count misses, so that each of them is asked for by name.
    """
    share_people(target.workspace_id)
    with connection.cursor() as cursor:
        rows = _stage(pages)
        cursor.execute(_missing(target), [before])
        missing = {row[0] for row in cursor.fetchall()}
        cursor.execute(_unknown(target))
        unknown = missing | {row[0] for row in cursor.fetchall()}
    return Counted(rows, 0, 0, tuple(sorted(unknown)))


_BEFORE = "(t.stamp IS NULL OR t.stamp < %s)"


def _stage(pages: Iterable[bytes]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_COUNTED}")
        cursor.execute(
            "CREATE TEMPORARY TABLE counted_id (id text, stamp timestamptz, is_deleted boolean) "
            "ON COMMIT DROP"
        )
        with cursor.copy(f"COPY {_COUNTED} FROM STDIN (FORMAT csv)") as copy:
            for page in pages:
                copy.write(page)
        rows = int(cursor.rowcount)
        cursor.execute(f"ANALYZE {_COUNTED}")
        return rows


def _clear_sight(target: Target) -> str:
    return (
        f"UPDATE {target.table} t SET not_visible_at = NULL FROM {_COUNTED} c "
        f"WHERE {target.owned} AND t.not_visible_at IS NOT NULL "
        "AND c.id = t.external_id AND NOT c.is_deleted"
    )


def _missing(target: Target) -> str:
    """Rows of ours that are in the bin, or nowhere."""
    return (
        "SELECT t.external_id, now() AS deleted_at "
        f"FROM {target.table} t LEFT JOIN {_COUNTED} c ON c.id = t.external_id "
        f"WHERE {target.owned} AND t.deleted_at IS NULL AND {_BEFORE} "
        "AND (c.id IS NULL OR c.is_deleted) "
    )


def _unknown(target: Target) -> str:
    """Ids in sight of which we have no row, or an older one.

    But for people who were erased, and for records past their retention.
    """
    erased = suppressed(target, "c.id")
    before = before_of(target.limits, target.stream.model)
    young = f"AND (c.stamp IS NULL OR c.stamp >= '{before.isoformat()}') " if before else ""
    return (
        f"SELECT c.id FROM {_COUNTED} c WHERE NOT c.is_deleted AND NOT {erased} {young}"
        f"AND NOT EXISTS (SELECT FROM {target.table} t WHERE {target.owned} "
        "AND t.external_id = c.id AND t.deleted_at IS NULL AND t.stamp >= c.stamp) ORDER BY c.id"
    )
