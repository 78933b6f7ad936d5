"""What the clock does with who waits for times: tells them once, and forgets them."""

from datetime import timedelta

from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.bookings.finding import free_now
from enquiries.bookings.waiting.mails import mail_open
from enquiries.models import DemoWaiter

# The map promises both, in enquiries.bookings.waiting.holdings.
WAITING_KEPT = timedelta(days=183)
_AT_ONCE = 200


def tell_times_open() -> int:
    """Write to everybody who waits, while a time is free, and delete them with it; how many."""
    told = 0
    while found := _tell_some():
        told += found
    return told


def forget_waiters() -> int:
    """Delete what nobody confirmed in two days, and who waited for half a year; how many."""
    now = timezone.now()
    with inside(HOUSE_ID):
        unconfirmed = DemoWaiter.objects.filter(confirmed_at=None, link_until__lte=now)
        old = DemoWaiter.objects.filter(confirmed_at__lte=now - WAITING_KEPT)
        return sum(rows.delete()[0] for rows in (unconfirmed, old))


def _tell_some() -> int:
    """Mail and deletion are one transaction: nobody is told twice, and nobody is lost."""
    with inside(HOUSE_ID):
        waiting = DemoWaiter.objects.exclude(confirmed_at=None).order_by("confirmed_at")
        some = list(waiting.select_for_update(skip_locked=True)[:_AT_ONCE])
        if not some or not free_now():
            return 0
        for waiter in some:
            mail_open(waiter)
        return DemoWaiter.objects.filter(pk__in=[one.pk for one in some]).delete()[0]
