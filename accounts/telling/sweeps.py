"""What is forgotten at night: things of which nothing was told for a year."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import InboxItem, Told
from accounts.telling.counting import count_unread
from accounts.tenancy import in_each_workspace

# The manifest of personal data promises it, in accounts.classifications.
KEPT = timedelta(days=365)
_BATCH = 5000


def forget_told() -> int:
    """Delete what was told, read or not, a year after it was told last."""
    return in_each_workspace(_forget)


def _forget() -> int:
    old = Told.objects.filter(updated__lt=timezone.now() - KEPT).order_by("updated")
    ids = list(old.values_list("pk", flat=True)[:_BATCH])
    if not ids:
        return 0
    InboxItem.objects.filter(told_id__in=ids).delete()
    gone: int = Told.objects.filter(pk__in=ids).delete()[0]
    count_unread()
    return gone
