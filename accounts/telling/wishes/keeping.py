"""Keeps a member's wishes; what waits to be mailed follows them at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import InboxItem, TellingWish, User, Workspace
from accounts.telling.kinds import kinds
from accounts.telling.wishes.timing import Wishes, due_at, wishes_of
from accounts.tenancy import inside, require_workspace_id


def wishes_for(users: Iterable[UUID]) -> Mapping[UUID, Wishes]:
    """The wishes of some members of the entered workspace."""
    ids = list(users)
    rows = {row.user_id: row for row in TellingWish.objects.filter(user_id__in=ids)}
    home = Workspace.objects.only("time_zone").get(pk=require_workspace_id()).zone
    return {user_id: wishes_of(rows.get(user_id), home) for user_id in ids}


def wish_of(user: User) -> TellingWish:
    """The person's row, or an unsaved one with the defaults."""
    return TellingWish.objects.filter(user=user).first() or TellingWish(user=user)


def set_wishes(*, user: User, **values: Any) -> TellingWish:
    """Keep what the person chose, and plan anew what waits."""
    with inside(require_workspace_id()):
        row, _is_made = TellingWish.objects.update_or_create(user=user, defaults=values)
        _plan_anew(user)
    return row


def _plan_anew(user: User) -> None:
    wishes = wishes_for([user.pk])[user.pk]
    known = {kind.word: kind for kind in kinds()}
    waiting = InboxItem.objects.filter(user=user, mail_due_at__isnull=False)
    for item in waiting.select_related("told"):
        if item.kind in known:
            now: datetime = timezone.now()
            item.mail_due_at = due_at(wishes, known[item.kind], item.told.severity, now)
            item.save(update_fields=["mail_due_at"])
