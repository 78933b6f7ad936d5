"""Seals and opens the words of registers, and finds entries by a person's address."""

from typing import Any

from accounts.crypto import KeyedHash, Place, all_hashes, decrypt, encrypt
from accounts.tenancy import new_id, require_workspace_id
from privacy.models import RegisterEntry, RegisterNote

ADDRESS = "address"
_COLUMN = "privacy.register.address"


def note_place(row: Any) -> Place:
    """Where a note's text lives."""
    return Place("privacy_registernote", "text", row.workspace_id, row.pk)


def text_of(note: RegisterNote) -> str:
    """What a note says."""
    return decrypt(note_place(note), bytes(note.text))


def sealed_note(entry: RegisterEntry, field: str, text: str, at: Any) -> RegisterNote:
    """A note that is not saved yet, sealed for its row."""
    note = RegisterNote(
        id=new_id(), workspace_id=require_workspace_id(), entry=entry, at=at, field=field
    )
    note.text = encrypt(note_place(note), text)
    return note


def hash_of_address(email: str) -> bytes:
    """What is kept of a person's address to find their complaints by."""
    return KeyedHash(require_workspace_id(), _COLUMN).of(email)


def hashes_of(emails: tuple[str, ...]) -> list[bytes]:
    """The hashes under which these addresses may be held in the entered workspace."""
    workspace_id = require_workspace_id()
    return [
        digest
        for email in emails
        for digest in all_hashes(workspace_id, _COLUMN, email, purpose="index")
    ]
