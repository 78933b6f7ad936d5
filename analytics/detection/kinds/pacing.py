"""Whether a budget will be spent as planned: a forecast of the period's end, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np

from analytics.detection import tails
from analytics.detection.deciding.verdicts import Side, Verdict


@dataclass(frozen=True)
class Pace:
    """What the period will end at, and what is left for each day to end at the budget.

    `left_per_day` is negative where more than the budget is spent already, None on the last day.
    """

    spent: int
    forecast: int
    low: int
    high: int
    budget: int
    left_per_day: int | None


def pace(
    spent: int,
    budget: int,
    daily: Sequence[float],
    *,
    spread: float,
    level: float = 0.2,
    freedom: float = 60.0,
    chance: float = 0.1,
) -> Pace:
    """Micros. `daily` is what each day still to come is expected to bring, by its weekday.

    `spread` is a day's error, as a part of the day, one step ahead. An error of today moves the
    level of all later days by `level` of it, so those of a sum do not cancel: with h days to come
    its variance is the day's x sum of (1 + level x j)^2, j < h (Hyndman and others 2008, ch. 6).
    """
    to_come = float(sum(daily))
    days = len(daily)
    typical = to_come / days if days else 0.0
    errors = sqrt(sum((1 + level * at) ** 2 for at in range(days)))
    reach = float(tails.student_reach(chance, np.array([freedom]))[0]) * spread * typical * errors
    forecast = spent + to_come
    return Pace(
        spent=spent,
        forecast=round(forecast),
        # What is spent stays spent.
        low=round(max(forecast - reach, spent)),
        high=round(forecast + reach),
        budget=budget,
        left_per_day=(budget - spent) // days if days else None,
    )


def pacing(day: date, found: Pace, *, tolerance: float = 0.05) -> Verdict:
    """Out when the whole interval misses the budget by more than what is tolerated of it."""
    over, under = found.budget * (1 + tolerance), found.budget * (1 - tolerance)
    side = Side.NONE
    if found.low > over:
        side = Side.ABOVE
    elif found.high < under:
        side = Side.BELOW
    return Verdict(
        day,
        judged=True,
        out=side is not Side.NONE,
        side=side,
        severe=found.spent > over,
        size=float(abs(found.forecast - found.budget)),
    )
