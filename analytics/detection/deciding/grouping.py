"""One incident per root: a whole goes before its parts where they move together.

The rule, for a whole and its parts on one day:

1. The whole is not out: each part that is out stands alone.
2. The whole is out, and one part that is out on the same side explains two thirds of it or more,
   while the rest of the whole lies within its band: the part is the root, the whole below it.
3. Else the whole is the root. Parts that are out on the same side belong to it; a part that is out
   on the other side stands alone, for it moved against the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

EXPLAINS = 2 / 3


@dataclass(frozen=True)
class Moved:
    """A series' day: what came, what was expected, half of its band's width, and whether out."""

    key: str
    value: float
    expected: float
    reach: float
    out: bool

    @property
    def moved(self) -> float:
        return self.value - self.expected

    def same_side(self, other: Moved) -> bool:
        return self.moved * other.moved > 0


@dataclass(frozen=True)
class Group:
    """An incident's root and what is shown inside it."""

    root: str
    members: tuple[str, ...] = ()


def grouped(whole: Moved, parts: Sequence[Moved]) -> tuple[Group, ...]:
    """The incidents of one day, the largest first."""
    out = sorted((one for one in parts if one.out), key=lambda one: (-abs(one.moved), one.key))
    if not whole.out:
        return tuple(Group(one.key) for one in out)
    along = [one for one in out if one.same_side(whole)]
    against = tuple(Group(one.key) for one in out if not one.same_side(whole))
    if along and _explains(along[0], whole):
        root, rest = along[0], along[1:]
        # What else is out is too small to matter to the whole, and is no part of the root.
        return (Group(root.key, (whole.key,)), *(Group(one.key) for one in rest), *against)
    return (Group(whole.key, tuple(one.key for one in along)), *against)


def _explains(part: Moved, whole: Moved) -> bool:
    """The part alone: two thirds of the move at least, and without it nothing would be seen."""
    left = whole.moved - part.moved
    return part.moved / whole.moved >= EXPLAINS and abs(left) <= whole.reach
