"""Which dimension a change lies in: where few values explain most of it, and surprisingly so.

After Adtributor (Bhagwan et al., NSDI 2014): a value explains its own change / the whole one; its
surprise is its term of the Jensen-Shannon divergence between the shares of the amount
before and after. Trivial answers are refused: see `likely_dimension`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

# A value that explains less is not named; those named together have to explain this much.
_LEAST_EACH, _LEAST_ALL = 0.1, 2 / 3
# Named values held at most this much of what was expected, ...
_MOST_HELD = 0.5
# ... and explain this many times what they held: else it fell everywhere alike.
_LEAST_LIFT = 1.5
_MOST_NAMED = 5


@dataclass(frozen=True)
class Value:
    """A dimension's value and its amount: expected (or before), and as it came."""

    key: str
    expected: float
    actual: float


@dataclass(frozen=True)
class Finding:
    """The values of a dimension that explain a change: which share, how much they held before."""

    dimension: str
    values: tuple[str, ...]
    explained: float
    held: float
    surprise: float


def likely_dimension(dimensions: Mapping[str, Sequence[Value]]) -> Finding | None:
    """The most surprising one, or None where it moved everywhere alike.

    A dimension is named if at most five of its values, each with a tenth of the change or more,
    explain two thirds of it, while they held at most half of what was expected and explain 1.5
    times their share of it: that the largest country lost most says nothing.
    """
    found = [_finding(name, values) for name, values in sorted(dimensions.items())]
    named = [one for one in found if one is not None]
    return max(named, key=lambda one: (one.surprise, -len(one.values)), default=None)


def _finding(name: str, values: Sequence[Value]) -> Finding | None:
    before, after = sum(one.expected for one in values), sum(one.actual for one in values)
    change = after - before
    if len(values) < 2 or change == 0 or before <= 0:
        return None
    parts = sorted(values, key=lambda one: (-(one.actual - one.expected) / change, one.key))
    named: list[Value] = []
    explained = 0.0
    for one in parts[:_MOST_NAMED]:
        share = (one.actual - one.expected) / change
        if share < _LEAST_EACH or explained >= _LEAST_ALL:
            break
        named.append(one)
        explained += share
    held = sum(one.expected for one in named) / before
    if explained < _LEAST_ALL or held > _MOST_HELD or explained < _LEAST_LIFT * held:
        return None
    surprise = sum(_surprise(one.expected / before, one.actual, after) for one in named)
    return Finding(name, tuple(one.key for one in named), explained, held, surprise)


def _surprise(p: float, actual: float, after: float) -> float:
    q = actual / after if after > 0 else 0.0
    middle = (p + q) / 2
    return 0.5 * sum(share * log(share / middle) for share in (p, q) if share > 0)
