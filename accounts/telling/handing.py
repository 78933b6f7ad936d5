"""Gives a thing to each who is told of it, as they wish: inbox, mail now or later, nothing."""

from uuid import UUID

from accounts.models import InboxItem, Told
from accounts.telling.kinds import Mailing, kind_of
from accounts.telling.mailing.planning import ring
from accounts.telling.wishes.keeping import wishes_for
from accounts.telling.wishes.timing import Wishes, due_at


def hand_out(told: Told, people: list[UUID], *, is_news: bool) -> None:
    """An item for each who has none, and where it is news, an unread one for each who has."""
    wishes = {
        user_id: wish for user_id, wish in wishes_for(people).items() if _is_wanted(told, wish)
    }
    there = {item.user_id: item for item in InboxItem.objects.filter(told=told)}
    new = [_item(told, user_id) for user_id in wishes if user_id not in there]
    renewed = [item for user_id, item in there.items() if is_news and user_id in wishes]
    for item in (*new, *renewed):
        _fill(item, told, wishes[item.user_id])
    InboxItem.objects.bulk_create(new, ignore_conflicts=True)
    InboxItem.objects.bulk_update(renewed, ["updated", "read_at", "done_at", "mail_due_at"])
    ring({item.user_id: item.mail_due_at for item in (*new, *renewed)})


def mail_end(told: Told) -> None:
    """Who was mailed that it began is mailed that it is over, in the same way."""
    mailed = list(InboxItem.objects.filter(told=told, mailed_at__isnull=False))
    wishes = wishes_for(item.user_id for item in mailed)
    for item in mailed:
        wish = wishes[item.user_id]
        item.mail_due_at = due_at(wish, kind_of(told.kind), told.severity, told.updated)
    InboxItem.objects.bulk_update(mailed, ["mail_due_at"])
    ring({item.user_id: item.mail_due_at for item in mailed})


def _is_wanted(told: Told, wish: Wishes) -> bool:
    kind = kind_of(told.kind)
    return wish.wants_inbox(kind) or wish.mailing(kind, told.severity) is not Mailing.NO


def _item(told: Told, user_id: UUID) -> InboxItem:
    return InboxItem(workspace_id=told.workspace_id, user_id=user_id, told=told, kind=told.kind)


def _fill(item: InboxItem, told: Told, wish: Wishes) -> None:
    kind = kind_of(told.kind)
    # Whoever wants the mail alone finds it among what is done.
    away = None if wish.wants_inbox(kind) else told.updated
    item.updated, item.read_at, item.done_at = told.updated, away, away
    item.mail_due_at = due_at(wish, kind, told.severity, told.updated)
