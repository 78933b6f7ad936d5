"""What the desk does at night: reminds and escalates, and forgets what it promised to forget."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.tenancy import in_each_workspace
from privacy.clock import RULES, Clock, Notice, notices_due
from privacy.models import (
    DataSubjectRequest,
    Happening,
    RequestEvent,
    RequestMessage,
    State,
)
from privacy.requests.finding import events_of
from privacy.requests.mails import mail_desk
from privacy.requests.timing import clock_of
from privacy.requests.writing import write_event

# The classification of requests promises this, in privacy.requests.holdings.
REQUEST_KEPT = timedelta(days=3 * 365 + 1)


def remind_of_requests() -> int:
    """Mail each reminder and escalation that is due, once; how many requests had one."""
    return in_each_workspace(_remind)


def forget_requests() -> int:
    """Delete what nobody confirmed; of closed requests, after 3 years, words, address and link."""
    return in_each_workspace(_forget)


def _remind() -> int:
    # Locked before their events are read: of two clocks that ring at once, one has nothing left.
    rows = DataSubjectRequest.objects.select_for_update(no_key=True).filter(state=State.OPEN)
    requests = list(rows.order_by("number"))
    events = events_of(requests)
    return sum(_remind_of(request, events[request.pk]) for request in requests)


def _remind_of(request: DataSubjectRequest, events: list[RequestEvent]) -> int:
    clock = clock_of(request, events)
    today = timezone.now().astimezone(RULES[request.rules].zone).date()
    sent = {event.detail for event in events if event.happening == Happening.REMINDED}
    due = [one for one in notices_due(clock, today) if _name(one, clock) not in sent]
    if not due:
        return 0
    for notice in due:
        write_event(request, Happening.REMINDED, detail=_name(notice, clock))
    # After days without a clock several are due at once: one mail says where it stands.
    mail_desk(request, due[-1].kind.value)
    record("request.reminded", request, kind=due[-1].kind.value)
    return 1


def _name(notice: Notice, clock: Clock) -> str:
    """With the day it is about: an extended or resumed request has reminders of its own."""
    return f"{notice.name} {clock.due_on}"


def _forget() -> int:
    now = timezone.now()
    unproven = DataSubjectRequest.objects.filter(state=State.UNPROVEN, proof_until__lt=now)
    count = unproven.count()
    unproven.delete()
    old = DataSubjectRequest.objects.filter(closed_at__lt=now - REQUEST_KEPT)
    ids = list(old.exclude(link_hash=None).values_list("pk", flat=True))
    return count + _forget_words(old.filter(pk__in=ids), ids)


def _forget_words(rows: "QuerySet[DataSubjectRequest]", ids: list[UUID]) -> int:
    RequestMessage.objects.filter(request__in=ids).delete()
    return rows.update(address=None, address_hash=None, link=None, link_hash=None)
