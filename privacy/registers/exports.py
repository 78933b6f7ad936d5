"""A register as a file: the documentation that Art. 33(5) wants shown to the authority."""

import csv
import io
from collections.abc import Sequence

import orjson
from django.utils.translation import gettext as _

from privacy.exports import no_formula
from privacy.models import RegisterEvent, Step
from privacy.registers.book import Book
from privacy.registers.reading import Told


def to_csv(book: Book, entries: Sequence[Told]) -> bytes:
    """One row an entry, what is known now, and its steps in one cell; UTF-8 with its mark."""
    text = io.StringIO()
    writer = csv.writer(text)
    names = list(book.fields)
    head = [_("Number"), str(book.began), _("Closed"), *(str(book.fields[n]) for n in names)]
    writer.writerow([*head, _("Steps")])
    for told in entries:
        entry = told.entry
        closed_at = entry.closed_at.isoformat() if entry.closed_at else ""
        said = [told.said.get(name, "") for name in names]
        steps = "; ".join(f"{one.at.isoformat()} {_step(book, one)}" for one in told.events)
        cells = [str(entry.number), entry.began_at.isoformat(), closed_at, *said, steps]
        writer.writerow(map(no_formula, cells))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def to_json(book: Book, entries: Sequence[Told]) -> bytes:
    """Everything that is kept: all phases of what was said, each step with both its moments."""
    content = [
        {
            "register": told.entry.register,
            "number": told.entry.number,
            "role": told.entry.role or None,
            "rules": told.entry.rules,
            "began_at": told.entry.began_at,
            "closed_at": told.entry.closed_at,
            "outcome": told.entry.outcome or None,
            "notes": [
                {"id": note.id, "at": note.at, "field": note.field, "text": note.text}
                for note in told.notes
            ],
            "events": [
                {
                    "at": event.at,
                    "entered_at": event.entered_at,
                    "step": event.step,
                    "detail": event.detail or None,
                    "told": event.told_id,
                    "by": event.actor_id,
                    "note": event.note_id,
                }
                for event in told.events
            ],
        }
        for told in entries
    ]
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


FORMATS = {
    "csv": ("text/csv; charset=utf-8", to_csv),
    "json": ("application/json", to_json),
}


def _step(book: Book, event: RegisterEvent) -> str:
    detail = book.event_detail(event.detail)
    label = str(Step(event.step).label)
    return f"{label}: {detail}" if detail else label
