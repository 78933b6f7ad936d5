"""A change as the sum of volume, mix, rate and price: exact, without a residual, in whole units.

Of each segment (campaign, country, ...) the amount is a product: all volume (clicks of the whole)
x the segment's share of it x rate (conversions a click) x price (value a conversion). Each factor
gets its Shapley value: what it adds when it goes from before to after, averaged over all orders in
which the four can do so (Albrecht, Francois, Schoors 2002; Shorrocks 2013). Its rival is LMDI (Ang
2004), which takes the logarithm of every amount, and has none for a segment that is new or gone.
Fractions, so nothing is lost before the largest remainder rounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from analytics.detection.explaining.rounding import largest_remainder

Sum = int | Fraction
EFFECTS = ("volume", "mix", "rate", "price")
_ORDERS = tuple(permutations(range(len(EFFECTS))))


@dataclass(frozen=True)
class Amounts:
    """A segment's sums over one period: say clicks, conversions, and micros that they are worth."""

    volume: int
    events: int
    amount: int


@dataclass(frozen=True)
class Segment:
    """One value of a dimension in both periods; Amounts(0, 0, 0) where it was not there."""

    key: str
    before: Amounts
    after: Amounts


@dataclass(frozen=True)
class Effects:
    """Parts of a change. `loose` is what no volume or no event stands behind, such as conversions
    without a click: it has no rate or price, and is not forced into one."""

    volume: int
    mix: int
    rate: int
    price: int
    loose: int

    @property
    def total(self) -> int:
        return self.volume + self.mix + self.rate + self.price + self.loose


@dataclass(frozen=True)
class Decomposition:
    """The whole change by effect, and each segment's by effect; both sum to `change`."""

    change: int
    effects: Effects
    segments: tuple[tuple[str, Effects], ...]


def decompose(segments: Sequence[Segment]) -> Decomposition:
    """Round once, all effects of all segments together, so that rows and columns both sum."""
    whole_before = sum(one.before.volume for one in segments)
    whole_after = sum(one.after.volume for one in segments)
    exact = [part for one in segments for part in _effects(one, whole_before, whole_after)]
    change = sum(one.after.amount - one.before.amount for one in segments)
    rounded = largest_remainder(exact, change)
    width = len(EFFECTS) + 1
    rows = [Effects(*rounded[at : at + width]) for at in range(0, len(rounded), width)]
    columns = Effects(*(sum(rounded[at::width]) for at in range(width)))
    keys = (one.key for one in segments)
    return Decomposition(change, columns, tuple(zip(keys, rows, strict=True)))


def _effects(segment: Segment, whole_before: int, whole_after: int) -> list[Fraction]:
    before, after = segment.before, segment.after
    pairs = (
        (Fraction(whole_before), Fraction(whole_after)),
        ratios(before.volume, whole_before, after.volume, whole_after),
        ratios(before.events, before.volume, after.events, after.volume),
        ratios(before.amount, before.events, after.amount, after.events),
    )
    parts = shapley(pairs)
    return [*parts, Fraction(after.amount - before.amount) - sum(parts)]


def ratios(top0: Sum, bottom0: Sum, top1: Sum, bottom1: Sum) -> tuple[Fraction, Fraction]:
    """A ratio that has no denominator in one period is taken from the other: unseen, it did not
    move, and a segment that is new or gone is mix, not rate."""
    first = Fraction(top0, bottom0) if bottom0 else None
    second = Fraction(top1, bottom1) if bottom1 else None
    nothing = Fraction(0)
    if first is None:
        first = second if second is not None else nothing
    return first, second if second is not None else first


def shapley(pairs: Sequence[tuple[Fraction, Fraction]]) -> list[Fraction]:
    """What each of the four factors adds to their product, averaged over all orders."""
    gains = [Fraction(0)] * len(pairs)
    value = {
        after: _product(pair[after >> at & 1] for at, pair in enumerate(pairs))
        for after in range(1 << len(pairs))
    }
    for order in _ORDERS:
        gone = 0
        for factor in order:
            gains[factor] += value[gone | 1 << factor] - value[gone]
            gone |= 1 << factor
    return [gain / len(_ORDERS) for gain in gains]


def _product(factors: Iterable[Fraction]) -> Fraction:
    product = Fraction(1)
    for factor in factors:
        product *= factor
    return product
