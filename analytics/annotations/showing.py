"""Annotations as a list and as marks of a chart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format

from analytics.annotations.forms import scope_of
from analytics.models import Annotation
from analytics.scopes import Scope, scope_name


@dataclass(frozen=True)
class NoteRow:
    """An annotation as pages list it; `number` is that of its mark, 0 where it has none."""

    id: UUID
    number: int
    days: str
    kind: str
    text: str
    concerns: str
    is_special: bool
    by: str
    url: str


def note_rows(found: Iterable[Annotation], slug: str, numbers: Sequence[int] = ()) -> list[NoteRow]:
    """Each with its days in words; `concerns` is empty where it is everything."""
    rows = list(found)
    names = {row.campaign.pk: row.campaign.name for row in rows if row.campaign}
    return [
        NoteRow(
            row.pk,
            number,
            days_in_words(row),
            str(row.get_kind_display()),
            row.text,
            "" if (scope := scope_of(row)) == Scope() else scope_name(scope, names),
            row.is_special,
            row.made_by.get_full_name() if row.made_by else "",
            reverse("analytics:annotation", kwargs={"slug": slug, "annotation_id": row.pk}),
        )
        for row, number in zip(rows, numbers or [0] * len(rows), strict=True)
    ]


def days_in_words(row: Annotation) -> str:
    """One day, or the first and the last."""
    days = [row.first_on] if row.last_on is None else [row.first_on, row.last_on]
    return " – ".join(date_format(day, "DATE_FORMAT") for day in days)


def marks(rows: Sequence[Annotation], days: Sequence[date], last_on: date) -> dict[str, Any]:
    """What a chart of spans that begin on `days` draws of annotations, {} where there is none.

    Marks are numbered as the list beneath the chart; `notes` are {start of a span: words}, which
    the tooltip and the table show.
    """
    if not rows or not days:
        return {}
    notes: dict[str, list[str]] = {}
    places: dict[str, list[str]] = {}
    for number, row in enumerate(rows, 1):
        spans = _spans(row, days, last_on)
        for day in spans:
            notes.setdefault(day.isoformat(), []).append(f"{number}. {row.text}")
        if spans:
            places.setdefault(spans[0].isoformat(), []).append(str(number))
    return {
        "marks": [
            {"x": day, "label": ", ".join(numbers), "is_note": True}
            for day, numbers in sorted(places.items())
        ],
        "notes": {day: " · ".join(words) for day, words in notes.items()},
    }


def _spans(row: Annotation, days: Sequence[date], last_on: date) -> list[date]:
    """The spans that a day of the annotation lies in; each ends where the next begins."""
    ends = [*days[1:], date.fromordinal(last_on.toordinal() + 1)]
    return [
        day
        for day, end in zip(days, ends, strict=True)
        if day <= row.ends_on and row.first_on < end
    ]
