"""Mail about webinars, in the language and by the clock of who registered."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.egress.disclosures import mail_carrier, note_disclosure
from accounts.notify import compose_mail, queue_mail
from accounts.readings import email_key
from accounts.zones import times_in
from enquiries.calendars import Event, calendar_file
from enquiries.following import mailed_address, secret_for
from enquiries.models import Registration, Webinar
from enquiries.webinars.purposes import HOLD_WEBINAR
from enquiries.webinars.sealing import REGISTRATION

# News that puts the webinar into a calendar, and news that takes it out.
_IN, _OUT = frozenset({"seated", "promoted", "changed"}), frozenset({"left", "cancelled"})


def mail_confirm(row: Registration, webinar: Webinar, secret: str) -> None:
    """The link that shows the mailbox to be theirs; nothing that they typed stands in it."""
    url = mailed_address(row.language, "webinar_confirm", secret)
    to = REGISTRATION.text(row, "email", purpose=HOLD_WEBINAR)
    with translation.override(row.language):
        values = {**_values(row, webinar), "url": url}
        queue_mail(compose_mail("enquiries/webinars/confirm", to=to, values=values))
    _note_mailed(row, to)


def mail_attendee(row: Registration, webinar: Webinar, news: str) -> None:
    """`news` is seated, waiting, promoted, changed, day, hour, left or cancelled."""
    to = REGISTRATION.text(row, "email", purpose=HOLD_WEBINAR)
    link = REGISTRATION.text(row, "link", purpose=HOLD_WEBINAR)
    url = mailed_address(row.language, "webinar_cancel", secret_for(link, "cancel"))
    with translation.override(row.language):
        values = {**_values(row, webinar), "news": news, "cancel_url": url}
        values["is_waiting"] = news == "waiting" or (news == "changed" and row.seat is None)
        has_file = news in _IN | _OUT and not values["is_waiting"]
        files = (calendar_file(_event(row, webinar, to, news), timezone.now()),) if has_file else ()
        mail = compose_mail("enquiries/webinars/attendee", to=to, values=values, attachments=files)
        queue_mail(mail)
    _note_mailed(row, to)


def _values(row: Registration, webinar: Webinar) -> dict[str, Any]:
    return {
        **times_in(row.zone, webinar.starts_at, webinar.ends_at),
        "title": webinar.title,
        "join_url": webinar.join_url,
        "again_url": mailed_address(row.language, "webinars"),
    }


def _event(row: Registration, webinar: Webinar, to: str, news: str) -> Event:
    return Event(
        key=str(row.pk),
        # Whoever leaves takes it out of the calendar without any change of the webinar.
        sequence=webinar.sequence + (news == "left"),
        starts_at=webinar.starts_at,
        ends_at=webinar.ends_at,
        title=webinar.title,
        description=_("The link to cancel it is in our mail."),
        attendee=to,
        place=webinar.join_url,
        is_cancelled=news in _OUT,
    )


def _note_mailed(row: Registration, email: str) -> None:
    """Whoever carries our mail receives the address."""
    note_disclosure(
        subject_keys=[email_key(email)],
        recipient=mail_carrier(),
        purpose=HOLD_WEBINAR,
        run=f"registration:{row.pk}",
    )
