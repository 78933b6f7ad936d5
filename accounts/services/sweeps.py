"""What accounts forgets at night: what is over and was promised to be kept no longer."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import (
    AccessGrant,
    AnnouncementReceipt,
    Disclosure,
    Invitation,
    Job,
    JobState,
    LoggedPerson,
    LogIn,
    QuarantinedNumber,
    Reading,
    SecurityNotice,
)
from accounts.security.logins import KEPT as LOGIN_KEPT
from accounts.tenancy import in_each_workspace

# The manifest of personal data promises these, in accounts.classifications.
INVITATION_KEPT = timedelta(days=90)
JOB_KEPT = timedelta(days=30)
NUMBER_KEPT = timedelta(days=30)
SESSION_KEPT = timedelta(days=14)
REASON_KEPT = timedelta(days=365)
RECEIPT_KEPT = timedelta(days=365)
# And this one a rule of the database, too, in migration 0008: no line goes before its time.
LOG_KEPT = timedelta(days=731)
_ENDED = (JobState.DONE, JobState.DEAD, JobState.CANCELLED)
_BATCH = 5000


def forget_invitations() -> int:
    """Delete invitations 90 days after they were accepted or ran out; how many."""
    return in_each_workspace(_forget_invitations)


def forget_jobs() -> int:
    """Delete jobs 30 days after they ended, with whatever they carried; how many."""
    return in_each_workspace(_forget_jobs)


def forget_sessions() -> int:
    """Delete sessions that ran out, and what was noted of their browsers; how many."""
    now = timezone.now()
    ended: int = Session.objects.filter(expire_date__lt=now).delete()[0]
    noted: int = UserSession.objects.filter(last_seen_at__lt=now - SESSION_KEPT).delete()[0]
    return ended + noted


def forget_logins() -> int:
    """Delete tries to log in, and what people were told of their login, after 90 days; how many."""
    before = timezone.now() - LOGIN_KEPT
    tried: int = LogIn.objects.filter(at__lt=before).delete()[0]
    told: int = SecurityNotice.objects.filter(at__lt=before).delete()[0]
    return tried + told


def forget_numbers() -> int:
    """Delete numbers in quarantine on which nobody decided within 30 days; how many."""
    return in_each_workspace(_forget_numbers)


def forget_readings() -> int:
    """Delete lines of the logs of readings and disclosures after 2 years, and whose they were."""
    return in_each_workspace(_forget_readings)


def forget_reasons() -> int:
    """Empty what was said of looks a year after they were asked for; that they were stays."""
    return in_each_workspace(_forget_reasons)


def forget_receipts() -> int:
    """Delete who was told of notices a year after these ended; the notices and counts stay."""
    before = timezone.now() - RECEIPT_KEPT
    rows = AnnouncementReceipt.objects.filter(announcement__ends_at__lt=before)
    first = rows.order_by("pk").values_list("pk", flat=True)[:_BATCH]
    return AnnouncementReceipt.objects.filter(pk__in=list(first)).delete()[0]


def _forget_reasons() -> int:
    old = AccessGrant.objects.filter(asked_at__lt=timezone.now() - REASON_KEPT).exclude(reason="")
    return old.update(reason="")


def _forget_invitations() -> int:
    before = timezone.now() - INVITATION_KEPT
    is_over = Q(accepted_at__lt=before) | Q(accepted_at=None, expires_at__lt=before)
    return Invitation.objects.filter(is_over).delete()[0]


def _forget_jobs() -> int:
    old = Job.objects.filter(state__in=_ENDED, finished_at__lt=timezone.now() - JOB_KEPT)
    # A bounded step: what is left over has its turn tomorrow.
    first = old.order_by("created_at").values_list("pk", flat=True)[:_BATCH]
    return Job.objects.filter(pk__in=list(first)).delete()[0]


def _forget_numbers() -> int:
    before = timezone.now() - NUMBER_KEPT
    return QuarantinedNumber.objects.filter(found_at__lt=before).delete()[0]


def _forget_readings() -> int:
    before = timezone.now() - LOG_KEPT
    gone = 0
    for model in (Reading, Disclosure):
        rows = model.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)
        gone += model.objects.filter(pk__in=list(rows[:_BATCH])).delete()[0]
    if gone:
        named = (model.objects.filter(person_id=OuterRef("pk")) for model in (Reading, Disclosure))
        unnamed = LoggedPerson.objects.exclude(Exists(next(named))).exclude(Exists(next(named)))
        unnamed.delete()
    return gone
