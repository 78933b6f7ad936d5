"""Carries a notice to everybody it is for, as a job of which a killed worker repeats nothing."""

from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.announcements.audience import audience_of, is_mailed
from accounts.announcements.mails import mail_announcement
from accounts.audit import record
from accounts.jobs import Later, Lease
from accounts.models import Announcement, AnnouncementReceipt, Job, JobState, User
from accounts.notify import SEND_MAIL

BATCH = 50
# No more wait at once, so that other mail in the house's line is not buried.
MOST_WAITING = 200
_PAUSE = timedelta(seconds=5)


def run_sending(lease: Lease, *, announcement_id: UUID) -> None:
    """A receipt for each, and a mail to who gets one, a batch a transaction; then it is sent.

    Raises Later while enough mails wait.
    """
    while True:
        with lease.batch():
            if _waiting() >= MOST_WAITING:
                break
            row = _going(announcement_id)
            if row is None or not _send_batch(row, lease):
                return
    raise Later(_PAUSE, "Enough of them are on their way.")


def _going(announcement_id: UUID) -> Announcement | None:
    """The notice, locked, while it is to go; what has ended meanwhile goes to nobody else."""
    rows = Announcement.objects.select_for_update(no_key=True).exclude(published_at=None)
    return rows.filter(pk=announcement_id, sent_at=None).first()


def _send_batch(row: Announcement, lease: Lease) -> bool:
    """Whether there was anybody; the notice is sent where nobody was left."""
    people = list(_still_to_tell(row)[:BATCH]) if row.ends_at > timezone.now() else []
    AnnouncementReceipt.objects.bulk_create([_told(row, user) for user in people])
    done = AnnouncementReceipt.objects.filter(announcement=row).count()
    lease.report({"done": done})
    if not people:
        row.sent_at = timezone.now()
        row.save(update_fields=["sent_at"])
        record("announcement.sent", row, count=done)
    return bool(people)


def _told(row: Announcement, user: User) -> AnnouncementReceipt:
    receipt = AnnouncementReceipt(announcement=row, user=user)
    if is_mailed(row, user):
        mail_announcement(row, user)
        receipt.mailed_at = timezone.now()
    return receipt


def _still_to_tell(row: Announcement) -> "list[User]":
    told = AnnouncementReceipt.objects.filter(announcement=row, user_id=OuterRef("pk"))
    return audience_of(row).exclude(Exists(told)).order_by("pk")  # type: ignore[return-value]


def _waiting() -> int:
    rows = Job.objects.filter(task=SEND_MAIL, queue="bulk", state=JobState.QUEUED)
    return rows[:MOST_WAITING].count()
