"""Parts as whole numbers that sum to the whole exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor


def largest_remainder(parts: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """Hamilton's method: round all down, then give one each to those that lost most.

    Of equal losses the earlier gets it, so that the same parts are always rounded alike. No part is
    off by a whole unit. `parts` must sum to `total`.
    """
    if sum(parts) != total:
        raise ValueError("These parts do not sum to the total.")
    return nearly_largest_remainder(parts, total)


def nearly_largest_remainder(parts: Sequence[Fraction], total: int) -> tuple[int, ...]:
    """The same where the total was rounded, too, and so is off by less than a whole unit."""
    whole = [floor(part) for part in parts]
    left = total - sum(whole)
    if abs(sum(parts, Fraction(0)) - total) >= 1:
        raise ValueError("These parts do not sum to the total.")
    order = sorted(range(len(parts)), key=lambda at: (whole[at] - parts[at], at))
    for at in order[:left]:
        whole[at] += 1
    return tuple(whole)
