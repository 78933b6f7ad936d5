"""Waiting for times: asked for by a form, confirmed by the mailed link, left by the same link."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from accounts.strangers.links import hash_of, new_secret
from accounts.tenancy import inside, new_id, require_workspace_id
from enquiries.bookings.waiting.mails import mail_link
from enquiries.bookings.waiting.sealing import WAITER
from enquiries.models import DemoWaiter
from enquiries.sealing import hash_of_address, hashes_of_address

KEPT_UNCONFIRMED = timedelta(days=2)


def ask_for_times(*, email: str) -> None:
    """Mail the link; the same work and answer for whoever waits already."""
    with inside(require_workspace_id()):
        secret, now = new_secret(), timezone.now()
        # Who asks again keeps their place, and the newest link is the one that works.
        DemoWaiter.objects.bulk_create([_new_waiter(email)], ignore_conflicts=True)
        found = DemoWaiter.objects.filter(email_hash__in=hashes_of_address(email))
        found.update(link_hash=hash_of(secret), link_until=now + KEPT_UNCONFIRMED)
        mail_link(email, secret)


def confirm_waiting(*, secret: str) -> bool:
    """The link's button was pressed; False when the link is no good."""
    with inside(require_workspace_id()):
        return bool(behind(secret).update(confirmed_at=timezone.now()))


def stop_waiting(*, secret: str) -> bool:
    """The address goes at once."""
    with inside(require_workspace_id()):
        return bool(behind(secret).delete()[0])


def behind(secret: str) -> "QuerySet[DemoWaiter]":
    """The row that a link opens: for two days, and for as long as a confirmed one is kept."""
    is_open = Q(confirmed_at=None, link_until__gt=timezone.now()) | ~Q(confirmed_at=None)
    return DemoWaiter.objects.filter(is_open, link_hash=hash_of(secret))


def _new_waiter(email: str) -> DemoWaiter:
    waiter = DemoWaiter(
        id=new_id(),
        workspace_id=require_workspace_id(),
        language=(get_language() or "en")[:2],
        email_hash=hash_of_address(email),
        link_until=timezone.now(),
    )
    WAITER.seal(waiter, {"email": email})
    return waiter
