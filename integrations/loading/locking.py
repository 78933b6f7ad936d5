"""Loads and erasures of one workspace exclude each other: nobody slips in between."""

from uuid import UUID

from django.db import connection

_KEY = "hashtextextended('integrations.people:' || '{0}', 0)"


def share_people(workspace_id: UUID) -> None:
    """Taken by each load before its first statement, so that it sees what erasures committed."""
    _lock("pg_advisory_xact_lock_shared", workspace_id)


def hold_people(workspace_id: UUID) -> None:
    """Taken by an erasure before it looks: every load is then over, or sees what it wrote."""
    _lock("pg_advisory_xact_lock", workspace_id)


def _lock(function: str, workspace_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '60s'")
        cursor.execute("SET LOCAL statement_timeout = '180s'")
        cursor.execute(f"SELECT {function}({_KEY.format(workspace_id)})")
