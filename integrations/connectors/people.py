"""What a connector can do about one person in the source itself: find, delete, redact, correct."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.errors import Trouble

# How a record was reached, in words that a program may compare.
BY_EMAIL, BY_ID, BY_STORED, BY_MERGE, BY_CONVERSION, BELONGS = (
    "email",
    "id",
    "stored",
    "merged",
    "converted",
    "belongs",
)

# The person's own because another record leads there, whatever its address says.
DERIVED = (BY_MERGE, BY_CONVERSION)


@dataclass(frozen=True)
class Sought:
    """Who is looked for: addresses, ids that the caller knows, and ids that only we have stored."""

    emails: tuple[str, ...] = field(default=(), repr=False)
    ids: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()


@dataclass(frozen=True)
class PersonRecord:
    """A record as it stands at the vendor now; `email` "" where it has none of its own.

    `person` is the id of whom it belongs to, its own for a person. `reached_by` is one of the words
    above; `link` opens it in the vendor's own pages.
    """

    kind: str
    external_id: str
    fields: Mapping[str, str | None] = field(repr=False)
    link: str
    reached_by: str
    email: str = field(default="", repr=False)
    person: str = ""


@dataclass(frozen=True)
class Looked:
    """What was found, what hangs on a person before the person, and people `in_order`; every id
    that was followed, those of records that are gone too; and where this user may not look."""

    records: tuple[PersonRecord, ...]
    ids: frozenset[str] = frozenset()
    unseen: tuple[str, ...] = ()


def in_order(records: Iterable[PersonRecord]) -> tuple[PersonRecord, ...]:
    """People in the order in which they can be changed: who leads to another comes after them."""
    return tuple(sorted(records, key=lambda one: one.reached_by not in DERIVED))


class Gone(Exception):
    """The record is not there any more, or not for this user."""


class NotWritten(Trouble):
    """The vendor did not do it; the words name no value of the record."""

    code = "not_written"


@dataclass(frozen=True)
class PeopleWriting:
    """The calls that change a record. All take the engine's client first, raise Trouble or Later.

    `redaction` says which fields of a record are to be set to what, so that nothing in it tells
    who it is; empty when that is so already; None where a vendor's records are not emptied. `check`
    gives a text as the vendor wants it for a field, and raises Trouble in words where it cannot be
    set. `write` and `delete` raise Gone and NotWritten. `aftermath` is a message id: what is still
    there after a delete, and for how long. `scope` is the right to write where it is one of its
    own: asked for only where the workspace has chosen that something is changed there.
    """

    redaction: Callable[[Any, PersonRecord], Mapping[str, Any]] | None
    check: Callable[[Any, PersonRecord, str, str], Any]
    write: Callable[[Any, str, str, Mapping[str, Any]], None]
    delete: Callable[[Any, str, str], None]
    aftermath: str
    scope: str = ""


@dataclass(frozen=True)
class PeopleDesk:
    """The calls about one person. All take the engine's client first, raise Trouble or Later.

    `persons` are those of the `kinds` that are people themselves. `look` follows merged and
    converted records both ways. `read` gives one record with reached_by "id"; raises Gone.
    `writing` is None where the grant lets us read alone: then people do there what is to be done.
    """

    kinds: tuple[str, ...]
    persons: tuple[str, ...]
    look: Callable[[Any, Sought], Looked]
    read: Callable[[Any, str, str], PersonRecord]
    writing: PeopleWriting | None = None
