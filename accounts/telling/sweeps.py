"""What is forgotten at night: things of which nothing was told for a year."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import ChannelPost, InboxItem, Told
from accounts.telling.counting import count_unread
from accounts.tenancy import in_each_workspace

# The manifest of personal data promises it, in accounts.classifications.
KEPT = timedelta(days=365)
# What stood in messages to channels is of no use any more, and nobody reads them there.
POST_KEPT = timedelta(days=30)
_BATCH = 5000


def forget_told() -> int:
    """Delete things a year after they were told last, messages to channels after 30 days."""
    return in_each_workspace(_forget)


def _forget() -> int:
    before = timezone.now() - POST_KEPT
    posts = ChannelPost.objects.filter(created_at__lt=before).order_by("created_at")
    first = list(posts.values_list("pk", flat=True)[:_BATCH])
    ChannelPost.objects.filter(pk__in=first).delete()
    old = Told.objects.filter(updated__lt=timezone.now() - KEPT).order_by("updated")
    ids = list(old.values_list("pk", flat=True)[:_BATCH])
    if not ids:
        return 0
    InboxItem.objects.filter(told_id__in=ids).delete()
    ChannelPost.objects.filter(told_id__in=ids).delete()
    gone: int = Told.objects.filter(pk__in=ids).delete()[0]
    count_unread()
    return gone
