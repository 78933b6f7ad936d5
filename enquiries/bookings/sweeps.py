"""What the clock does with bookings: frees what nobody confirmed, reminds, forgets."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.bookings.booking import drop_stale
from enquiries.bookings.mails import mail_both
from enquiries.models import Booking, BookingState

# The classification of bookings promises this, in enquiries.bookings.holdings.
BOOKING_KEPT = timedelta(days=365)
_DAY = timedelta(days=1)


def free_stale() -> int:
    """Delete what was not confirmed within its half hour; how many."""
    with inside(HOUSE_ID):
        return drop_stale()


def remind_of_demos() -> int:
    """Write the day before to visitor and host, once; not of what was booked within that day."""
    now = timezone.now()
    with inside(HOUSE_ID):
        due = Booking.objects.select_for_update(no_key=True, skip_locked=True).filter(
            state=BookingState.CONFIRMED,
            reminded_at=None,
            starts_at__gt=now,
            starts_at__lte=now + _DAY,
            confirmed_at__lt=F("starts_at") - _DAY,
        )
        bookings = list(due.order_by("starts_at"))
        for booking in bookings:
            mail_both(booking, "reminder")
            booking.reminded_at = now
            booking.save(update_fields=["reminded_at"])
    return len(bookings)


def forget_bookings() -> int:
    """Delete bookings 12 months after the meeting, whatever became of it; how many."""
    with inside(HOUSE_ID):
        old = Booking.objects.filter(starts_at__lt=timezone.now() - BOOKING_KEPT)
        return old.delete()[0]
