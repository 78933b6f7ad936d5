"""Keeps beside each membership how much is unread: every page shows it and asks nothing for it."""

from django.db import connection

from accounts.models import Membership
from accounts.tenancy import require_workspace_id

# Counted anew and not added to, so that it cannot drift.
_COUNT = """
UPDATE accounts_membership m SET unread = n.unread
FROM (SELECT o.id, (SELECT count(*) FROM accounts_inboxitem i
        WHERE i.workspace_id = %s AND i.user_id = o.user_id AND i.read_at IS NULL) AS unread
    FROM accounts_membership o WHERE o.workspace_id = %s) n
WHERE m.id = n.id AND m.unread <> n.unread
"""


def count_unread() -> None:
    """Count for every member of the entered workspace, one transaction at a time."""
    place = require_workspace_id()
    rows = Membership.objects.filter(workspace_id=place).order_by("id")
    list(rows.select_for_update(no_key=True).values_list("id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [place, place])
