"""AutoETS with a season of seven days, its band from errors that it made one step ahead.

Hyndman and Khandakar (2008) by statsforecast, whose AutoETS knows neither gaps nor special days nor
outliers: it is given what the numpy detector hands on as clean, which no later day has touched.
"""

from __future__ import annotations

import importlib.util
import warnings
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from analytics.detection.forecasting.forecasts import Forecasts
from analytics.detection.forecasting.rolling import rolling_spread
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.panels import WEEK, Floats, Panel
from analytics.detection.scales import Scaled

# What is older than a year tells AutoETS nothing of a week, and costs time.
_LONGEST_FIT = 365
# Of errors from before two fits ago, none is needed for a band.
_ERROR_DAYS = 56
# Additive errors and season, a trend or none; every kind of each takes seventeen times as long.
_MODEL = "ANZ"


@cache
def has_auto_ets() -> bool:
    """Whether statsforecast is installed; it is imported when the first series is judged."""
    return importlib.util.find_spec("statsforecast") is not None


@dataclass(frozen=True)
class AutoEts:
    """Fits every 28 days and is judged by the days after each fit, never by those inside it.

    `recent` says how many of the last days are asked for: None is all of them, as in a replay; a
    night asks for one to three, which costs the few fits whose errors make the band.
    """

    recent: int | None = None
    refit_days: int = 28
    least_days: int = 56
    filter: WeekdayEwma = field(default_factory=WeekdayEwma)

    @property
    def name(self) -> str:
        return "AutoETS(7)"

    def forecast(self, panel: Panel, scaled: Scaled, last: int | None = None) -> Forecasts:
        """Each day from those before it; NaN where AutoETS says nothing, as of a flat line."""
        ready = self.filter.forecast(panel, scaled)
        mean = np.full_like(ready.mean, np.nan)
        for row, known in enumerate(scaled.known):
            begun = int(known.argmax()) if known.any() else panel.days
            mean[row, begun:] = self._foretell(ready.clean[row, begun:])
        usual = np.ones(panel.days, bool) if panel.events is None else panel.events == 0
        errors = np.where(scaled.known & usual, scaled.values - mean, np.nan)
        spread, freedom = rolling_spread(errors, scaled.least_spread)
        if scaled.noise is not None:
            spread = np.sqrt(np.square(spread) + scaled.noise)
        # What a special day takes or brings is learned by the numpy detector, for both.
        mean[:, ~usual] += (ready.mean - ready.clean)[:, ~usual]
        spread[:, ~usual] = np.maximum(spread, ready.spread)[:, ~usual]
        return Forecasts(mean, spread, freedom, ready.seen, ready.clean).last(last)

    def _foretell(self, clean: Floats) -> Floats:
        told = np.full(clean.shape, np.nan)
        needed = 0 if self.recent is None else len(clean) - self.recent - _ERROR_DAYS
        for at in range(self.refit_days, len(clean), self.refit_days):
            until = min(at + self.refit_days, len(clean))
            if until > needed:
                told[at:until] = _after_fit(clean[max(at - _LONGEST_FIT, 0) : until], until - at)
        return told


def _after_fit(values: Floats, ahead: int) -> Floats:
    """One step ahead for the last days, by a fit to those before them that is then left alone."""
    from statsforecast.models import AutoETS

    fitted_to = values[:-ahead]
    if np.ptp(fitted_to) < 1e-9:
        return np.full(ahead, np.nan)
    model = AutoETS(season_length=WEEK, model=_MODEL)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            model.fit(fitted_to)
            fitted = model.forward(values, h=1, fitted=True)["fitted"]
        except Exception:  # noqa: BLE001 - it raises the bare class where no model fits
            return np.full(ahead, np.nan)
    return np.asarray(fitted[-ahead:], dtype=np.float64)
