"""Reads entries with what they say and what happened, each by one statement however many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.readings import email_key, note_reading
from privacy.models import Register, RegisterEntry, RegisterEvent, RegisterNote
from privacy.registers.purposes import KEEP_REGISTER, TEXT
from privacy.registers.sealing import ADDRESS, text_of


@dataclass(frozen=True)
class Told:
    """An entry with its newest words by field, its events and all notes, oldest first."""

    entry: RegisterEntry
    said: Mapping[str, str]
    events: tuple[RegisterEvent, ...]
    notes: tuple["Note", ...] = ()


@dataclass(frozen=True)
class Note:
    """Words as they are read."""

    id: UUID
    at: datetime
    field: str
    text: str


def told(entries: Iterable[RegisterEntry]) -> list[Told]:
    """These entries in their order."""
    found = list(entries)
    notes: dict[UUID, list[Note]] = defaultdict(list)
    for row in RegisterNote.objects.filter(entry__in=found).order_by("at", "id"):
        notes[row.entry_id].append(
            Note(row.pk, row.at, row.field, text_of(row, purpose=KEEP_REGISTER))
        )
    events: dict[UUID, list[RegisterEvent]] = defaultdict(list)
    for event in RegisterEvent.objects.filter(entry__in=found).order_by("at", "id"):
        events[event.entry_id].append(event)
    return [
        Told(
            entry,
            {note.field: note.text for note in notes[entry.pk]},
            tuple(events[entry.pk]),
            tuple(notes[entry.pk]),
        )
        for entry in found
    ]


def told_one(register: Register, entry_id: UUID) -> Told | None:
    """One entry of a register; None where it has none of that id."""
    return next(iter(told(RegisterEntry.objects.filter(register=register, pk=entry_id))), None)


def note_seen(entries: Iterable[Told], *, place: str) -> None:
    """Note that a member reads what people complained about; breaches name nobody by address."""
    for one in entries:
        email = one.said.get(ADDRESS)
        if email:
            key = email_key(email)
            note_reading(subject_key=key, purpose=KEEP_REGISTER, fields=[TEXT], place=place)
