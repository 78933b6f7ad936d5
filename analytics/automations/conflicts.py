"""Two rules that would meet at one thing: in opposite ways, or twice the same; and which wins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.automations.rule import CHANGES, Do, Rule

# What undoes what, or turns it around.
_OPPOSITE = (
    frozenset({Do.PAUSE, Do.RESUME}),
    frozenset({Do.PAUSE, Do.RAISE}),
    frozenset({Do.RAISE, Do.LOWER}),
)


@dataclass(frozen=True)
class Standing:
    """A rule with what tells it apart, and the things that its scope leaves."""

    key: str
    name: str
    rule: Rule
    made_at: datetime
    things: frozenset[str]


@dataclass(frozen=True)
class Conflict:
    """`first` wins: it is looked at before the other, which then leaves the thing alone."""

    first: Standing
    second: Standing
    is_opposite: bool
    things: int


def turn(standing: Standing) -> tuple[int, datetime, str]:
    """In which order rules come: what takes away before what gives, then the older."""
    do = standing.rule.action.do
    place = CHANGES.index(do) if do in CHANGES else len(CHANGES)
    return place, standing.made_at, standing.key


def conflicts(standings: Sequence[Standing]) -> list[Conflict]:
    """All pairs that could change one and the same of a campaign."""
    ordered = sorted((one for one in standings if one.rule.action.about), key=turn)
    return [
        Conflict(one, other, _is_opposite(one, other), len(shared))
        for place, one in enumerate(ordered)
        for other in ordered[place + 1 :]
        if one.rule.action.about == other.rule.action.about
        and (shared := one.things & other.things)
    ]


def _is_opposite(one: Standing, other: Standing) -> bool:
    first, second = one.rule.action, other.rule.action
    if first.do is Do.FIELD:
        return first.value != second.value
    return frozenset({first.do, second.do}) in _OPPOSITE
