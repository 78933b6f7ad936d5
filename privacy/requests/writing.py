"""Writes the rows that every step of a request leaves: an event, a sealed message."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.audit import current_actor
from accounts.crypto import Place, encrypt
from accounts.national_numbers import keep_apart
from accounts.tenancy import new_id, require_workspace_id
from privacy.clock import UK_ENGLAND
from privacy.models import (
    DataSubjectRequest,
    Direction,
    Happening,
    RequestEvent,
    RequestMessage,
)
from privacy.requests.purposes import TEXT
from privacy.requests.timing import as_event, both_laws

LONGEST = 5000


def write_event(
    request: DataSubjectRequest,
    happening: Happening,
    *,
    at: datetime | None = None,
    detail: str = "",
    months: int | None = None,
    told_at: datetime | None = None,
    note_id: UUID | None = None,
) -> RequestEvent:
    """One event, now where nothing else is said; it can never be changed."""
    event = RequestEvent(
        request=request,
        happening=happening,
        at=at or timezone.now(),
        detail=detail,
        months=months,
        told_at=told_at,
        note_id=note_id,
        actor_id=current_actor().id,
    )
    _keep_both_laws(request, event)
    event.save(force_insert=True)
    return event


def _keep_both_laws(request: DataSubjectRequest, event: RequestEvent) -> None:
    """What both laws say as of this event, where there are two and it has to do with time."""
    if request.rules != UK_ENGLAND.version or as_event(event) is None:
        return
    both = both_laws(request, [*RequestEvent.objects.filter(request=request), event])
    if both is not None:
        event.eu_due_on, event.uk_due_on = both.eu.due_on, both.uk.due_on


def write_message(
    request: DataSubjectRequest,
    direction: Direction,
    text: str,
    *,
    at: datetime | None = None,
    is_evidence: bool = False,
) -> RequestMessage:
    """One message, sealed for its row; national identification numbers in it are kept apart."""
    message_id = new_id()
    text = keep_apart(text, place=TEXT, row_id=message_id)
    place = Place("privacy_requestmessage", "text", require_workspace_id(), message_id)
    return RequestMessage.objects.create(
        id=message_id,
        request=request,
        direction=direction,
        text=encrypt(place, text),
        at=at or timezone.now(),
        is_evidence=is_evidence,
    )
