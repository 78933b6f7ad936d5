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
    """Bring the histories of a page's records up to them, or those of the page up to theirs.

    Records are read later than they are stamped: a history may be met in the bin while its record
    is not there yet, and may have left it before the record is read.
    """
    model = target.stream.model
    if model in _HISTORIES:
        _follow(
            target,
            target.incoming,
            "(p.is_new OR p.was_deleted <> (p.deleted_at IS NOT NULL)) "
            "AND (h.deleted_at IS NULL) <> (p.deleted_at IS NULL)",
        )
    for parent, (history, column) in _HISTORIES.items():
        if history == model:
            _stay_with(target, f"integrations_{parent.lower()}", column)


def end_with_parents(target: Target, gone: str) -> None:
    """Mark the histories of records that are marked now; `gone` (external_id, deleted_at)."""
    _follow(target, gone, "h.deleted_at IS NULL")


def _follow(target: Target, parents: str, condition: str) -> None:
    if target.stream.model not in _HISTORIES:
        return
    model, column = _HISTORIES[target.stream.model]
    table, own = f"integrations_{model.lower()}", target.of_source("h")
    with connection.cursor() as cursor:
        # A first sync reads all records before any history.
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table} h WHERE {own})")
        if not cursor.fetchone()[0]:
            return
    _mark(
        target,
        model,
        f"SELECT h.external_id, p.deleted_at FROM pg_temp.{parents} p "
        f"CROSS JOIN LATERAL (SELECT * FROM {table} h WHERE {own} "
        f"AND h.{column} = p.external_id AND h.{column} <> '' OFFSET 0) h WHERE {condition}",
    )


def _stay_with(target: Target, parents: str, column: str) -> None:
    """Unmark histories that were met in the bin while their record, as we know it, is not there."""
    _mark(
        target,
        target.stream.model,
        f"SELECT h.external_id, p.deleted_at FROM pg_temp.{target.incoming} h "
        f"CROSS JOIN LATERAL (SELECT * FROM {parents} p WHERE {target.of_source('p')} "
        f"AND p.external_id = h.{column} OFFSET 0) p "
        "WHERE h.deleted_at IS NOT NULL AND p.deleted_at IS NULL",
    )


def _mark(target: Target, model: str, rows: str) -> None:
    """Give histories the deletion of `rows` (external_id, deleted_at)."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_FOLLOWING}")
        cursor.execute(f"CREATE TEMPORARY TABLE following_row ON COMMIT DROP AS {rows}")
        cursor.execute(f"SELECT EXISTS (SELECT FROM {_FOLLOWING})")
        if not cursor.fetchone()[0]:
            return
        with changing(Change(target.source_id, model, "following_row")):
            cursor.execute(
                f"UPDATE integrations_{model.lower()} h SET deleted_at = f.deleted_at "
                f"FROM {_FOLLOWING} f WHERE {target.of_source('h')} "
                "AND h.external_id = f.external_id"
            )
