"""What can happen to a request, as far as its time is concerned; all moments know their zone."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Question(StrEnum):
    """What the controller may have to ask before it can answer."""

    IDENTITY = "identity"
    CLARIFICATION = "clarification"


@dataclass(frozen=True)
class Received:
    """The request reached any official channel, whoever looked at it when."""

    at: datetime


@dataclass(frozen=True)
class Asked:
    """The controller asked the person; without a reason the question stops no clock."""

    at: datetime
    question: Question
    reason: str


@dataclass(frozen=True)
class Answered:
    """The person answered the question of that kind."""

    at: datetime
    question: Question


@dataclass(frozen=True)
class FeeRequested:
    """A fee was asked for, which only some rules know."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class FeePaid:
    """The fee arrived."""

    at: datetime


@dataclass(frozen=True)
class Extended:
    """The time was extended by 1 or 2 months, for reasons; `told_at` is when the person knew."""

    at: datetime
    months: int
    reasons: str
    told_at: datetime | None


@dataclass(frozen=True)
class Closed:
    """The answer, or the refusal, was sent."""

    at: datetime


Event = Received | Asked | Answered | FeeRequested | FeePaid | Extended | Closed
