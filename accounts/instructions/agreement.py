"""What the data processing agreement offers to do, clause by clause; privacy says it at start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Clause:
    """One thing that a customer may instruct: its key, what it is called, and its purposes."""

    key: str
    title: Any
    purposes: tuple[str, ...]


@dataclass(frozen=True)
class Agreement:
    """A version of the agreement; another purpose, or another word of one, is another version."""

    version: str
    clauses: tuple[Clause, ...]

    def purposes(self, keys: set[str]) -> list[str]:
        """Of these clauses, in the agreement's order."""
        return [one for clause in self.clauses if clause.key in keys for one in clause.purposes]


@dataclass(frozen=True)
class Accepted:
    """Which published agreement the entered workspace accepted last, and the sha256 of its text."""

    number: int
    sha256: str


_agreements: list[Agreement] = []
_accepted: list[Callable[[], Accepted | None]] = []


def register_agreement(agreement: Agreement) -> None:
    """Privacy calls this once, at start; the last call counts."""
    _agreements[:] = [agreement]


def agreement_in_force() -> Agreement:
    """What a workspace that begins now agrees to."""
    return _agreements[0]


def register_accepted(find: Callable[[], Accepted | None]) -> None:
    """Privacy, which publishes the text, says how to find it; the last call counts."""
    _accepted[:] = [find]


def accepted_agreement() -> Accepted | None:
    """What the entered workspace accepted last; None before the first."""
    return _accepted[0]() if _accepted else None
