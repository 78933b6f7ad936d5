"""Writes the rows that every step on an entry leaves: the entry, an event, sealed notes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor
from accounts.errors import Refused
from accounts.models import Workspace
from accounts.tenancy import new_id, require_workspace_id
from privacy.models import Register, RegisterEntry, RegisterEvent, RegisterNote, Step
from privacy.registers.sealing import sealed_note

# Characters of one text; what is longer is a document, and belongs elsewhere.
LONGEST = 5000


def open_entry(
    register: Register, *, began_at: datetime, rules: str, said: Mapping[str, str], **columns: Any
) -> RegisterEntry:
    """A new entry with its words, numbered; locks the workspace, so that numbers have no gap."""
    entry = RegisterEntry(
        id=new_id(),
        workspace_id=require_workspace_id(),
        register=register,
        number=_next_number(register),
        began_at=began_at,
        rules=rules,
        **columns,
    )
    entry.save(force_insert=True)
    note_id = write_notes(entry, said)
    write_event(entry, Step.ENTERED, at=began_at, note_id=note_id)
    return entry


def write_event(
    entry: RegisterEntry,
    step: Step,
    *,
    at: datetime | None = None,
    detail: str = "",
    told_id: UUID | None = None,
    note_id: UUID | None = None,
) -> RegisterEvent:
    """One event, now where nothing else is said; it can never be changed."""
    now = timezone.now()
    return RegisterEvent.objects.create(
        entry=entry,
        at=at or now,
        entered_at=now,
        step=step,
        detail=detail,
        told_id=told_id,
        note_id=note_id,
        actor_id=current_actor().id,
    )


def write_notes(entry: RegisterEntry, said: Mapping[str, str]) -> UUID | None:
    """Keep these words, sealed, {field: text}; the id of the first, None where nothing is said."""
    now = timezone.now()
    notes = [sealed_note(entry, field, text, now) for field, text in said.items() if text]
    RegisterNote.objects.bulk_create(notes)
    return notes[0].pk if notes else None


def locked_entry(entry_id: UUID, register: Register) -> RegisterEntry:
    """The entry, locked for this transaction; raises Refused once it is closed."""
    rows = RegisterEntry.objects.select_for_update(no_key=True)
    entry = rows.get(pk=entry_id, register=register)
    if entry.closed_at is not None:
        raise Refused(_("This entry is closed."), code="entry_closed")
    return entry


def close_entry(entry: RegisterEntry, *, outcome: str = "", note_id: UUID | None = None) -> None:
    """Nothing more is done about it; what it says stays for as long as its register promises."""
    now = timezone.now()
    write_event(entry, Step.CLOSED, at=now, detail=outcome, note_id=note_id)
    entry.closed_at, entry.outcome = now, outcome
    entry.save(update_fields=["closed_at", "outcome"])


def _next_number(register: Register) -> int:
    Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())
    last = RegisterEntry.objects.filter(register=register).order_by("-number").first()
    return last.number + 1 if last else 1
