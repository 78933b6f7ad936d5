"""Looks requests up: by the secrets of their links, and for the desk with their clocks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.readings import ANSWER_REQUEST, note_reading, request_key
from accounts.spelling import shown
from accounts.strangers.links import hash_of
from privacy.clock import RULES, Clock
from privacy.models import (
    Channel,
    DataSubjectRequest,
    Direction,
    Happening,
    RequestEvent,
    RequestMessage,
    State,
)
from privacy.requests.purposes import ADDRESS, ANSWER_PERSON, HANDLE_REQUEST, TEXT
from privacy.requests.sealing import address_of, text_of
from privacy.requests.timing import clock_of, pass_on_by

# After this the person's page opens no more, and nobody can write to a closed request.
LINK_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class DeskRow:
    """A request with its clock; `days_left` to the last lawful day, None while none is set.

    `pass_on_by` is the day until which the house has to find whose request it is.
    """

    request: DataSubjectRequest
    clock: Clock
    days_left: int | None
    pass_on_by: date | None = None

    @property
    def is_late(self) -> bool:
        """Open and past its last lawful day, or closed after it."""
        is_overdue = self.days_left is not None and self.days_left < 0
        return self.clock.is_late or (self.clock.closed_on is None and is_overdue)


@dataclass(frozen=True)
class Letter:
    """A message as it is read."""

    at: datetime
    direction: str
    text: str


def unproven(secret: str) -> DataSubjectRequest | None:
    """The request that a mailed link would open; None for used, expired and forged links."""
    return DataSubjectRequest.objects.filter(
        proof_hash=hash_of(secret), state=State.UNPROVEN, proof_until__gt=timezone.now()
    ).first()


def unconfirmed_mail() -> "QuerySet[DataSubjectRequest]":
    """What came by mail and nobody has confirmed; the desk may take it up itself."""
    return DataSubjectRequest.objects.filter(
        channel=Channel.MAIL, state=State.UNPROVEN, proof_until__gt=timezone.now()
    )


def linked(secret: str) -> DataSubjectRequest | None:
    """The request whose person holds this link; None for forged ones, and 90 days after its end."""
    found = DataSubjectRequest.objects.filter(link_hash=hash_of(secret)).first()
    is_over = found and found.closed_at and found.closed_at + LINK_KEPT < timezone.now()
    return None if is_over else found


def on_the_desk(request_id: UUID) -> DataSubjectRequest | None:
    """A request that counts: what nobody confirmed is on no desk."""
    return DataSubjectRequest.objects.exclude(state=State.UNPROVEN).filter(pk=request_id).first()


def row_of(request: DataSubjectRequest) -> DeskRow:
    """One request with its clock."""
    return _row(request, events_of([request])[request.pk])


def rows_of(requests: Iterable[DataSubjectRequest]) -> list[DeskRow]:
    """These requests with their clocks: late ones first, then by their last lawful day."""
    found = list(requests)
    events = events_of(found)
    return sorted((_row(one, events[one.pk]) for one in found), key=_urgency)


def events_of(requests: Iterable[DataSubjectRequest]) -> dict[UUID, list[RequestEvent]]:
    """{request's id: its events, oldest first}, by one statement."""
    found: dict[UUID, list[RequestEvent]] = defaultdict(list)
    for event in RequestEvent.objects.filter(request__in=requests).order_by("at", "id"):
        found[event.request_id].append(event)
    return found


def proposal_in(events: Iterable[RequestEvent]) -> RequestEvent | None:
    """The refusal as unfounded that waits for a second member; None when none does."""
    waiting: RequestEvent | None = None
    for event in events:
        if event.happening == Happening.PROPOSED:
            waiting = event
        elif event.happening in (Happening.DECLINED, Happening.CLOSED):
            waiting = None
    return waiting


def letters_of(request: DataSubjectRequest, *, with_notes: bool) -> list[Letter]:
    """What was written, oldest first; notes and drafts are for the desk alone."""
    rows = RequestMessage.objects.filter(request=request).order_by("at", "id")
    return [
        Letter(row.at, row.direction, text_of(row, purpose=HANDLE_REQUEST))
        for row in rows
        if with_notes or row.direction in (Direction.IN, Direction.OUT)
    ]


def address(request: DataSubjectRequest) -> str:
    """Where to write to the person; empty where no address is held."""
    return address_of(request, purpose=ANSWER_PERSON)


def shown_address(request: DataSubjectRequest) -> str:
    """The address as a member reads it: a domain of letters that look alike tells what it is."""
    return shown(address(request))


def person_key(request: DataSubjectRequest) -> str:
    """Under which key the logs speak of whoever made it.

    By the request and not by the address: an erasure leaves the request, and not who made it.
    """
    return request_key(request.pk)


def note_seen(request: DataSubjectRequest, *, place: str) -> None:
    """Note that a member reads what a request holds: its address and what was written."""
    fields = (ADDRESS, TEXT)
    key = person_key(request)
    note_reading(subject_key=key, purpose=ANSWER_REQUEST, fields=fields, place=place)


def _row(request: DataSubjectRequest, events: list[RequestEvent]) -> DeskRow:
    clock = clock_of(request, events)
    today = timezone.now().astimezone(RULES[request.rules].zone).date()
    is_running = clock.due_on is not None and clock.closed_on is None
    left = (clock.due_on - today).days if is_running and clock.due_on else None
    by = pass_on_by(request, events) if request.state == State.OPEN else None
    return DeskRow(request, clock, left, by)


def _urgency(row: DeskRow) -> tuple[bool, bool, date, int]:
    is_closed = row.request.state == State.CLOSED
    due_on = min(row.pass_on_by or date.max, row.clock.due_on or date.max)
    return (is_closed, row.days_left is None, due_on, row.request.number or 0)
