"""The baseline that is always shown: a day will be as the same weekday of last week was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.detection.forecasting.forecasts import Forecasts
from analytics.detection.forecasting.rolling import rolling_spread
from analytics.detection.panels import WEEK, Panel, Whole
from analytics.detection.scales import Scaled


@dataclass(frozen=True)
class SeasonalNaive:
    """Needs no learning; where last week's day is not known, the week before it speaks."""

    least_days: int = 28

    @property
    def name(self) -> str:
        return "same weekday of last week"

    def forecast(self, panel: Panel, scaled: Scaled, last: int | None = None) -> Forecasts:
        """Each day from those before it."""
        usual = np.ones(panel.days, bool) if panel.events is None else panel.events == 0
        learned = np.where(scaled.known & usual, scaled.values, np.nan)
        for day in range(WEEK, panel.days):
            gap = np.isnan(learned[:, day])
            learned[gap, day] = learned[gap, day - WEEK]
        mean = np.full_like(learned, np.nan)
        mean[:, WEEK:] = learned[:, :-WEEK]
        errors = np.where(scaled.known & usual, scaled.values - mean, np.nan)
        spread, freedom = rolling_spread(errors, scaled.least_spread)
        seen: Whole = np.cumsum(scaled.known, axis=1, dtype=np.int64) - scaled.known
        clean = np.where(scaled.known, scaled.values, mean)
        return Forecasts(mean, spread, freedom, seen, clean).last(last)
