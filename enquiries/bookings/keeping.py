"""What staff writes down: the hours of demos, and whether anybody came."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from enquiries.models import Booking, BookingState, DemoHours

_SET = (
    *("zone", "weekly", "length_minutes", "buffer_minutes", "notice_hours", "horizon_days"),
    *("days_off", "hosts", "join_url"),
)


def set_hours(**said: Any) -> None:
    """Set all of it; what is booked already stays where it is."""
    with inside(require_workspace_id()):
        values = {name: said[name] for name in _SET}
        row, _is_new = DemoHours.objects.update_or_create(
            defaults=values, workspace_id=require_workspace_id()
        )
        record("demo_hours.set", row)


def note_outcome(*, booking_id: UUID, outcome: str) -> None:
    """Came or did not; only of what has begun."""
    with inside(require_workspace_id()):
        rows = Booking.objects.filter(state=BookingState.CONFIRMED, pk=booking_id)
        if not rows.filter(starts_at__lte=timezone.now()).update(outcome=outcome):
            raise Refused(_("This demo has not begun."), code="booking_early")
        record("booking.outcome", rows.get(), outcome=outcome)
