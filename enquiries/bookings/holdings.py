"""What bookings hold of people: their columns, what is found of a person, what an erasure does."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Classification,
    Classifications,
    Collected,
    Erased,
    Kept,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from enquiries.bookings.mails import tell_host_gone
from enquiries.bookings.purposes import HOLD_DEMO
from enquiries.bookings.sealing import BOOKING
from enquiries.entries import ID, SECRET, STATE, WORKSPACE, Asked
from enquiries.models import Booking, BookingState
from enquiries.sealing import hashes_of

KEPT = _("12 months after the demo; what is not confirmed for 30 minutes")
_HOSTS_KEPT = _("until staff chooses others, or the end of the workspace")
RETENTION: dict[str, Kept] = {
    KEPT: Kept(
        (
            "enquiries.bookings.sweeps.free_stale",
            "enquiries.bookings.sweeps.forget_bookings",
        )
    ),
    _HOSTS_KEPT: Kept(deed=_("Whoever sets the hours chooses who gives demos.")),
}
_BASIS = _("6(1)(b): what the person asked for, on the way to a contract")
_DEMO = Asked(HOLD_DEMO, _BASIS, KEPT)
_HOSTS = Asked(HOLD_DEMO, _BASIS, _HOSTS_KEPT)
_SHOWN = ("state", "outcome", "starts_at", "ends_at", "zone", "language", "made_at")

_BOOKING: dict[str, Classification] = {
    "id": ID,
    "workspace": WORKSPACE,
    **dict.fromkeys(("state", "made_at", "held_until", "confirmed_at", "cancelled_at"), STATE),
    **dict.fromkeys(("reminded_at", "sequence", "busy_until"), STATE),
    **dict.fromkeys(("confirm_hash", "move_hash", "cancel_hash"), SECRET),
    **dict.fromkeys(
        ("starts_at", "ends_at", "outcome"), _DEMO.of_visitor("pd:ServiceConsumptionBehavior")
    ),
    "host_id": _DEMO.of_staff(),
    "zone": _DEMO.of_visitor("pd:Country"),
    "language": _DEMO.of_visitor("pd:Language"),
    "name": _DEMO.of_visitor("pd:Name", sealed=True, origin="provided"),
    "email": _DEMO.of_visitor("pd:EmailAddress", sealed=True, origin="provided"),
    "email_hash": _DEMO.of_visitor("pd:EmailAddress"),
    "company": _DEMO.of_visitor("pd:Professional", sealed=True, origin="provided"),
    "phone": _DEMO.of_visitor("pd:TelephoneNumber", sealed=True, origin="provided"),
    "wishes": _DEMO.of_visitor("pd:Communication", sealed=True, origin="provided"),
    "link": _DEMO.of_visitor("pd:Identifying", sealed=True),
}
_SET = ("zone", "weekly", "length_minutes", "buffer_minutes", "notice_hours", "horizon_days")
CLASSIFICATIONS: Classifications = {
    "enquiries.booking": _BOOKING,
    "enquiries.demohours": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys((*_SET, "days_off", "join_url"), STATE),
        "hosts": _HOSTS.of_staff(),
    },
}
READERS: Mapping[str, tuple[str, ...]] = {
    "enquiries.bookings": (HOLD_DEMO, "say who may work in which workspace"),
}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Bookings under the person's addresses; outside of a workspace the house's own."""
    with inside(current_workspace_id() or HOUSE_ID):
        rows = [
            {
                **{name: getattr(one, name) for name in _SHOWN},
                **BOOKING.texts(one, purpose=ANSWER_REQUEST),
            }
            for one in _bookings(subject)
        ]
    return (Collected("enquiries.booking", plain_rows(rows)),) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """All of it goes: a time to come is free again, and the host hears that it is."""
    with inside(current_workspace_id() or HOUSE_ID):
        found = _bookings(subject)
        coming = found.filter(state=BookingState.CONFIRMED, starts_at__gt=timezone.now())
        for one in coming:
            tell_host_gone(one)
        gone = found.delete()[0]
    return (Erased("enquiries.booking", gone),)


def _bookings(subject: Subject) -> "QuerySet[Booking]":
    return Booking.objects.filter(email_hash__in=hashes_of(subject)).order_by("starts_at")
