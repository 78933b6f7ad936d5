"""On which days incidents would have opened: the state machine of `incidents`, all series abreast.

A budget asks this for every monitor at every threshold; a test holds it to the machine itself.
"""

from __future__ import annotations

import numpy as np

from analytics.detection.deciding.incidents import Rules
from analytics.detection.panels import Flags, Whole


def openings(out: Flags, severe: Flags, judged: Flags, side: Whole, rules: Rules) -> Flags:
    """For each series and day, whether an incident is told for the first time."""
    run = _Abreast(out.shape[0], rules)
    opened = np.zeros(out.shape, dtype=bool)
    for day in range(out.shape[1]):
        told = judged[:, day]
        where = np.where(out[:, day] | severe[:, day], side[:, day], 0) * told
        opened[:, day] = run.take(day, where, severe[:, day] & told, told)
    return opened


class _Abreast:
    """Sides are -1 and 1; 0 is a day inside its band."""

    def __init__(self, series: int, rules: Rules) -> None:
        self.rules = rules
        self.recent = np.zeros((rules.within, series), dtype=np.int64)
        self.is_open = np.zeros(series, dtype=bool)
        self.side = np.zeros(series, dtype=np.int64)
        self.inside = np.zeros(series, dtype=np.int64)
        self.ended = np.full(series, -(10**6), dtype=np.int64)

    def take(self, day: int, where: Whole, severe: Flags, told: Flags) -> Flags:
        """One day of all series; those not judged stay as they are."""
        pushed = np.vstack([self.recent[1:], where[None, :]])
        self.recent = np.where(told, pushed, self.recent)
        self._end(day, where, told)
        alike = (self.recent == where) & (where != 0)
        sure = severe | (alike.sum(axis=0) >= self.rules.confirm)
        begins = told & ~self.is_open & (where != 0) & sure
        back = (day - self.ended <= self.rules.cool_down) & (where == self.side)
        self.is_open |= begins
        self.side = np.where(begins, where, self.side)
        self.inside[begins] = 0
        return np.asarray(begins & ~back, dtype=bool)

    def _end(self, day: int, where: Whole, told: Flags) -> None:
        going = told & self.is_open
        self.inside = np.where(going, np.where(where == 0, self.inside + 1, 0), self.inside)
        recovered = going & (self.inside >= self.rules.recover)
        turned = going & (where != 0) & (where != self.side)
        over = recovered | turned
        self.ended[over] = day
        self.is_open &= ~over
        self.recent[:, over] = 0
        # A day on the other side is the first of another story.
        self.recent[-1, turned] = where[turned]
