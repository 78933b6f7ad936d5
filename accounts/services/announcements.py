"""Writes, tests and publishes notices to users; the house's trail says who did."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.announcements.audience import audience_of
from accounts.announcements.mails import mail_announcement
from accounts.announcements.reading import forget_live
from accounts.audit import Actor, acting_as, record
from accounts.errors import Refused
from accounts.jobs import enqueue
from accounts.models import Announcement, User
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside


def write_announcement(*, by: UUID, known: Announcement | None = None, **said: Any) -> Announcement:
    """Keep a draft, a new one or one that is known; Refused for one that is published."""
    row = known or Announcement(written_by=by)
    with inside(HOUSE_ID), acting_as(Actor("user", by)):
        _refuse_published(row)
        for name, value in said.items():
            setattr(row, name, value)
        row.save()
        record("announcement.written", row, kind=row.kind, audience=row.audience)
    return row


def drop_announcement(*, announcement: Announcement, by: UUID) -> None:
    """A draft goes; Refused for one that is published."""
    with inside(HOUSE_ID), acting_as(Actor("user", by)):
        _refuse_published(announcement)
        record("announcement.dropped", announcement)
        announcement.delete()


def send_test(*, announcement: Announcement, to: User) -> None:
    """Mail it to whoever asks, marked as a test, in their language."""
    with inside(HOUSE_ID), acting_as(Actor("user", to.pk)):
        mail_announcement(announcement, to, is_test=True)


def publish_announcement(*, announcement: Announcement, people: int, by: UUID) -> None:
    """Show and send it from its beginning on; nothing takes it back.

    `people` is the count that was shown to who publishes: Refused where it is another by now.
    """
    now = timezone.now()
    with inside(HOUSE_ID), acting_as(Actor("user", by)):
        row = Announcement.objects.select_for_update(no_key=True).get(pk=announcement.pk)
        _refuse_published(row)
        if row.ends_at <= now:
            raise Refused("It would be over already.", code="over")
        if people != audience_of(row).count():
            raise Refused("It is for another number of people by now; look again.", code="count")
        row.published_at, row.published_by, row.people = now, by, people
        row.save(update_fields=["published_at", "published_by", "people"])
        enqueue(
            "accounts.tasks.send_announcement",
            row.pk,
            dedupe_key=str(row.pk),
            run_after=max(row.begins_at, now),
        )
        record("announcement.published", row, kind=row.kind, audience=row.audience, count=people)
    forget_live()


def end_announcement(*, announcement_id: UUID, by: UUID) -> bool:
    """Take a notice off people's pages now; what was mailed is mailed. False where it is over."""
    now = timezone.now()
    with inside(HOUSE_ID), acting_as(Actor("user", by)):
        rows = Announcement.objects.filter(pk=announcement_id, begins_at__lt=now, ends_at__gt=now)
        ended = rows.exclude(published_at=None).update(ends_at=now)
        if ended:
            record("announcement.ended", f"accounts.announcement:{announcement_id}")
    forget_live()
    return bool(ended)


def set_notice_mails(*, user: User, is_wanted: bool) -> None:
    """Whether product notices come by mail, too; security alerts come in any case."""
    User.objects.filter(pk=user.pk).update(wants_notices=is_wanted)


def _refuse_published(row: Announcement) -> None:
    if row.published_at is not None:
        raise Refused("It is published, and changes no more.", code="published")
