"""A change against a period before, or against the same weekday: by how much, and by chance?"""

from __future__ import annotations

from datetime import date

import numpy as np

from analytics.detection import tails
from analytics.detection.deciding.verdicts import Side, Verdict, silent
from analytics.detection.judging import SEVERE, Gates, State
from analytics.detection.panels import Measure

# A move as large as a monitor asks for is still no news where chance makes one of a hundred.
_CHANCE = 0.01


def change(
    day: date,
    value: float | None,
    before: float | None,
    *,
    measure: Measure = Measure.COUNT,
    gates: Gates | None = None,
    state: State = State.JUDGED,
) -> Verdict:
    """Out when the change is as large as `gates` ask, and of counts not explained by chance.

    Two counts are compared by the conditional binomial test (Przyborowski, Wilenski 1940).
    """
    gates = gates or Gates(least_change=0.3)
    if state is not State.JUDGED or value is None or before is None:
        return silent(day, State.MISSING if state is State.JUDGED else state)
    if before <= 0 or (measure is Measure.COUNT and before < gates.least_expected):
        return silent(day, State.LOW_VOLUME)
    moved = value - before
    p = _chance(value, before) if measure is Measure.COUNT else None
    large = abs(moved) >= gates.least_change * before
    matters = large and abs(moved) * gates.worth >= gates.least_impact
    return Verdict(
        day,
        judged=True,
        out=matters and moved != 0 and (p is None or p <= _CHANCE),
        side=Side.ABOVE if moved > 0 else Side.BELOW if moved < 0 else Side.NONE,
        severe=matters and (value == 0 or (p is not None and p <= SEVERE)),
        size=abs(moved),
        p=p,
    )


def _chance(value: float, before: float) -> float:
    both = np.array([value + before])
    return float(tails.binomial(np.array([value]), both, np.array([0.5]))[0])
