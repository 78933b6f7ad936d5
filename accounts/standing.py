"""Whether anything may happen by itself in a workspace: not in one that closes or is unpaid."""

from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from accounts.unpaid import is_read_only

_IS_CLOSING = "SELECT FROM accounts_closure WHERE workspace_id = %s"


class Standstill(StrEnum):
    """Why nothing happens by itself."""

    CLOSING = "closing"
    UNPAID = "unpaid"


def standstill_of(workspace_id: UUID) -> Standstill | None:
    """Why it stands still; None where it does not. Who closes it has to pay no more."""
    if is_closing(workspace_id):
        return Standstill.CLOSING
    return Standstill.UNPAID if is_read_only(workspace_id) else None


def stands_still(workspace_id: UUID) -> bool:
    """Whether it is read only, by its owners' wish to close it or because nobody pays."""
    return standstill_of(workspace_id) is not None


def is_closing(workspace_id: UUID) -> bool:
    """Whether its owners have asked to close it, and not taken that back."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_CLOSING, [workspace_id])
        return cursor.fetchone() is not None


def standstill_words(workspace_id: UUID) -> str:
    """Why nothing happens by itself, for a page; "" where it does."""
    return {
        Standstill.CLOSING: _(
            "The workspace is closing, so nothing happens by itself. Whoever takes the closing "
            "back lets it go on."
        ),
        Standstill.UNPAID: _(
            "The workspace is read-only because it is not paid for, so nothing happens by itself. "
            "It goes on once somebody has paid."
        ),
        None: "",
    }[standstill_of(workspace_id)]
