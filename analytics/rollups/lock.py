"""One writer of a workspace's rollups at a time; readers are told by the version."""

from django.db import connection

from accounts.tenancy import require_workspace_id

# A rebuild may hold it for longer than the five seconds that a role waits for a lock.
_WAIT = "60s"


def lock_rollups() -> None:
    """Wait for, and hold until the transaction ends, the right to change the rollups.

    Who counts first entries and first customers must see every row that others have written.
    """
    with connection.cursor() as cursor:
        # One way to the server; the id is a UUID's text.
        cursor.execute(
            f"SET LOCAL lock_timeout = '{_WAIT}'; "
            "SELECT pg_advisory_xact_lock(hashtextextended("
            f"'rollups ' || '{require_workspace_id()}', 0)); "
            "SET LOCAL lock_timeout TO DEFAULT"
        )


def count_version() -> None:
    """Make every answer that a browser kept of this workspace's numbers out of date."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_workspace SET data_version = data_version + 1 WHERE id = %s",
            [require_workspace_id()],
        )
