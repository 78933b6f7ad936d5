"""Reads for the desk and for the person: who was told of what, and who is not yet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from integrations.models import Source
from privacy.models import About, ErasureItem, ItemPlace, ItemState, RecipientNotice


@dataclass(frozen=True)
class ToldRow:
    """A recipient; `told_at` is None while it is not told. `notice_id` is None for an erasure's."""

    recipient: str
    about: str
    told_at: datetime | None
    notice_id: UUID | None


def recipients_of(request_id: UUID) -> list[ToldRow]:
    """Of one request, by three statements: first who has to be told, then by time."""
    notices = RecipientNotice.objects.filter(request_id=request_id).order_by("noted_at", "id")
    rows = [
        ToldRow(one.recipient, str(About(one.about).label), one.told_at, one.pk) for one in notices
    ]
    items = ErasureItem.objects.filter(
        erasure__request_id=request_id, place=ItemPlace.UPSTREAM, state=ItemState.ERASED
    )
    told = dict(items.order_by("ended_at").values_list("source_id", "ended_at"))
    names = dict(Source.objects.filter(pk__in=list(told)).values_list("pk", "name"))
    erasure = str(About.ERASURE.label)
    rows += [ToldRow(names[key], erasure, at, None) for key, at in told.items() if key in names]
    return sorted(rows, key=lambda row: (row.told_at is not None, row.recipient))


def told_of(request_id: UUID) -> list[ToldRow]:
    """Those who were told: the list that the person can have."""
    return [row for row in recipients_of(request_id) if row.told_at is not None]
