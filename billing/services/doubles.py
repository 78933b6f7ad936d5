"""Notices a workspace that pays for two subscriptions, and tells our own staff once."""

import logging
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation

from accounts.models import Membership, Role
from accounts.models.workspace import HOUSE_ID
from accounts.notify import compose_mail, queue_mail
from accounts.tenancy import inside
from billing.models import StripeCustomer

log = logging.getLogger(__name__)


def note_doubles(*, customer_id: str, going_on: int) -> bool:
    """Remember since when more than one goes on, or that it is over; whether staff were told.

    Nobody can begin two at our pages: it takes somebody at Stripe's, so nothing is ended or paid
    back by itself. Outside of every workspace: staff are told in the house.
    """
    rows = StripeCustomer.objects.filter(pk=customer_id)
    if going_on < 2:
        rows.exclude(doubled_at=None).update(doubled_at=None)
        return False
    with inside(HOUSE_ID):
        is_new = bool(rows.filter(doubled_at=None).update(doubled_at=timezone.now()))
        if is_new:
            log.error("A customer at Stripe has %d subscriptions that go on.", going_on)
            _write_to_staff(rows.get().workspace_ref, going_on)
    return is_new


def _write_to_staff(workspace_ref: UUID, going_on: int) -> None:
    owners = Membership.objects.filter(workspace_id=HOUSE_ID, role=Role.OWNER)
    url = f"{settings.PUBLIC_URL.rstrip('/')}/desk/billing/stripecustomer/"
    values = {"workspace_ref": workspace_ref, "count": going_on, "url": url}
    for owner in owners.select_related("user").order_by("joined_at"):
        with translation.override(owner.user.language):
            queue_mail(compose_mail("billing/doubled", to=owner.user.email, values=values))
