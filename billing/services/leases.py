"""One job at a time follows a customer: a lease on its row, whose token fences the slower out."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.jobs import Later
from billing.models import StripeCustomer

_TRIES, _PAUSE_SECONDS = 20, 0.25
# Longer than the calls of one job may take together.
_HELD_FOR = timedelta(minutes=5)
_BUSY = timedelta(seconds=2)


@contextmanager
def held_customer(customer_id: str) -> Iterator[UUID]:
    """Hold a customer while Stripe is asked about it; raises Later while another job does."""
    token = uuid4()
    if not _take(customer_id, token):
        raise Later(_BUSY, "another job asks Stripe about this customer")
    try:
        yield token
    finally:
        _give_back(customer_id, token)


@contextmanager
def awaited_customer(customer_id: str) -> Iterator[None]:
    """Hold a customer for somebody who waits at a page; raises Refused after five seconds."""
    token = uuid4()
    for _try in range(_TRIES):
        if _take(customer_id, token):
            break
        time.sleep(_PAUSE_SECONDS)
    else:
        raise Refused(
            _("Something else is being bought or changed for this workspace in this moment."),
            advice=_("Try again in a minute."),
            code="being_bought",
        )
    try:
        yield
    finally:
        _give_back(customer_id, token)


def _take(customer_id: str, token: UUID) -> bool:
    rows = StripeCustomer.objects.filter(pk=customer_id)
    free = rows.filter(Q(lease_until=None) | Q(lease_until__lt=Now()))
    return bool(free.update(lease_token=token, lease_until=Now() + _HELD_FOR))


def _give_back(customer_id: str, token: UUID) -> None:
    rows = StripeCustomer.objects.filter(pk=customer_id, lease_token=token)
    rows.update(lease_token=None, lease_until=None)


def is_still_held(customer_id: str, token: UUID) -> bool:
    """Whether the lease is ours; locks the row until the transaction ends."""
    rows = StripeCustomer.objects.select_for_update().filter(pk=customer_id, lease_token=token)
    return rows.exists()
