"""Users whom our mail does not reach: noted when it comes back, forgotten when it arrives again."""

from django.utils import timezone

from accounts.letters.reports import failures_in
from accounts.letters.returning_to_users import returned_user
from accounts.letters.taking import Fate
from accounts.models import User


def take_returned_to_user(raw: bytes, *, address: str) -> Fate:
    """Read a report that came to a user's return address; forged marks change nothing.

    A full mailbox and the like may take the next mail, so it is not noted.
    """
    user = returned_user(address)
    if user is None or not any(one.is_for_good for one in failures_in(raw)):
        return Fate.AUTOMATIC
    return Fate.RETURNED if note_unreachable(email=user.email) else Fate.DUPLICATE


def note_unreachable(*, email: str) -> bool:
    """Nobody has this address any more; whether that is news. Mail still goes there."""
    rows = User.objects.filter(email=email.lower()).exclude(unreachable_email=email.lower())
    found = rows.update(unreachable_email=email.lower(), unreachable_since=timezone.now())
    return bool(found)


def note_reachable(*, user: User) -> None:
    """The person says that mail arrives; if it does not, the next one that returns says so."""
    User.objects.filter(pk=user.pk).update(unreachable_email="", unreachable_since=None)
