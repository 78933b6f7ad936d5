"""Says that somebody sees to a thing, or has looked at it; call it from the thing's own pages."""

from django.utils import timezone

from accounts.models import InboxItem, Told, User
from accounts.telling.counting import count_unread
from accounts.tenancy import inside, require_workspace_id


def take(*, kind: str, key: str, user: User) -> bool:
    """The person sees to it, so it is escalated no further; False where it was never told."""
    with inside(require_workspace_id()):
        told = Told.objects.select_for_update(no_key=True).filter(kind=kind, key=key).first()
        if told is None:
            return False
        if told.taken_at is None:
            told.taken_at, told.taken_by = timezone.now(), user
            told.save(update_fields=["taken_at", "taken_by"])
        _read(told, user)
    return True


def mark_seen(*, kind: str, key: str, user: User) -> None:
    """The person has it before them, so their inbox need not call it new; mostly changes nothing.

    Whoever looks in from outside has no inbox here, and none is made.
    """
    with inside(require_workspace_id()):
        told = Told.objects.filter(kind=kind, key=key).first()
        if told is not None:
            _read(told, user)


def _read(told: Told, user: User) -> None:
    rows = InboxItem.objects.filter(told=told, user=user, read_at=None)
    if rows.update(read_at=timezone.now()):
        count_unread()
