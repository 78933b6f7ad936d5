"""Mail about bookings: to the visitor in their language and zone, and to the host."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.egress.disclosures import mail_carrier, note_disclosure
from accounts.models import Membership, Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.readings import email_key
from accounts.tenancy import require_workspace_id
from accounts.zones import times_in
from enquiries.bookings.finding import standing
from enquiries.bookings.purposes import HOLD_DEMO
from enquiries.bookings.sealing import BOOKING
from enquiries.calendars import Event, calendar_file
from enquiries.following import mailed_address, secret_for
from enquiries.models import Booking
from enquiries.site.addresses import absolute

Values = Mapping[str, Any]


def mail_confirm(booking: Booking, secret: str) -> None:
    """The link that shows the mailbox to be theirs; no word of what they typed stands in it."""
    url = mailed_address(booking.language, "demo_confirm", secret)
    with translation.override(booking.language):
        values = {**_when(booking, booking.zone), "url": url}
        to = BOOKING.text(booking, "email", purpose=HOLD_DEMO)
        queue_mail(compose_mail("enquiries/bookings/confirm", to=to, values=values))
    _note_mailed(booking, to)


def mail_both(
    booking: Booking, news: str, *, host_before: UUID | None = None, reason: str = ""
) -> None:
    """Tell visitor and host: `news` is confirmed, moved, cancelled or reminder.

    A host who gives the demo no more is told that it is gone.
    """
    mail_visitor(booking, news, reason)
    if host_before and host_before != booking.host_id:
        _mail_host(booking, host_before, "cancelled")
        _mail_host(booking, booking.host_id, "confirmed")
    else:
        _mail_host(booking, booking.host_id, news)


def mail_visitor(booking: Booking, news: str, reason: str = "") -> None:
    """With the links that move and cancel, and the calendar's file but for reminders."""
    to = BOOKING.text(booking, "email", purpose=HOLD_DEMO)
    link = BOOKING.text(booking, "link", purpose=HOLD_DEMO)
    found = standing()
    urls = {
        f"{deed}_url": mailed_address(booking.language, f"demo_{deed}", secret_for(link, deed))
        for deed in ("move", "cancel")
    }
    with translation.override(booking.language):
        values = {
            **_when(booking, booking.zone),
            **urls,
            "news": news,
            "reason": reason,
            "host": found.name_of(booking.host_id),
            "join_url": found.join_url,
            "again_url": mailed_address(booking.language, "demo"),
        }
        title, words = _("Demo of Proactivox"), _("Links to move or cancel it are in our mail.")
        event = _event(booking, news, to, title, words, found.join_url)
        _send("visitor", to, values, event, news)
    _note_mailed(booking, to)


def tell_host_gone(booking: Booking) -> None:
    """That a demo is off, where nothing of the visitor is left to be told."""
    booking.sequence += 1
    _mail_host(booking, booking.host_id, "cancelled")


def _mail_host(booking: Booking, host_id: UUID, news: str) -> None:
    """Whoever gives the demo, in their language and the workspace's zone; the name is inside."""
    rows = Membership.objects.filter(workspace_id=require_workspace_id(), user_id=host_id)
    member = rows.select_related("user").first()
    if member is None:
        return
    workspace = Workspace.objects.get(pk=require_workspace_id())
    path = reverse("enquiries:booking", args=[workspace.slug, booking.pk])
    with translation.override(member.user.language):
        when = _when(booking, workspace.time_zone)
        values = {**when, "news": news, "url": absolute(path)}
        # Who it is stands on the page, where the log of readings notes it.
        title, words = _("Demo for a visitor"), absolute(path)
        event = _event(booking, news, member.user.email, title, words, standing().join_url)
        _send("host", member.user.email, values, event, news)


def _send(template: str, to: str, values: Values, event: Event, news: str) -> None:
    files = () if news == "reminder" else (calendar_file(event, timezone.now()),)
    queue_mail(
        compose_mail(f"enquiries/bookings/{template}", to=to, values=values, attachments=files)
    )


def _event(booking: Booking, news: str, to: str, title: str, words: str, place: str) -> Event:
    return Event(
        key=str(booking.pk),
        sequence=booking.sequence,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        title=title,
        description=words,
        attendee=to,
        place=place,
        is_cancelled=news == "cancelled",
    )


def _when(booking: Booking, name: str) -> dict[str, Any]:
    return times_in(name, booking.starts_at, booking.ends_at)


def _note_mailed(booking: Booking, email: str) -> None:
    """Whoever carries our mail receives the address."""
    note_disclosure(
        subject_keys=[email_key(email)],
        recipient=mail_carrier(),
        purpose=HOLD_DEMO,
        run=f"booking:{booking.pk}",
    )
