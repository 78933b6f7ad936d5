"""The change of a ratio of sums as mix, rate and price of its parts: exact, in whole units.

R = sum of share x rate x price over segments: the share of what stands below the line, events for
each of it, and the amount for each event. Each factor gets its Shapley value, as amounts' do; how
much there was of all moves no ratio, so volume is nothing. A segment's mix is told against the
whole: growing moves a ratio only where the segment is dearer or better than all together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from analytics.detection.explaining.decomposition import (
    Decomposition,
    Effects,
    Sum,
    ratios,
    shapley,
)
from analytics.detection.explaining.dimension import Part, surprise
from analytics.detection.explaining.rounding import nearly_largest_remainder

_HALF, _STANDS = Fraction(1, 2), (Fraction(1), Fraction(1))
_WIDTH = 5


@dataclass(frozen=True)
class Terms:
    """A segment's sums over one period: below the line, its events, and above the line."""

    below: Sum
    events: Sum
    above: Sum


@dataclass(frozen=True)
class RatioSegment:
    """One value of a dimension in both periods; Terms(0, 0, 0) where it was not there."""

    key: str
    before: Terms
    after: Terms


@dataclass(frozen=True)
class RatioChange:
    """The ratio before and after in whole units, what moved it, and how much each part did."""

    before: int
    after: int
    parts: Decomposition
    shares: tuple[Part, ...]


def decompose_ratio(segments: Sequence[RatioSegment], unit: Fraction) -> RatioChange | None:
    """In whole units of `unit`; None where nothing stands below the line in one of the periods."""
    below = [Fraction(sum(getattr(one, at).below for one in segments)) for at in _PERIODS]
    above = [Fraction(sum(getattr(one, at).above for one in segments)) for at in _PERIODS]
    if not all(below):
        return None
    values = [top / bottom for top, bottom in zip(above, below, strict=True)]
    exact = [
        part for one in segments for part in _effects(one, below, sum(values, Fraction(0)) / 2)
    ]
    before, after = (floor(value / unit + _HALF) for value in values)
    rounded = nearly_largest_remainder([part / unit for part in exact], after - before)
    rows = [Effects(*rounded[at : at + _WIDTH]) for at in range(0, len(rounded), _WIDTH)]
    columns = Effects(*(sum(rounded[at::_WIDTH]) for at in range(_WIDTH)))
    keys = [one.key for one in segments]
    parts = Decomposition(after - before, columns, tuple(zip(keys, rows, strict=True)))
    sums = [sum(exact[at : at + _WIDTH], Fraction(0)) for at in range(0, len(exact), _WIDTH)]
    change = values[1] - values[0]
    shares = [_share(*pair, change, below, above) for pair in zip(segments, sums, strict=True)]
    return RatioChange(before, after, parts, tuple(shares) if change else ())


_PERIODS = ("before", "after")


def _effects(segment: RatioSegment, below: Sequence[Fraction], middle: Fraction) -> list[Fraction]:
    """Volume, which is nothing, mix, rate, price, and what nothing stands below of."""
    before, after = segment.before, segment.after
    share = ratios(before.below, below[0], after.below, below[1])
    volume, mix, rate, price = shapley(
        (
            _STANDS,
            share,
            ratios(before.events, before.below, after.events, after.below),
            ratios(before.above, before.events, after.above, after.events),
        )
    )
    whole = Fraction(after.above) / below[1] - Fraction(before.above) / below[0]
    loose = whole - volume - mix - rate - price
    return [volume, mix - (share[1] - share[0]) * middle, rate, price, loose]


def _share(
    segment: RatioSegment,
    moved: Fraction,
    change: Fraction,
    below: Sequence[Fraction],
    above: Sequence[Fraction],
) -> Part:
    """How much of the change a part did, against what it held; both sums' surprise counts."""
    found = 0.0
    for name, whole in (("below", below), ("above", above)):
        p, q = (
            float(getattr(getattr(segment, at), name) / sum_) if sum_ else 0.0
            for at, sum_ in zip(_PERIODS, whole, strict=True)
        )
        found += surprise(max(p, 0.0), max(q, 0.0))
    held = float(segment.before.below / below[0])
    return Part(segment.key, float(moved / change) if change else 0.0, held, found)
