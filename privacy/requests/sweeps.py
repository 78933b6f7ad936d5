"""What the desk does at night: reminds and escalates, and forgets what it promised to forget."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.audit import record
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import in_each_workspace, inside
from privacy.clock import RULES, Clock, Kind, Notice, notices_due
from privacy.models import (
    DataSubjectRequest,
    Happening,
    RequestEvent,
    RequestMessage,
    State,
)
from privacy.requests.finding import events_of
from privacy.requests.mails import mail_desk
from privacy.requests.timing import clock_of, pass_on_by
from privacy.requests.writing import write_event

# The classification of requests promises this, in privacy.requests.holdings.
REQUEST_KEPT = timedelta(days=3 * 365 + 1)
_WORDS = ("address", "address_hash", "about", "link", "link_hash")


def remind_of_requests() -> int:
    """Mail each reminder and escalation that is due, once; how many requests had one."""
    return in_each_workspace(_remind)


def remind_of_passing() -> int:
    """At the house, of each request on its last day to be passed on, and once when that is over."""
    with inside(HOUSE_ID):
        rows = DataSubjectRequest.objects.select_for_update(no_key=True).filter(state=State.OPEN)
        requests = list(rows.order_by("number"))
        events = events_of(requests)
        return sum(_remind_of_passing(request, events[request.pk]) for request in requests)


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


def _remind_of_passing(request: DataSubjectRequest, events: list[RequestEvent]) -> int:
    by = pass_on_by(request, events)
    today = timezone.now().astimezone(RULES[request.rules].zone).date()
    if by is None or today < by:
        return 0
    kind = Kind.REMINDER if today == by else Kind.ESCALATION
    name = f"pass-on {kind.value} {by}"
    if any(event.detail == name for event in events):
        return 0
    write_event(request, Happening.REMINDED, detail=name)
    mail_desk(request, f"pass_on_{kind.value}")
    record("request.reminded", request, kind=kind.value)
    return 1


def _name(notice: Notice, clock: Clock) -> str:
    """With the day it is about: an extended or resumed request has reminders of its own."""
    return f"{notice.name} {clock.due_on}"


def _forget() -> int:
    now = timezone.now()
    unproven = DataSubjectRequest.objects.filter(state=State.UNPROVEN, proof_until__lt=now)
    count = unproven.count()
    unproven.delete()
    old = worded_requests(now - REQUEST_KEPT)
    ids = list(old.values_list("pk", flat=True))
    return count + forget_words(ids)


def worded_requests(closed_before: datetime) -> "QuerySet[DataSubjectRequest]":
    """Requests that ended before a moment, and of which anything of the person is left."""
    messages = RequestMessage.objects.filter(request=OuterRef("pk"))
    left = reduce(or_, (Q(**{f"{name}__isnull": False}) for name in _WORDS), Q(Exists(messages)))
    return DataSubjectRequest.objects.filter(left, closed_at__lt=closed_before)


def forget_words(ids: list[UUID]) -> int:
    """Delete words, address and link of closed requests; how many. What was done when stays."""
    RequestMessage.objects.filter(request__in=ids).delete()
    return DataSubjectRequest.objects.filter(pk__in=ids).update(**dict.fromkeys(_WORDS))
