"""Where the numpy detector begins: level, weekdays and scatter of a series' first weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.detection.panels import WEEK, Flags, Floats, Whole

_LEAST_SPREAD = 1e-6


@dataclass(frozen=True, eq=False)
class Beginning:
    """`over` is the day, for each series, from which days are foretold; `since` and `errors` are
    how many days a level and a spread rest on already.
    """

    over: Whole
    level: Floats
    effects: Floats
    spread: Floats
    since: Floats
    errors: Floats
    weekday_seen: Floats

    def first(self) -> Beginning:
        """That of the first series alone."""
        return Beginning(
            self.over[:1],
            self.level[:1],
            self.effects[:, :1],
            self.spread[:1],
            self.since[:1],
            self.errors[:1],
            self.weekday_seen[:, :1],
        )


def begin(values: Floats, known: Flags, weekdays: Whole, season: int, weeks: int) -> Beginning:
    """From the first known day on, and from no day after its `weeks` weeks."""
    days, series = values.shape
    first = np.where(known.any(axis=0), known.argmax(axis=0), days)
    over = first + weeks * WEEK
    # What comes after every series has begun has no part in it.
    begun = min(int(over.max(initial=0)), days)
    values, known, weekdays = values[:begun], known[:begun], weekdays[:begun]
    at = np.arange(begun)[:, None]
    early = known & (at >= first) & (at < over)
    sums, seen = np.zeros((season, series)), np.zeros((season, series))
    for weekday in range(season):
        these = weekdays == weekday
        sums[weekday] = np.where(early[these], values[these], 0.0).sum(axis=0)
        seen[weekday] = early[these].sum(axis=0)
    means = sums / np.maximum(seen, 1.0)
    level = np.where(seen > 0, means, 0.0).sum(axis=0) / np.maximum((seen > 0).sum(axis=0), 1)
    effects = np.where(seen > 0, means - level, 0.0)
    rest = np.where(early, values - level - effects[weekdays], 0.0)
    free = np.maximum(early.sum(axis=0) - (seen > 0).sum(axis=0), 1)
    spread = np.maximum(np.square(rest).sum(axis=0) / free, _LEAST_SPREAD)
    since = early.sum(axis=0, dtype=np.float64)
    return Beginning(over, level, effects, spread, since, np.zeros(series), seen)
