"""Gives out a webinar's seats, one change at a time, and moves the queue up."""

from uuid import UUID

from django.utils import timezone

from enquiries.models import Registration, RegistrationState, Webinar, WebinarState
from enquiries.webinars import mails


def locked_webinar(webinar_id: UUID) -> Webinar:
    """The row, which nobody else changes, nor its seats, before this transaction ends."""
    return Webinar.objects.select_for_update(no_key=True).get(pk=webinar_id)


def free_seat(webinar: Webinar) -> int | None:
    """The lowest number that nobody has; None where all are taken."""
    rows = Registration.objects.filter(webinar=webinar)
    taken = set(rows.filter(state=RegistrationState.SEATED).values_list("seat", flat=True))
    return next((one for one in range(1, webinar.seats + 1) if one not in taken), None)


def move_up(webinar: Webinar) -> int:
    """Give free seats to who has waited longest, and tell them; how many. The row is locked."""
    if webinar.state != WebinarState.PUBLISHED or webinar.starts_at <= timezone.now():
        return 0
    rows = Registration.objects.filter(webinar=webinar, state=RegistrationState.WAITING)
    moved = 0
    for one in rows.order_by("confirmed_at", "id"):
        seat = free_seat(webinar)
        if seat is None:
            break
        one.state, one.seat = RegistrationState.SEATED, seat
        one.save(update_fields=["state", "seat"])
        mails.mail_attendee(one, webinar, "promoted")
        moved += 1
    return moved
