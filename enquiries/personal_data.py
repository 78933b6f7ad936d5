"""What enquiries holds of people: whoever books, asks, registers or subscribes."""

from types import ModuleType

from accounts.subjects import Balancing, Classifications, Collected, Erased, Kept, Subject
from enquiries.bookings import holdings as bookings
from enquiries.bookings.waiting import holdings as waiting
from enquiries.newsletters import holdings as newsletters
from enquiries.site import holdings as site
from enquiries.tickets import holdings as tickets
from enquiries.webinars import holdings as webinars

# The rooms' holdings, in the order in which they are erased.
_HOLDERS: tuple[ModuleType, ...] = (bookings, waiting, webinars, newsletters, tickets, site)

CLASSIFICATIONS: Classifications = {
    label: columns for holder in _HOLDERS for label, columns in holder.CLASSIFICATIONS.items()
}
RETENTION: dict[str, Kept] = {
    kind: kept for holder in _HOLDERS for kind, kept in holder.RETENTION.items()
}
READERS: dict[str, tuple[str, ...]] = {
    room: purposes for holder in _HOLDERS for room, purposes in holder.READERS.items()
}
LEGITIMATE_INTERESTS: dict[str, Balancing] = {
    basis: test
    for holder in _HOLDERS
    for basis, test in getattr(holder, "LEGITIMATE_INTERESTS", {}).items()
}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Every row about the person, one Collected per table that has any."""
    return tuple(part for holder in _HOLDERS for part in holder.collect(subject))


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Remove the person; what is retained is counted, with its ground."""
    return tuple(done for holder in _HOLDERS for done in holder.erase(subject))
