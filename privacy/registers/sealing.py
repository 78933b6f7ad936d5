"""Seals and opens the words of registers, and finds entries by a person's address."""

from typing import Any

from accounts.crypto import KeyedHash, Place, decrypt, encrypt, hashes_of_person
from accounts.national_numbers import keep_apart
from accounts.readings import check_purpose
from accounts.subjects import Subject
from accounts.tenancy import new_id, require_workspace_id
from privacy.models import RegisterEntry, RegisterNote
from privacy.registers.purposes import TEXT

ADDRESS = "address"
ADDRESS_COLUMN = "privacy.register.address"


def note_place(row: Any) -> Place:
    """Where a note's text lives."""
    return Place("privacy_registernote", "text", row.workspace_id, row.pk)


def text_of(note: RegisterNote, *, purpose: str) -> str:
    """What a note says; raises UnregisteredPurpose."""
    check_purpose(purpose, [TEXT])
    return decrypt(note_place(note), bytes(note.text))


def sealed_note(entry: RegisterEntry, field: str, text: str, at: Any) -> RegisterNote:
    """A note that is not saved yet, sealed for its row, without national identification numbers."""
    note = RegisterNote(
        id=new_id(), workspace_id=require_workspace_id(), entry=entry, at=at, field=field
    )
    text = keep_apart(text, place=TEXT, row_id=note.pk)
    note.text = encrypt(note_place(note), text)
    return note


def hash_of_address(email: str) -> bytes:
    """What is kept of a person's address to find their complaints by."""
    return KeyedHash(require_workspace_id(), ADDRESS_COLUMN).of(email)


def hashes_of(subject: Subject) -> list[bytes]:
    """The hashes under which a person's addresses may be held in the entered workspace."""
    return hashes_of_person(require_workspace_id(), ADDRESS_COLUMN, subject)
