"""What staff do with a letter: write, test, send, hold; each a transaction and an audit line."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Refused
from accounts.jobs import cancel, enqueue
from accounts.marketing import check_marketing
from accounts.models import User
from accounts.models.workspace import HOUSE_ID
from accounts.notify import queue_mail
from accounts.tenancy import inside, new_id
from enquiries.models import Newsletter
from enquiries.newsletters.composing import compose_for
from enquiries.site.addresses import absolute

TASK = "enquiries.tasks.newsletters.send_newsletter"
_WORDS = ("topic", "subject_en", "text_en", "subject_da", "text_da")


def write_letter(*, words: Mapping[str, str], letter_id: UUID | None = None) -> Newsletter:
    """Keep what was typed: a new letter, or another wording of one that nobody got yet."""
    with inside(HOUSE_ID):
        letter = _draft(letter_id) if letter_id else Newsletter(id=new_id(), workspace_id=HOUSE_ID)
        for name in _WORDS:
            setattr(letter, name, words[name])
        if letter_id is None:
            letter.slug = _slug(letter)
            letter.made_by_id = current_actor().id
        letter.save(force_insert=letter_id is None)
        record("newsletter.changed" if letter_id else "newsletter.made", letter)
        return letter


def test_letter(*, letter_id: UUID, to: User) -> None:
    """Mail both languages to whoever tries it out, and to nobody else."""
    with inside(HOUSE_ID):
        letter = Newsletter.objects.get(pk=letter_id)
        for language in ("en", "da"):
            # The page of choices is a subscriber's own: a test leads to where one subscribes.
            choices = absolute("/newsletter/", language)
            mail = compose_for(letter, to=to.email, language=language, choices=choices)
            queue_mail(mail)
        record("newsletter.tested", letter)


def send_letter(*, letter_id: UUID, at: datetime | None = None) -> None:
    """Send it to live opt-ins, now or at a moment to come."""
    check_marketing()
    with inside(HOUSE_ID):
        letter = _draft(letter_id)
        if letter.scheduled_at is not None:
            raise Refused(_("It is scheduled already."), code="scheduled")
        letter.scheduled_at = at or timezone.now()
        letter.save(update_fields=["scheduled_at"])
        _run(letter, letter.scheduled_at if at else None)
        record("newsletter.scheduled", letter, at=letter.scheduled_at.isoformat())


def unschedule_letter(*, letter_id: UUID) -> None:
    """Take back that it goes; raises Refused once it does."""
    with inside(HOUSE_ID):
        letter = _draft(letter_id)
        cancel(TASK, str(letter.pk))
        letter.scheduled_at = None
        letter.save(update_fields=["scheduled_at"])
        record("newsletter.unscheduled", letter)


def pause_letter(*, letter_id: UUID) -> None:
    """Hold it: what is on its way already arrives, and nothing more is queued."""
    with inside(HOUSE_ID):
        letter = _locked(letter_id)
        if letter.started_at is None or letter.finished_at or letter.paused_at:
            raise Refused(_("It is not being sent."), code="not_sending")
        letter.paused_at = timezone.now()
        letter.save(update_fields=["paused_at"])
        record("newsletter.paused", letter)


def resume_letter(*, letter_id: UUID) -> None:
    """Go on where it was held."""
    with inside(HOUSE_ID):
        letter = _locked(letter_id)
        if letter.paused_at is None:
            raise Refused(_("It is not paused."), code="not_paused")
        letter.paused_at = None
        letter.save(update_fields=["paused_at"])
        _run(letter)
        record("newsletter.resumed", letter)


def delete_letter(*, letter_id: UUID) -> None:
    """Throw a draft away."""
    with inside(HOUSE_ID):
        letter = _draft(letter_id)
        cancel(TASK, str(letter.pk))
        record("newsletter.deleted", letter)
        letter.delete()


def _run(letter: Newsletter, at: datetime | None = None) -> None:
    cancel(TASK, str(letter.pk))
    enqueue(TASK, letter.pk, dedupe_key=str(letter.pk), run_after=at)


def _locked(letter_id: UUID) -> Newsletter:
    return Newsletter.objects.select_for_update(no_key=True).get(pk=letter_id)


def _draft(letter_id: UUID) -> Newsletter:
    """A letter of which nobody has anything yet; raises Refused for one that went."""
    letter = _locked(letter_id)
    if letter.started_at is not None:
        raise Refused(
            _("People have this letter already, so it stays as it is."),
            advice=_("Write a new one."),
            code="started",
        )
    return letter


def _slug(letter: Newsletter) -> str:
    """For the archive: the day and the English subject, with a part of its id against doubles."""
    name = slugify(letter.subject_en)[:50].strip("-")
    return f"{letter.made_at:%Y-%m-%d}-{name}-{letter.pk.hex[-6:]}".replace("--", "-")
