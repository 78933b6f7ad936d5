"""Carries a letter to everybody who agrees, as a job that a killed worker repeats nothing of."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.audit import record
from accounts.jobs import Later, Lease
from accounts.marketing import queue_marketing
from accounts.signals import MailEnd
from enquiries.models import Delivery, Newsletter, Subscriber
from enquiries.newsletters.bouncing import judge_address
from enquiries.newsletters.composing import compose_letter
from enquiries.newsletters.finding import still_to_get
from enquiries.newsletters.mails import one_click_url

BATCH = 50
# No more are on their way at once, so that a pause and a change of mind are soon felt.
MOST_WAITING = 200
_PAUSE = timedelta(seconds=5)


def run_sending(lease: Lease, *, newsletter_id: UUID) -> None:
    """Queue a mail for each who agrees and has none, a batch a transaction; then it is finished.

    Raises Later while enough are on their way.
    """
    while True:
        with lease.batch():
            letter = _going(newsletter_id)
            if letter is None:
                return
            waiting = Delivery.objects.filter(newsletter=letter, end="").count()
            if waiting < MOST_WAITING and not _send_batch(letter, lease):
                return
        if waiting >= MOST_WAITING:
            raise Later(_PAUSE, "Enough of them are on their way.")


def _going(newsletter_id: UUID) -> Newsletter | None:
    """The letter, locked, while it is to go now."""
    rows = Newsletter.objects.select_for_update(no_key=True).filter(pk=newsletter_id)
    letter = rows.filter(paused_at=None, finished_at=None, scheduled_at__lte=timezone.now()).first()
    if letter is not None and letter.started_at is None:
        letter.started_at = timezone.now()
        letter.save(update_fields=["started_at"])
    return letter


def _send_batch(letter: Newsletter, lease: Lease) -> bool:
    """Whether there was anybody; the letter is finished where nobody was left."""
    rows = list(still_to_get(letter)[:BATCH])
    for row in rows:
        _send_one(letter, row)
    done = Delivery.objects.filter(newsletter=letter).count()
    lease.report({"done": done})
    if not rows:
        letter.finished_at = timezone.now()
        letter.save(update_fields=["finished_at"])
        record("newsletter.sent", letter, count=done)
    return bool(rows)


def _send_one(letter: Newsletter, row: Subscriber) -> None:
    mail = compose_letter(letter, row)
    mail_id = queue_marketing(mail, topic=letter.topic, one_click_url=one_click_url(row))
    delivery = Delivery(newsletter=letter, subscriber=row, mail_id=mail_id)
    if mail_id is None:
        delivery.end, delivery.ended_at = MailEnd.STOPPED, timezone.now()
    delivery.save(force_insert=True)


def note_end(*, mail_id: UUID, end: MailEnd, **kwargs: Any) -> None:
    """How the mail of a delivery ended; accounts.signals.marketing_ended tells it."""
    rows = Delivery.objects.filter(mail_id=mail_id, end="")
    is_noted = rows.update(end=end, ended_at=timezone.now())
    if is_noted and end == MailEnd.REFUSED:
        judge_address(Delivery.objects.get(mail_id=mail_id))
