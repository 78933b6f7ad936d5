"""What goes with a membership: what the person was told, and how they wished to be told."""

from collections.abc import Iterable
from uuid import UUID

from accounts.models import Escalation, InboxItem, TellingWish, Told


def forget_told_to(users: Iterable[UUID]) -> int:
    """Delete what some users were told in the entered workspace; how many rows."""
    ids = list(users)
    TellingWish.objects.filter(user_id__in=ids).delete()
    Escalation.objects.filter(user_id__in=ids).delete()
    Told.objects.filter(taken_by_id__in=ids).update(taken_by=None)
    gone: int = InboxItem.objects.filter(user_id__in=ids).delete()[0]
    return gone
