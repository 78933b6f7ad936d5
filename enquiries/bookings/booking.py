"""What visitors do: hold a slot, confirm it by the mailed link, move it, cancel it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import Workspace
from accounts.strangers.links import hash_of, new_secret
from accounts.tenancy import inside, new_id, require_workspace_id
from accounts.zones import name_of
from enquiries.bookings import mails
from enquiries.bookings.availability import free_hosts, starts
from enquiries.bookings.finding import busy_hosts, held_by, linked, standing
from enquiries.bookings.sealing import BOOKING
from enquiries.following import secret_for
from enquiries.models import Booking, BookingState

HELD_FOR = timedelta(minutes=30)
TAKEN = gettext_lazy("This time was taken just now. Choose another one, please.")


class SlotTaken(Refused):
    """Somebody was quicker, or the time can be booked no more."""

    code = "slot_taken"

    def __init__(self) -> None:
        super().__init__(str(TAKEN))


def hold_slot(*, starts_at: datetime, zone: str, person: Mapping[str, str]) -> None:
    """Hold a slot for half an hour and mail the link that confirms it; raises SlotTaken.

    `person` has name, email, company, phone and wishes. Nobody learns whether they are known.
    """
    with inside(require_workspace_id()):
        drop_stale()
        secret = new_secret()
        booking = _new_booking(zone, person, secret)
        _place(booking, starts_at, _is_inserted)
        mails.mail_confirm(booking, secret)


def confirm_slot(*, secret: str) -> bool:
    """Confirm what a mailed link holds; False when the link is no good."""
    with inside(require_workspace_id()):
        found = held_by(secret)
        if found is None:
            return False
        now = timezone.now()
        # Of two clicks at once one changes the row.
        changed = Booking.objects.filter(pk=found.pk, state=BookingState.HELD).update(
            state=BookingState.CONFIRMED, confirmed_at=now, confirm_hash=None
        )
        if not changed:
            return False
        found.refresh_from_db()
        mails.mail_both(found, "confirmed")
        record("booking.confirmed", found)
    return True


def move_booking(*, booking_id: UUID, starts_at: datetime, secret: str = "") -> None:
    """Put a booking at another time, with a free host; raises SlotTaken.

    The links change: those of earlier mails do nothing any more. `secret` is the link that was
    followed, empty where staff moves it.
    """
    with inside(require_workspace_id()):
        booking = _locked(booking_id, secret, "move")
        before = booking.host_id
        _renew_links(booking)
        booking.sequence += 1
        booking.reminded_at = None
        _place(booking, starts_at, _is_updated)
        mails.mail_both(booking, "moved", host_before=before)
        record("booking.moved", booking)


def cancel_booking(*, booking_id: UUID, secret: str = "", reason: str = "") -> None:
    """Free the slot and tell both; `reason` is what staff tells the visitor."""
    with inside(require_workspace_id()):
        booking = _locked(booking_id, secret, "cancel")
        booking.state, booking.cancelled_at = BookingState.CANCELLED, timezone.now()
        booking.sequence += 1
        booking.save(update_fields=["state", "cancelled_at", "sequence"])
        mails.mail_both(booking, "cancelled", reason=reason)
        record("booking.cancelled", booking)


def drop_stale() -> int:
    """Delete what nobody confirmed in time; how many. A dropped slot is free again."""
    now = timezone.now()
    return Booking.objects.filter(state=BookingState.HELD, held_until__lte=now).delete()[0]


def _new_booking(zone: str, person: Mapping[str, str], secret: str) -> Booking:
    now = timezone.now()
    booking = Booking(
        id=new_id(),
        workspace_id=require_workspace_id(),
        state=BookingState.HELD,
        zone=name_of(zone),
        language=(get_language() or "en")[:2],
        made_at=now,
        held_until=now + HELD_FOR,
        confirm_hash=hash_of(secret),
    )
    BOOKING.seal(booking, person)
    _renew_links(booking)
    return booking


def _renew_links(booking: Booking) -> None:
    link = new_secret()
    BOOKING.seal(booking, {"link": link})
    booking.move_hash = hash_of(secret_for(link, "move"))
    booking.cancel_hash = hash_of(secret_for(link, "cancel"))


def _place(booking: Booking, starts_at: datetime, is_saved: Callable[[Booking], bool]) -> None:
    """Save it at this time with the first host whom the database lets it have."""
    now, found = timezone.now(), standing()
    if starts_at not in set(starts(found.hours, now)):
        raise SlotTaken
    booking.starts_at, booking.ends_at = starts_at, starts_at + found.hours.length
    booking.busy_until = booking.ends_at + found.hours.buffer
    hosts = free_hosts(found.hours, starts_at, found.hosts, busy_hosts(but=booking.pk))
    for host in sorted(hosts, key=lambda host: host != booking.host_id):
        booking.host_id = host
        if is_saved(booking):
            return
    raise SlotTaken


def _is_inserted(booking: Booking) -> bool:
    """Whether nothing is in its place: the constraint that no two overlap lets the row be.

    It steps back by itself where something is: two plain inserts would wait for each other.
    """
    Booking.objects.bulk_create([booking], ignore_conflicts=True)
    return Booking.objects.filter(pk=booking.pk).exists()


def _is_updated(booking: Booking) -> bool:
    """The same of a row that is there already."""
    try:
        with transaction.atomic():
            booking.save()
    except IntegrityError:
        return False
    return True


def _locked(booking_id: UUID, secret: str, deed: str) -> Booking:
    """The booking, while it can be changed; nobody else books or changes one meanwhile."""
    lock_bookings()
    rows = Booking.objects.filter(pk=booking_id, state=BookingState.CONFIRMED)
    found = linked(secret, deed) if secret else rows.first()
    if found is None or found.pk != booking_id or found.starts_at <= timezone.now():
        raise Refused(_("This demo is over, or was cancelled."), code="booking_over")
    return found


def lock_bookings() -> None:
    """One change at a time, so that two that want each other's place do not wait for ever."""
    Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())
