"""For what a transaction reads people: who is restricted is seen for five purposes alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from django.db import connections
from psycopg.pq import TransactionStatus

_current: ContextVar[str] = ContextVar("purpose", default="")


class Purpose(StrEnum):
    """What may be done with the data of a restricted person (GDPR Art. 18(2)).

    OWN_RIGHT is a request of the person themselves, which is their consent to what it needs.
    """

    STORAGE = "storage"
    CONSENT = "consent"
    LEGAL_CLAIMS = "legal_claims"
    RIGHTS_OF_OTHERS = "rights_of_others"
    OWN_RIGHT = "own_right"


@contextmanager
def for_purpose(purpose: Purpose | str, *, using: str = "default") -> Iterator[None]:
    """See restricted people, too, within this block; only inside of a workspace.

    Raises ValueError for a purpose that is none of these. Without this block a transaction sees
    nobody who is restricted: PostgreSQL leaves their rows out.
    """
    wanted, before = Purpose(purpose).value, _current.get()
    if not connections[using].in_atomic_block:
        raise RuntimeError("A purpose is told to a transaction; enter the workspace first.")
    if wanted == before:
        yield
        return
    token = _current.set(wanted)
    _tell_postgres(wanted, using)
    try:
        yield
    finally:
        _current.reset(token)
        _take_back(before, using)


def _take_back(before: str, using: str) -> None:
    """In a transaction that failed, PostgreSQL takes it back itself when it rolls back."""
    connection = connections[using].connection
    status = connection.info.transaction_status if connection is not None else None
    if status == TransactionStatus.INTRANS:
        _tell_postgres(before, using)


def _tell_postgres(purpose: str, using: str) -> None:
    # One of our own words, or empty: it can stand in the statement.
    with connections[using].cursor() as cursor:
        cursor.execute(f"SET LOCAL app.purpose = '{purpose}'")
