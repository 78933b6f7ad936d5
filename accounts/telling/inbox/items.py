"""A member's items in the entered workspace, by state and kind, and what they do with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.models import InboxItem, User
from accounts.telling.counting import count_unread
from accounts.telling.taking import take

OPEN, UNREAD, DONE, ALL = "open", "unread", "done", "all"
_STATES = {
    OPEN: Q(done_at=None),
    UNREAD: Q(read_at=None),
    DONE: Q(done_at__isnull=False),
    ALL: Q(),
}


@dataclass(frozen=True)
class Wanted:
    """Which part of the inbox is asked for; a state that is none is the open one."""

    state: str = OPEN
    kind: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.kind)


def wanted(state: str, kind: str) -> Wanted:
    """What a query asks for."""
    return Wanted(state if state in _STATES else OPEN, kind)


def items_of(user: User, asked: Wanted) -> "QuerySet[InboxItem]":
    """Unread first, then the newest; each with the thing and who sees to it."""
    rows = InboxItem.objects.filter(_STATES[asked.state], user=user)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    rows = rows.select_related("told", "told__taken_by")
    is_read = Case(When(read_at=None, then=Value(0)), default=Value(1))
    return rows.order_by(is_read, "-updated", "-pk")


def counts_of(user: User) -> dict[str, int]:
    """How many items there are in each state, {state: count}."""
    counted = {state: Count("pk", filter=which) for state, which in _STATES.items() if state != ALL}
    found: dict[str, int] = InboxItem.objects.filter(user=user).aggregate(
        all=Count("pk"), **counted
    )
    return found


def kinds_of(user: User) -> list[str]:
    """The kinds of things that the person was told of."""
    rows = InboxItem.objects.filter(user=user).order_by("kind")
    return list(rows.values_list("kind", flat=True).distinct())


def read(user: User, ids: Iterable[UUID]) -> int:
    """Mark items read; others' ids are passed over."""
    return _change(_own(user, ids).filter(read_at=None), read_at=timezone.now())


def unread(user: User, ids: Iterable[UUID]) -> int:
    """Mark items unread, and open again where they were done."""
    return _change(_own(user, ids), read_at=None, done_at=None)


def finish(user: User, ids: Iterable[UUID]) -> int:
    """Put items away as done, which are read thereby."""
    now = timezone.now()
    rows = _own(user, ids).filter(done_at=None)
    rows.filter(read_at=None).update(read_at=now)
    return _change(rows, done_at=now)


def take_on(user: User, ids: Iterable[UUID]) -> int:
    """See to the things of some items, where nobody does; how many."""
    rows = _own(user, ids).filter(told__taken_at=None).select_related("told")
    return len([item for item in rows if take(kind=item.kind, key=item.told.key, user=user)])


def read_all(user: User, kind: str = "") -> int:
    """Mark all read, or all of one kind."""
    rows = InboxItem.objects.filter(user=user, read_at=None)
    return _change(rows.filter(kind=kind) if kind else rows, read_at=timezone.now())


def _own(user: User, ids: Iterable[UUID]) -> "QuerySet[InboxItem]":
    return InboxItem.objects.filter(user=user, pk__in=list(ids))


def _change(rows: "QuerySet[InboxItem]", **values: object) -> int:
    changed = rows.update(**values)
    if changed:
        count_unread()
    return changed
