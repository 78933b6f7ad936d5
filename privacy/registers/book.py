"""What a register is to its pages: a name, rows, facts, steps; one value each (`BOOKS`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from privacy.models import Register
from privacy.registers.reading import Told


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


@dataclass(frozen=True)
class Book:
    """One register."""

    register: Register
    slug: str
    title: Any
    hint: Any
    name: Callable[[int], str]
    began: Any
    due: Any
    empty: Any
    new_title: Any
    new_form: Callable[..., forms.Form]
    enter: Callable[[Any], UUID]
    row: Callable[[Told, datetime], Row]
    facts: Callable[[Told], Sequence[Fact]]
    alerts: Callable[[Told, datetime], Sequence[tuple[str, str]]]
    steps: Mapping[str, RegisterStep]
    offered: Callable[[Told], Sequence[str]]
    fields: Mapping[str, Any]
    initial: Callable[[], Mapping[str, Any]]
    event_detail: Callable[[str], str]
