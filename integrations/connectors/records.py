"""What a connector can do about one record of a CRM: look, make a task about it, set a field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.errors import Trouble


@dataclass(frozen=True)
class FieldShape:
    """A field that may be set: `kind` is text, choice, choices, flag, number, money or day.

    Values are texts throughout, each in one form alone: "true", "12.5", "2026-12-24", "" for none.
    """

    name: str
    label: str
    kind: str
    choices: tuple[str, ...] = ()
    length: int = 0
    is_required: bool = False


@dataclass(frozen=True)
class RecordState:
    """A record as it stands at this moment, of as many fields as were asked for.

    `name` is "" for people, whose names nobody asks for; `link` opens it in the vendor's own pages.
    """

    kind: str
    external_id: str
    name: str
    link: str
    owner: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskDraft:
    """A task to be made; `marker` is told in its text, by which it is found again."""

    kind: str
    external_id: str
    subject: str
    body: str
    due_on: date | None
    priority: str
    owner: str
    marker: str


@dataclass(frozen=True)
class TaskState:
    """A task as it stands at this moment."""

    external_id: str
    subject: str = field(repr=False)
    body: str = field(repr=False)
    due_on: str
    priority: str
    status: str


class RecordGone(Trouble):
    """The record is not there any more, or not for this user."""

    code = "record_gone"


class RecordRefused(Trouble):
    """The vendor, or what it says of itself, does not allow it; nothing was done."""

    code = "vendor_refused"


@dataclass(frozen=True)
class RecordDesk:
    """The calls about one record. All take the engine's client first, raise Trouble or Later.

    `kinds` are those that a task can be about, `people` those of them that are persons, `written`
    those of which fields can be set. `check` gives a value as it will be read later, and raises
    RecordRefused where the field cannot be set to it. `set_field`, `make_task` and `remove_task`
    send once: they raise OutcomeUnknown where nobody said what became of it. `find_task` looks
    among the tasks about a record that were made since a moment for one with the marker.
    """

    kinds: tuple[str, ...]
    people: tuple[str, ...]
    written: tuple[str, ...]
    priorities: tuple[str, ...]
    fields: Callable[[Any, str], tuple[FieldShape, ...]]
    check_task: Callable[[Any], None]
    check: Callable[[Any, str, str, str], str]
    look: Callable[[Any, str, str, tuple[str, ...]], RecordState]
    set_field: Callable[[Any, str, str, str, str], None]
    find_task: Callable[[Any, str, str, str, datetime], TaskState | None]
    read_task: Callable[[Any, str], TaskState | None]
    make_task: Callable[[Any, TaskDraft], str]
    remove_task: Callable[[Any, str], None]
    scope: str = ""
