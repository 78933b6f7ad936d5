"""Histories go and come back with their record: no stamp of their own tells of it."""

# ruff: noqa: S608 - names come from our own models, ids are UUIDs

from django.db import connection

from integrations.changes import Change, changing
from integrations.loading.target import Target

# parent's model -> the model of its history, and the column that names the parent
_HISTORIES = {
    "Lead": ("LeadStatusChange", "lead_external_id"),
    "Opportunity": ("OpportunityChange", "opportunity_external_id"),
}
_FOLLOWING = "pg_temp.following_row"


def follow_parents(target: Target) -> None:
    """Mark the histories of records that this page deletes, and unmark those that are back."""
    _follow(
        target,
        target.incoming,
        "p.was_deleted <> (p.deleted_at IS NOT NULL) "
        "AND (h.deleted_at IS NULL) <> (p.deleted_at IS NULL)",
    )


def end_with_parents(target: Target, gone: str) -> None:
    """Mark the histories of records that are marked now; `gone` (external_id, deleted_at)."""
    _follow(target, gone, "h.deleted_at IS NULL")


def _follow(target: Target, parents: str, condition: str) -> None:
    if target.stream.model not in _HISTORIES:
        return
    model, column = _HISTORIES[target.stream.model]
    table = f"integrations_{model.lower()}"
    own = target.of_source("h")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_FOLLOWING}")
        cursor.execute(
            f"CREATE TEMPORARY TABLE following_row ON COMMIT DROP AS "
            f"SELECT h.external_id, p.deleted_at FROM pg_temp.{parents} p "
            f"CROSS JOIN LATERAL (SELECT * FROM {table} h WHERE {own} "
            f"AND h.{column} = p.external_id AND h.{column} <> '' OFFSET 0) h WHERE {condition}"
        )
        cursor.execute(f"SELECT EXISTS (SELECT FROM {_FOLLOWING})")
        if not cursor.fetchone()[0]:
            return
        with changing(Change(target.source_id, model, "following_row")):
            cursor.execute(
                f"UPDATE {table} h SET deleted_at = f.deleted_at FROM {_FOLLOWING} f "
                f"WHERE {own} AND h.external_id = f.external_id"
            )
