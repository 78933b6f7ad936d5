"""What a member's wishes would have mailed of the last seven days, mail by mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import InboxItem, User
from accounts.telling.kinds import kinds
from accounts.telling.said import written_of
from accounts.telling.wishes.keeping import wishes_for
from accounts.telling.wishes.timing import due_at

_DAYS, _MOST_THINGS, _MOST_MAILS, _MOST_TITLES = 7, 500, 20, 5


@dataclass(frozen=True)
class WouldBe:
    """One mail: when it would have gone, how many things, and the titles of the first of them."""

    at: datetime
    count: int
    titles: tuple[str, ...]


def preview(user: User) -> list[WouldBe]:
    """The newest first; what was read in the meantime stands here, too."""
    now = timezone.now()
    known = {kind.word: kind for kind in kinds()}
    rows = InboxItem.objects.filter(
        user=user, kind__in=known, updated__gte=now - timedelta(days=_DAYS)
    )
    wishes = wishes_for([user.pk])[user.pk]
    mails: dict[datetime, list[InboxItem]] = {}
    for item in rows.select_related("told").order_by("-updated")[:_MOST_THINGS]:
        due = due_at(wishes, known[item.kind], item.told.severity, item.updated)
        if due is not None and due <= now:
            mails.setdefault(due.replace(second=0, microsecond=0), []).append(item)
    return [_mail(at, mails[at]) for at in sorted(mails, reverse=True)[:_MOST_MAILS]]


def _mail(at: datetime, items: list[InboxItem]) -> WouldBe:
    titles = tuple(written_of(item.told.said["title"]) for item in items[:_MOST_TITLES])
    return WouldBe(at, len(items), titles)
