"""An alarm budget: thresholds of many monitors, set together so that a week holds so many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.detection.panels import Whole

# Weeks of the replay that may break the budget: one of twenty.
_WEEKS_OVER = 0.05


@dataclass(frozen=True, eq=False)
class Candidate:
    """A monitor's incidents in the replay, (threshold, week), the loosest threshold first.

    `precision` is the share of its alarms that people called useful; see `precision`.
    """

    key: str
    weekly: Whole
    precision: float = 0.5


@dataclass(frozen=True)
class Plan:
    """Which threshold each monitor gets, and what the replay says of all of them together.

    `fits` is False where even the tightest thresholds break the budget: severe days are told.
    """

    levels: Mapping[str, int]
    mean: float
    worst_week: int
    weeks_over: int
    fits: bool


def plan(candidates: Sequence[Candidate], most: int) -> Plan:
    """From the loosest thresholds: tighten while weeks are too full, then loosen what needs not be.

    Each time the monitor is tightened that takes most out of the weeks that are too full for each
    useful alarm lost; a monitor that people call noise therefore goes first.
    """
    levels = {one.key: 0 for one in candidates}
    while not _fits(_weeks(candidates, levels), most):
        tighter = [one for one in candidates if levels[one.key] + 1 < len(one.weekly)]
        if not tighter:
            break
        levels[max(tighter, key=lambda one: _worth(one, candidates, levels, most)).key] += 1
    _loosen(candidates, levels, most)
    weeks = _weeks(candidates, levels)
    return Plan(
        levels=levels,
        mean=float(weeks.mean()) if weeks.size else 0.0,
        worst_week=int(weeks.max(initial=0)),
        weeks_over=int((weeks > most).sum()),
        fits=_fits(weeks, most),
    )


def _weeks(candidates: Sequence[Candidate], levels: Mapping[str, int]) -> Whole:
    if not candidates:
        return np.zeros(0, dtype=np.int64)
    chosen = np.stack([one.weekly[levels[one.key]] for one in candidates])
    return np.asarray(chosen.sum(axis=0), dtype=np.int64)


def _fits(weeks: Whole, most: int) -> bool:
    return int((weeks > most).sum()) <= _WEEKS_OVER * weeks.size


def _worth(
    one: Candidate, candidates: Sequence[Candidate], levels: Mapping[str, int], most: int
) -> tuple[float, float, str]:
    """What the next step of this monitor takes away, in full weeks first."""
    full = _weeks(candidates, levels) > most
    level = levels[one.key]
    less = one.weekly[level] - one.weekly[level + 1]
    useful = max(one.precision, 0.01)
    # Of steps that help no week yet, the noisiest monitor's is next.
    return float(less[full].sum()) / useful, -useful, one.key


def _loosen(candidates: Sequence[Candidate], levels: dict[str, int], most: int) -> None:
    """A step may have become needless by a later one; the most useful monitor is asked first."""
    for one in sorted(candidates, key=lambda each: (-each.precision, each.key)):
        while levels[one.key] > 0:
            levels[one.key] -= 1
            if not _fits(_weeks(candidates, levels), most):
                levels[one.key] += 1
                break
