"""The constants of the numpy detector; what they were weighed by stands in docs/monitors.md."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.detection.panels import WEEK


@dataclass(frozen=True)
class Tuning:
    """How fast level, weekdays and spread follow, and how far a day may pull them."""

    season: int = WEEK
    levels: tuple[float, ...] = (0.03, 0.08, 0.2, 0.4)
    seasonal: float = 0.06
    # Errors beyond so many standard deviations teach no more than at it.
    clip: float = 2.5
    # Errors are forgotten as if this many days counted.
    memory: int = 60
    beginning_weeks: int = 2
    # Known days after which a level that began anew is trusted.
    settle_days: int = 7
