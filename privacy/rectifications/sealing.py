"""Seals and opens what a correction holds of its person."""

from typing import Any

from accounts.crypto import Place, decrypt, encrypt
from accounts.readings import check_purpose

VALUES = ("before", "after", "answer")


def before_place(row: Any) -> Place:
    """Where the value before lives."""
    return _place(row, "before")


def after_place(row: Any) -> Place:
    """Where the corrected value lives."""
    return _place(row, "after")


def answer_place(row: Any) -> Place:
    """Where the source's answer lives."""
    return _place(row, "answer")


def seal(row: Any, name: str, text: str | None) -> bytes | None:
    """A text for a column of the row; an empty one is a value, too."""
    return None if text is None else encrypt(_place(row, name), text)


def value_of(row: Any, name: str, *, purpose: str) -> str | None:
    """What is sealed; None where nothing is. Raises UnregisteredPurpose."""
    check_purpose(purpose, [f"privacy.rectification.{name}"])
    sealed = getattr(row, name)
    return decrypt(_place(row, name), bytes(sealed)) if sealed else None


def _place(row: Any, column: str) -> Place:
    return Place("privacy_rectification", column, row.workspace_id, row.pk)
