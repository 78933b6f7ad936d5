"""What one person sees: notices above their pages until they put them away, and all of a year."""

import time
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.announcements.audience import audience_of
from accounts.models import Announcement, AnnouncementReceipt, Audience, User

# The longest that a page goes without a notice which somebody has just published.
_FRESH_SECONDS = 10.0
_MOST_SHOWN, _MOST_LISTED = 2, 50
_Live = tuple[float, bool]
_NEVER: _Live = (float("-inf"), False)
_live = _NEVER


def waiting_for(user: User) -> list[Announcement]:
    """Those that are to be seen above the person's pages, alerts first; mostly asks nothing."""
    if not _is_any_live():
        return []
    now = timezone.now()
    rows = _receipts(user).filter(
        dismissed_at=None, announcement__begins_at__lte=now, announcement__ends_at__gt=now
    )
    order = ("-announcement__kind", "-announcement__begins_at")
    found = [row.announcement for row in rows.order_by(*order)]
    return [one for one in found if is_still_for(one, user)][:_MOST_SHOWN]


def inbox_of(user: User) -> list[AnnouncementReceipt]:
    """All that the person was told, the newest first, put away or not."""
    now = timezone.now()
    rows = _receipts(user).filter(announcement__begins_at__lte=now)
    found = rows.order_by("-announcement__begins_at", "-pk")[:_MOST_LISTED]
    return [row for row in found if is_still_for(row.announcement, user)]


def is_still_for(announcement: Announcement, user: User) -> bool:
    """What was said to a few is not shown to whoever has left their workspace since."""
    if announcement.audience in (Audience.CHOSEN, Audience.OWNERS):
        return audience_of(announcement).filter(pk=user.pk).exists()
    return True


def dismiss(user: User, announcement_id: UUID) -> bool:
    """Put one away, for that person alone; False where it was never for them."""
    rows = AnnouncementReceipt.objects.filter(user=user, announcement_id=announcement_id)
    rows.filter(dismissed_at=None).update(dismissed_at=timezone.now())
    return rows.exists()


def forget_live() -> None:
    """The next page asks whether there is any."""
    global _live
    _live = _NEVER


def _receipts(user: User) -> "QuerySet[AnnouncementReceipt]":
    return AnnouncementReceipt.objects.filter(user=user).select_related("announcement")


def _is_any_live() -> bool:
    global _live
    if time.monotonic() - _live[0] > _FRESH_SECONDS:
        now = timezone.now()
        rows = Announcement.objects.exclude(published_at=None)
        is_any = rows.filter(begins_at__lte=now, ends_at__gt=now).exists()
        _live = (time.monotonic(), is_any)
    return _live[1]
