"""What a register is to its pages: a name, rows, facts, steps; one class each (`BOOKS`)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from privacy.models import Register
from privacy.registers.reading import Told

_FAR = float("inf")


@dataclass(frozen=True)
class Badge:
    """A state in a word, with its tone (good, warn, bad, info, none)."""

    label: str
    tone: str


@dataclass(frozen=True)
class Fact:
    """One line of what is known: a text, or a moment instead."""

    label: str
    value: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Row:
    """An entry in the list; `due_at` is what the law wants next, None where it wants nothing."""

    told: Told
    name: str
    sub: str
    badge: Badge
    due_at: datetime | None
    urgency: float


@dataclass(frozen=True)
class RegisterStep:
    """One step on an entry: its form, its service, its words; `hint` says what the law wants."""

    form: type[forms.Form]
    do: Callable[..., Any]
    title: Any
    button: Any
    done: Any
    said: Callable[[Any], Mapping[str, Any]] = lambda form: form.cleaned_data
    initial: Callable[[Told], Mapping[str, Any]] = lambda told: {}


class Book(ABC):
    """One register: its words, its steps, and how an entry is read. Each has one instance.

    `details` are words for what an event says of itself, `due` heads the column of what the law
    wants next, "" where it wants nothing.
    """

    register: ClassVar[Register]
    slug: ClassVar[str]
    title: ClassVar[Any]
    hint: ClassVar[Any]
    began: ClassVar[Any]
    due: ClassVar[Any] = ""
    empty: ClassVar[Any]
    new_title: ClassVar[Any]
    new_form: ClassVar[Callable[..., forms.Form]]
    fields: ClassVar[Mapping[str, Any]]
    steps: ClassVar[Mapping[str, RegisterStep]]
    details: ClassVar[Mapping[str, Any]] = {}
    # The field of which a list shows the beginning.
    first: ClassVar[str]

    @abstractmethod
    def name(self, number: int) -> str:
        """What people call an entry."""

    @abstractmethod
    def enter(self, form: Any) -> UUID:
        """Make an entry of what a form said."""

    @abstractmethod
    def initial(self) -> Mapping[str, Any]:
        """What the form of a new entry begins with."""

    @abstractmethod
    def badge(self, told: Told, now: datetime) -> Badge:
        """How an entry stands."""

    @abstractmethod
    def facts(self, told: Told) -> Sequence[Fact]:
        """What is known."""

    @abstractmethod
    def taken_next(self, told: Told) -> Sequence[str]:
        """The steps on an open entry, the one to take first at the front."""

    def due_at(self, told: Told, now: datetime) -> datetime | None:
        """Until when the law wants the next thing of an open entry."""
        return None

    def wanted(self, told: Told, now: datetime) -> Sequence[tuple[str, str]]:
        """(tone, text) of what the law still wants of an open entry, the most urgent first."""
        return ()

    def row(self, told: Told, now: datetime) -> Row:
        """An entry in the list; those of which the law wants something are the most urgent."""
        due = None if told.entry.closed_at else self.due_at(told, now)
        urgency = due.timestamp() if due else _FAR
        name, first = self.name(told.entry.number), told.said.get(self.first, "")
        return Row(told, name, first, self.badge(told, now), due, urgency)

    def alerts(self, told: Told, now: datetime) -> Sequence[tuple[str, str]]:
        """What the law still wants: nothing of what is closed."""
        return () if told.entry.closed_at else self.wanted(told, now)

    def offered(self, told: Told) -> Sequence[str]:
        """The steps that can be taken now: none on what is closed."""
        return () if told.entry.closed_at else self.taken_next(told)

    def event_detail(self, detail: str) -> str:
        """What an event says of itself, in words."""
        return str(self.details.get(detail, ""))
