"""Letters that come back: whose they were, and when no more are sent to an address.

A subscription goes on: whoever acts on it again gets letters again. Other mails, which people wait
for, go to the address as before: none of them asks here.
"""

from typing import Any

from django.utils import timezone

from accounts.audit import Actor, acting_as, record
from accounts.letters.reports import failures_in
from accounts.letters.returning import returned_mail
from accounts.letters.taking import Fate
from accounts.models.workspace import HOUSE_ID
from accounts.signals import MailEnd
from accounts.tenancy import inside
from enquiries.models import Delivery, Subscriber

# Of so many letters in a row that came back for whatever reason, the next would as well.
IN_A_ROW = 3
_CAME_BACK = (MailEnd.RETURNED, MailEnd.REFUSED)
_ARRIVED = (MailEnd.SENT, MailEnd.UNCLEAR)


def take_returned(raw: bytes, *, address: str) -> Fate:
    """Read a report that came to a letter's return address; forged marks change nothing."""
    failures = failures_in(raw)
    with inside(HOUSE_ID), acting_as(Actor("public")):
        mail_id = returned_mail(address)
        rows = Delivery.objects.select_for_update(no_key=True).filter(mail_id=mail_id)
        delivery = rows.first() if mail_id and failures else None
        if delivery is None:
            return Fate.AUTOMATIC
        if delivery.end == MailEnd.RETURNED:
            return Fate.DUPLICATE
        delivery.end, delivery.ended_at = MailEnd.RETURNED, timezone.now()
        delivery.save(update_fields=["end", "ended_at"])
        judge_address(delivery, is_for_good=any(one.is_for_good for one in failures))
    return Fate.RETURNED


def judge_address(delivery: Delivery, *, is_for_good: bool = False) -> None:
    """Send no more where nobody has the address, or nothing arrives any more."""
    if is_for_good or _nothing_arrives(delivery.subscriber_id):
        rows = Subscriber.objects.filter(pk=delivery.subscriber_id, undeliverable_at=None)
        if rows.update(undeliverable_at=timezone.now()):
            record("subscription.undeliverable", delivery.subscriber)


def _nothing_arrives(subscriber_id: Any) -> bool:
    rows = Delivery.objects.filter(subscriber=subscriber_id, end__in=(*_CAME_BACK, *_ARRIVED))
    ends = list(rows.order_by("-queued_at", "-pk").values_list("end", flat=True)[:IN_A_ROW])
    return len(ends) == IN_A_ROW and set(ends) <= set(_CAME_BACK)
