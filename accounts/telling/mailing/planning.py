"""Plans the mails of one thing as it is told, and rings for those that are due."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.jobs import enqueue
from accounts.models import InboxItem
from accounts.tenancy import in_each_workspace

MAIL = "accounts.tasks.mail_told"
# What comes in a burst comes in one mail.
_GATHERING = timedelta(minutes=1)


def ring(due: Mapping[UUID, datetime | None]) -> None:
    """Ask for the mails that are due now; the sweep finds the others when they are."""
    now = timezone.now()
    for user_id, moment in due.items():
        if moment is not None and moment <= now:
            enqueue(MAIL, user_id, dedupe_key=f"told:{user_id}", delay=_GATHERING)


def ring_due() -> int:
    """Ask for every mail whose hour has come, in each workspace."""
    return in_each_workspace(_ring_due)


def _ring_due() -> int:
    rows = InboxItem.objects.filter(mail_due_at__lte=timezone.now()).order_by("user_id")
    users: Iterable[UUID] = rows.values_list("user_id", flat=True).distinct()
    return len(
        [user_id for user_id in users if enqueue(MAIL, user_id, dedupe_key=f"told:{user_id}")]
    )
