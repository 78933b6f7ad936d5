"""How far the parts of a source differ from the whole in how they grow: campaigns by age.

The variance between parts is what the spread of their growth leaves over after what chance alone
would make of it (DerSimonian and Laird, Controlled Clinical Trials 7 (1986), 177-188). Pure
calculation.
"""

from collections.abc import Sequence
from math import sqrt

from analytics.trust.settling import Ladder

# Fewer parts than this do not tell how far parts differ.
LEAST_PARTS = 8


def apart(ladder: Ladder, parts: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """By age, how far the growth of a part lies from that of all, as a share of it (one sigma).

    `parts` are cumulative sums of settled days by age, [part][age]; empty where they are too few.
    """
    found = []
    for age in range(ladder.settles_at):
        pairs = [(part[age], part[-1]) for part in parts if part[age] > 0]
        if len(pairs) < LEAST_PARTS:
            return ()
        share = _between(pairs, _by_chance(ladder, age))
        if share is None:
            return ()
        found.append(share)
    return tuple(found)


def _between(pairs: list[tuple[int, int]], by_chance: float) -> float | None:
    weight = sum(now for now, _ in pairs)
    growth = sum(last for _, last in pairs) / weight
    rest = weight - sum(now * now for now, _ in pairs) / weight
    if growth <= 0 or rest <= 0:
        return None
    off = sum(now * (last / (now * growth) - 1) ** 2 for now, last in pairs)
    return sqrt(max(0.0, (off - (len(pairs) - 1) * by_chance) / rest))


def _by_chance(ladder: Ladder, age: int) -> float:
    """The variance that chance gives the whole growth from an age on, for one unit of value."""
    grown, found = 1.0, 0.0
    for step in ladder.steps[age:]:
        found += step.variance / (step.factor**2 * grown)
        grown *= step.factor
    return found
