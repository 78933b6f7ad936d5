"""Says that a workspace's data is another now, so that answers kept of it are stale."""

from django.db import connection

from integrations.loading.target import Target


def bump_data_version(target: Target) -> None:
    """Answers that were cached before are stale now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_workspace SET data_version = data_version + 1 WHERE id = %s",
            [target.workspace_id],
        )
