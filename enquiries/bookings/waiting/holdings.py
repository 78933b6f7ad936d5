"""What is held of who waits for times, what a copy has of it, and that an erasure takes it."""

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Classifications, Collected, Erased, Kept, Subject, plain_rows
from accounts.tenancy import current_workspace_id, inside
from enquiries.bookings.purposes import TELL_TIMES
from enquiries.bookings.waiting.sealing import WAITER
from enquiries.entries import ID, SECRET, WORKSPACE, Asked
from enquiries.models import DemoWaiter
from enquiries.sealing import hashes_of

_KEPT = _("until times are open and the mail is sent, 6 months at most; unconfirmed for 2 days")
_BASIS = _("6(1)(b): the person asked to be told when demos can be booked")
_WAIT = Asked(TELL_TIMES, _BASIS, _KEPT)
RETENTION: dict[str, Kept] = {
    _KEPT: Kept(
        (
            "enquiries.bookings.waiting.sweeps.tell_times_open",
            "enquiries.bookings.waiting.sweeps.forget_waiters",
        ),
        _("The link in the mail deletes the address at once."),
    )
}
CLASSIFICATIONS: Classifications = {
    "enquiries.demowaiter": {
        "id": ID,
        "workspace": WORKSPACE,
        "language": _WAIT.of_visitor("pd:Language"),
        "email": _WAIT.of_visitor("pd:EmailAddress", sealed=True, origin="provided"),
        "email_hash": _WAIT.of_visitor("pd:EmailAddress"),
        "confirmed_at": _WAIT.of_visitor("pd:Communication"),
        **dict.fromkeys(("link_hash", "link_until"), SECRET),
    }
}
READERS = {"enquiries.bookings.waiting": (TELL_TIMES,)}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """That the person waits; outside of a workspace the house's own rows."""
    with inside(current_workspace_id() or HOUSE_ID):
        rows = [
            {
                "email": WAITER.text(one, "email", purpose=ANSWER_REQUEST),
                "language": one.language,
                "confirmed_at": one.confirmed_at,
            }
            for one in _waiters(subject)
        ]
    return (Collected("enquiries.demowaiter", plain_rows(rows)),) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """It goes whole."""
    with inside(current_workspace_id() or HOUSE_ID):
        return (Erased("enquiries.demowaiter", _waiters(subject).delete()[0]),)


def _waiters(subject: Subject) -> "QuerySet[DemoWaiter]":
    return DemoWaiter.objects.filter(email_hash__in=hashes_of(subject))
