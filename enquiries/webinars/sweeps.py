"""What the clock does with registrations: drops what nobody confirmed, reminds twice, forgets."""

from datetime import timedelta

from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Registration, RegistrationState, WebinarState
from enquiries.webinars.mails import mail_attendee
from enquiries.webinars.registering import drop_stale

# The classification of registrations promises this, in enquiries.webinars.holdings.
REGISTRATION_KEPT = timedelta(days=365)
_AHEAD = {"day": timedelta(days=1), "hour": timedelta(hours=1)}


def free_stale() -> int:
    """Delete what was not confirmed within a day; how many."""
    with inside(HOUSE_ID):
        return drop_stale()


def remind_of_webinars() -> int:
    """Write a day and an hour before, once each, to whoever has a seat; how many mails."""
    with inside(HOUSE_ID):
        return sum(_remind(which) for which in ("hour", "day"))


def forget_registrations() -> int:
    """Delete registrations 12 months after the webinar; how many."""
    before = timezone.now() - REGISTRATION_KEPT
    with inside(HOUSE_ID):
        return Registration.objects.filter(webinar__starts_at__lt=before).delete()[0]


def _remind(which: str) -> int:
    """Not within an hour of it of the day, nor of what was confirmed within the time ahead."""
    now, ahead = timezone.now(), _AHEAD[which]
    earliest = now + _AHEAD["hour"] if which == "day" else now
    rows = Registration.objects.select_related("webinar").filter(
        **{f"{which}_reminded_at": None},
        state=RegistrationState.SEATED,
        webinar__state=WebinarState.PUBLISHED,
        webinar__starts_at__gt=earliest,
        webinar__starts_at__lte=now + ahead,
    )
    due = rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
    sent = 0
    for row in due.order_by("confirmed_at"):
        if row.confirmed_at and row.confirmed_at > row.webinar.starts_at - ahead:
            continue
        mail_attendee(row, row.webinar, which)
        setattr(row, f"{which}_reminded_at", now)
        row.save(update_fields=[f"{which}_reminded_at"])
        sent += 1
    return sent
