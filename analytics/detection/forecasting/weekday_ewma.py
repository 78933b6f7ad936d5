"""The detector in numpy: an effect for each weekday and an exponentially weighted level.

Additive exponential smoothing without a trend (Winters 1960), kept from being carried away by far
days in the way of Gelper, Fried and Croux (2010), with a level per candidate of the smoothing
constant, of which the one with the least error so far speaks. All series take each step together.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analytics.detection.forecasting.filter_state import run_filter
from analytics.detection.forecasting.forecasts import Forecasts, joined
from analytics.detection.forecasting.paces import ByDay
from analytics.detection.forecasting.tuning import Tuning
from analytics.detection.panels import Floats, Panel
from analytics.detection.scales import Scaled

# As many series at a time as keep the working set in a processor's cache.
_AT_A_TIME = 500


@dataclass(frozen=True)
class WeekdayEwma:
    """What judges where AutoETS is not there, costs too much, or has too few days."""

    tuning: Tuning = field(default_factory=Tuning)
    least_days: int = 28

    @property
    def name(self) -> str:
        return "weekday effect and EWMA (numpy)"

    def forecast(self, panel: Panel, scaled: Scaled, last: int | None = None) -> Forecasts:
        """Each day from those before it; a year of replay is the same single pass."""
        count = panel.days if last is None else min(last, panel.days)
        parts = [
            run_filter(self._some(panel, scaled, slice(at, at + _AT_A_TIME)), self.tuning, count)
            for at in range(0, max(panel.series, 1), _AT_A_TIME)
        ]
        return joined(parts)

    def _some(self, panel: Panel, scaled: Scaled, rows: slice) -> ByDay:
        def by_day(part: Floats | None) -> Floats | None:
            return None if part is None else np.ascontiguousarray(part[rows].T)

        events = panel.events
        return ByDay(
            values=np.ascontiguousarray(scaled.values[rows].T),
            known=np.ascontiguousarray(scaled.known[rows].T),
            weight=by_day(scaled.weight),
            noise=by_day(scaled.noise),
            weekdays=panel.weekdays % self.tuning.season,
            events=np.zeros(panel.days, dtype=np.int64) if events is None else events,
            breaks=None if panel.breaks is None else np.ascontiguousarray(panel.breaks[rows].T),
            least_spread=scaled.least_spread,
        )
