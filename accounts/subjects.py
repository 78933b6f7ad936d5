"""A person as identifiers, and how each column says what it holds of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from accounts.spelling import spellings


@dataclass(frozen=True)
class Subject:
    """A person, as far as a request knows them.

    `emails` are normalised addresses, those with a domain of other letters in both spellings,
    whichever was given, so that every search looks for both. `external_ids` are the ids by which a
    source knows the person, {source id: ids}; `user_id` is set when the person is a user of ours.
    `hashes` are keyed hashes of addresses that nobody knows in plain any more, {name of the hash:
    hashes}: an erasure that is done again after a restore has nothing else.
    """

    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    user_id: UUID | None = None
    external_ids: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    hashes: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        both = dict.fromkeys(one for email in self.emails for one in spellings(email))
        object.__setattr__(self, "emails", tuple(both))


# In a JSON column: any part of it may be about a person.
ANYWHERE = ("*",)


@dataclass(frozen=True)
class Personal:
    """A column that holds personal data.

    category: a term of the W3C Data Privacy Vocabulary (pd: extension), e.g. "pd:EmailAddress".
    subject: user, visitor, invitee, customer_contact (our customers' customers).
    paths: in a JSON column the keys under which a person is, or ANYWHERE.
    role: controller or processor. basis: the Art. 6(1) letter, for processors the instruction.
    retention: when it goes, in words that the retention schedule prints.
    origin: "provided" by the person, or "observed" of what they did; empty for what others or a
    program made of it, which is no part of what a person may take elsewhere (Art. 20).
    condition: of a special category "9(2)(a): ...", the condition on which it is held at all.
    One purpose stands on one basis. What is printed in the records of processing (source, purpose,
    basis, retention) is marked by gettext_noop where it is written down, so that it has its Danish.
    """

    category: str
    subject: str
    source: str
    purpose: str
    basis: str
    retention: str
    role: str = "controller"
    encrypted: bool = False
    origin: str = ""
    paths: tuple[str, ...] = ()
    condition: str = ""


@dataclass(frozen=True)
class NotPersonal:
    """A column that holds nothing of a person, and why one can be sure of it."""

    reason: str


@dataclass(frozen=True)
class Balancing:
    """Why Art. 6(1)(f) may be leaned on: the test that has to be made before, in three answers."""

    interest: str
    necessity: str
    weighing: str


@dataclass(frozen=True)
class Kept:
    """What makes a retention of the map come true.

    `sweeps` are services of the timetable, by their dotted names; `deed` says in words what deletes
    the data where no clock does. One of both at least.
    """

    sweeps: tuple[str, ...] = ()
    deed: str = ""


Classification = Personal | NotPersonal
# {"app_label.model": {"field": classification}}
Classifications = Mapping[str, Mapping[str, Classification]]


@dataclass(frozen=True)
class Collected:
    """Rows about one person from one table: column names and values as plain text."""

    table: str
    rows: tuple[Mapping[str, str | None], ...]


@dataclass(frozen=True)
class Erased:
    """What an erasure did to one table.

    `erased` rows are gone or, where a row is somebody else's, freed of the person: then they are
    counted in `anonymised` as well.
    """

    table: str
    erased: int
    retained: int = 0
    ground: str = ""
    anonymised: int = 0


def plain_rows(rows: Iterable[Mapping[str, object]]) -> tuple[Mapping[str, str | None], ...]:
    """Rows of `.values()` in the form of Collected: ISO 8601, lists by commas, absent as None."""
    return tuple({name: _plain(value) for name, value in row.items()} for row in rows)


def _plain(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)
