"""What a visitor chose, as a value: read from a signed cookie, kept six months, never assumed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils import timezone

from privacy.consent.purposes import PURPOSES

# Six months are 184 days at most: inside of them nobody is asked again.
KEPT = timedelta(days=184)
_SALT = "privacy.consent"


@dataclass(frozen=True)
class Choices:
    """Who chose what when; nothing is chosen until somebody chooses.

    `subject` is a random number; who agrees to nothing has none. `granted` and `refused` are marks
    of purposes. `had_signal` is whether the browser sent Global Privacy Control while this was
    chosen, `signal` whether it does now.
    """

    subject: UUID | None = None
    at: datetime | None = None
    granted: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    had_signal: bool = False
    signal: bool = False

    def allows(self, key: str) -> bool:
        """Whether this purpose, as it is asked for now, was agreed to and is not signalled away."""
        if not self.is_kept or (self.signal and not self.had_signal):
            return False
        return any(one.key == key and one.mark in self.granted for one in PURPOSES)

    @property
    def is_kept(self) -> bool:
        """Whether the choice is not older than it is kept."""
        return self.at is not None and timezone.now() < self.at + KEPT

    @property
    def is_answered(self) -> bool:
        """Whether every purpose has an answer in its version of now."""
        known = self.granted | self.refused
        return self.is_kept and all(one.mark in known for one in PURPOSES)

    @property
    def is_asked(self) -> bool:
        """Whether to ask: no answer, and no signal, which is one."""
        return not self.is_answered and not self.signal

    @property
    def until(self) -> datetime | None:
        """When this is asked again."""
        return self.at + KEPT if self.at else None


def chosen(before: Choices, granted: Iterable[str], at: datetime | None = None) -> Choices:
    """A choice that is made now: these keys yes, all others no."""
    wanted = set(granted)
    return replace(
        before,
        at=at or timezone.now(),
        granted=frozenset(one.mark for one in PURPOSES if one.key in wanted),
        refused=frozenset(one.mark for one in PURPOSES if one.key not in wanted),
        had_signal=before.signal,
    )


def written(choices: Choices) -> dict[str, Any]:
    """As JSON, for the cookie and the session."""
    return {
        "who": str(choices.subject or ""),
        "at": choices.at.isoformat(timespec="seconds") if choices.at else "",
        "yes": sorted(choices.granted),
        "no": sorted(choices.refused),
        "gpc": choices.had_signal,
    }


def read(said: Mapping[str, Any], *, signal: bool) -> Choices:
    """What was written; raises KeyError, TypeError or ValueError for what was not."""
    who = UUID(said["who"]) if said["who"] else None
    at, marks = datetime.fromisoformat(said["at"]), (frozenset(said["yes"]), frozenset(said["no"]))
    return Choices(who, at, *marks, bool(said["gpc"]), signal)


def sealed(choices: Choices) -> str:
    """The value of the cookie; signed, so that nobody speaks for another number."""
    return signing.dumps(written(choices), salt=_SALT)


def opened(value: str, *, signal: bool) -> Choices:
    """What a cookie says; one that is broken, forged or too old says nothing."""
    try:
        return read(signing.loads(value, salt=_SALT, max_age=KEPT), signal=signal)
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return Choices(signal=signal)
