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
class Part:
    """A value's part of a change that is known already: which share of it, what it held before.

    `surprise` is how much its weight in what the number is made of moved.
    """

    key: str
    explained: float
    held: float
    surprise: float


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
    return likely_part({name: parts_of(values) for name, values in dimensions.items()})


def likely_part(dimensions: Mapping[str, Sequence[Part]]) -> Finding | None:
    """The same of parts whose shares of the change are known, as those of a ratio are."""
    found = [_finding(name, parts) for name, parts in sorted(dimensions.items())]
    named = [one for one in found if one is not None]
    return max(named, key=lambda one: (one.surprise, -len(one.values)), default=None)


def parts_of(values: Sequence[Value]) -> list[Part]:
    """Of sums: a value's part of the change is its own. None where nothing changed."""
    before, after = sum(one.expected for one in values), sum(one.actual for one in values)
    change = after - before
    if change == 0 or before <= 0:
        return []
    return [
        Part(
            one.key,
            (one.actual - one.expected) / change,
            one.expected / before,
            surprise(one.expected / before, one.actual / after if after > 0 else 0.0),
        )
        for one in values
    ]


def _finding(name: str, parts: Sequence[Part]) -> Finding | None:
    if len(parts) < 2:
        return None
    named: list[Part] = []
    explained = 0.0
    for one in sorted(parts, key=lambda one: (-one.explained, one.key))[:_MOST_NAMED]:
        if one.explained < _LEAST_EACH or explained >= _LEAST_ALL:
            break
        named.append(one)
        explained += one.explained
    held = sum(one.held for one in named)
    if explained < _LEAST_ALL or held > _MOST_HELD or explained < _LEAST_LIFT * held:
        return None
    total = sum(one.surprise for one in named)
    return Finding(name, tuple(one.key for one in named), explained, held, total)


def surprise(p: float, q: float) -> float:
    """A share's term of the Jensen-Shannon divergence, from before to after."""
    middle = (p + q) / 2
    return 0.5 * sum(share * log(share / middle) for share in (p, q) if share > 0)
