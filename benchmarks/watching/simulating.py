"""KPIs as a business has them: a weekday pattern, a level that drifts, and chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from analytics.detection.panels import WEEK, Floats

FIRST = date(2026, 1, 5)
_WEEK = np.array([1.15, 1.2, 1.15, 1.1, 0.95, 0.75, 0.7])


@dataclass(frozen=True, eq=False)
class Simulated:
    """`mean` is what a day was drawn from; `halved` the same day at half of it."""

    counts: Floats
    halved: Floats


def simulate(rate: int, series: int, days: int, scatter: float, seed: int) -> Simulated:
    """Poisson counts, whose mean is `rate` x weekday x a level that drifts by 1 % a day x the day.

    `scatter` is how much days differ beyond chance. Each series has a week of its own, from nearly
    flat to half as much at the weekend.
    """
    draw = np.random.default_rng(seed)
    steps = draw.normal(0.0, 0.01, (series, days)).cumsum(axis=1)
    level = np.exp(steps - steps.mean(axis=1, keepdims=True))
    week = _WEEK ** draw.uniform(0.2, 1.5, (series, 1))
    week = week / week.mean(axis=1, keepdims=True)
    day = draw.gamma(1 / scatter**2, scatter**2, (series, days))
    mean = rate * level * week[:, np.arange(days) % WEEK] * day
    return Simulated(draw.poisson(mean).astype(float), draw.poisson(mean / 2).astype(float))
