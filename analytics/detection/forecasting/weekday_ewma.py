"""The detector in numpy: an effect for each weekday and an exponentially weighted level.

Additive exponential smoothing without a trend (Winters 1960), kept from being carried away by far
days in the way of Gelper, Fried and Croux (2010), with a level per candidate of the smoothing
constant, of which the one with the least error so far speaks. All series take each step together.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analytics.detection.forecasting.filter_state import Tuning, run_filter
from analytics.detection.forecasting.forecasts import Forecasts
from analytics.detection.panels import Floats, Panel, Whole
from analytics.detection.scales import Scaled

# As many series at a time as keep the working set in a processor's cache.
_AT_A_TIME = 2_000


@dataclass(frozen=True)
class WeekdayEwma:
    """What judges where AutoETS is not there, costs too much, or has too few days."""

    tuning: Tuning = field(default_factory=Tuning)
    least_days: int = 28

    @property
    def name(self) -> str:
        return "weekday effect and EWMA (numpy)"

    def forecast(self, panel: Panel, scaled: Scaled) -> Forecasts:
        """Each day from those before it; a year of replay is the same single pass."""
        weekdays = panel.weekdays % self.tuning.season
        events = panel.events
        if events is None:
            events = np.zeros(panel.days, dtype=np.int64)
        parts = [
            self._some(panel, scaled, slice(at, at + _AT_A_TIME), weekdays, events)
            for at in range(0, max(panel.series, 1), _AT_A_TIME)
        ]
        if len(parts) == 1:
            return parts[0]
        joined = [
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("mean", "spread", "freedom", "seen", "clean")
        ]
        return Forecasts(*joined)

    def _some(
        self, panel: Panel, scaled: Scaled, rows: slice, weekdays: Whole, events: Whole
    ) -> Forecasts:
        def by_day(part: Floats | None) -> Floats | None:
            return None if part is None else np.ascontiguousarray(part[rows].T)

        breaks = None if panel.breaks is None else np.ascontiguousarray(panel.breaks[rows].T)
        return run_filter(
            np.ascontiguousarray(scaled.values[rows].T),
            np.ascontiguousarray(scaled.known[rows].T),
            by_day(scaled.weight),
            by_day(scaled.noise),
            weekdays,
            events,
            breaks,
            self.tuning,
            scaled.least_spread,
        )
