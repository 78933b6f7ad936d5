"""Seals and opens the words of a restriction: its reason, the grounds, the notice."""

from typing import Any

from accounts.crypto import Place, decrypt, encrypt
from accounts.national_numbers import keep_apart
from accounts.readings import check_purpose

WORDS = ("reason", "grounds", "notice")


def reason_place(row: Any) -> Place:
    """Where the reason lives."""
    return _place(row, "reason")


def grounds_place(row: Any) -> Place:
    """Where the grounds of a decision live."""
    return _place(row, "grounds")


def notice_place(row: Any) -> Place:
    """Where the notice to the person lives."""
    return _place(row, "notice")


def seal(row: Any, name: str, text: str) -> bytes | None:
    """A text for a column of the row, nothing for an empty one; CPR numbers are kept apart."""
    text = keep_apart(text, place=f"privacy.restrictedperson.{name}", row_id=row.pk)
    return encrypt(_place(row, name), text) if text else None


def words_of(row: Any, name: str, *, purpose: str) -> str:
    """What was written; empty where nothing was. Raises UnregisteredPurpose."""
    check_purpose(purpose, [f"privacy.restrictedperson.{name}"])
    sealed = getattr(row, name)
    return decrypt(_place(row, name), bytes(sealed)) if sealed else ""


def _place(row: Any, column: str) -> Place:
    return Place("privacy_restrictedperson", column, row.workspace_id, row.pk)
