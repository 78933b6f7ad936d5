"""Loads and erasures of one workspace exclude each other: nobody slips in between."""

from uuid import UUID

from django.db import connection

from integrations.models import Source

_KEY = "hashtextextended('integrations.people:' || '{0}', 0)"


def share_people(workspace_id: UUID) -> None:
    """Taken by each load before its first statement, so that it sees what erasures committed."""
    _lock("pg_advisory_xact_lock_shared", workspace_id)


def hold_people(workspace_id: UUID) -> None:
    """Taken by an erasure before it looks: every load is then over, or sees what it wrote."""
    _lock("pg_advisory_xact_lock", workspace_id)


def keep_source(workspace_id: UUID, source_id: UUID) -> None:
    """Keep the source while rows of it are written; raises Source.DoesNotExist if it is gone.

    Once a transaction what a foreign key of the rows would do once a row, which made a fifth of a
    first sync.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM integrations_source WHERE workspace_id = %s AND id = %s FOR KEY SHARE",
            [workspace_id, source_id],
        )
        if not cursor.rowcount:
            raise Source.DoesNotExist(f"The source {source_id} is gone.")


def _lock(function: str, workspace_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = '180s'; "
            f"SELECT {function}({_KEY.format(workspace_id)})"
        )
