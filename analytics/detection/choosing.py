"""Which detector speaks for a series; what stands in says so by its name."""

from __future__ import annotations

import numpy as np

from analytics.detection.forecasting.auto_ets import AutoEts, has_auto_ets
from analytics.detection.forecasting.forecasts import Detector, Forecasts
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.panels import Measure, Panel, Whole
from analytics.detection.scales import Scaled


def usual_detector(panel: Panel, recent: int | None = None) -> Detector:
    """AutoETS where it is installed; shares, whose days tell unequally much, by the numpy one."""
    if panel.measure is Measure.RATIO or not has_auto_ets():
        return WeekdayEwma()
    return AutoEts(recent=recent)


def foretell(
    panel: Panel, scaled: Scaled, detector: Detector | None, last: int | None = None
) -> tuple[Forecasts, tuple[str, ...], Whole]:
    """(forecasts of the last days, who spoke of each series last, how many days that one needs).

    Where AutoETS says nothing the numpy detector stands in: before the 56th day and on a flat
    line.
    """
    chosen = detector or usual_detector(panel)
    told = chosen.forecast(panel, scaled, last)
    least = np.full(panel.series, chosen.least_days, dtype=np.int64)
    names = [chosen.name] * panel.series
    if not isinstance(chosen, AutoEts):
        return told, tuple(names), least
    stand_in = chosen.filter
    other = stand_in.forecast(panel, scaled, last)
    silent = np.isnan(told.mean) | (told.seen < chosen.least_days)
    for row in np.flatnonzero(silent[:, -1]):
        names[row] = stand_in.name
    least[:] = stand_in.least_days
    mixed = Forecasts(
        mean=np.where(silent, other.mean, told.mean),
        spread=np.where(silent, other.spread, told.spread),
        freedom=np.where(silent, other.freedom, told.freedom),
        seen=told.seen,
        clean=told.clean,
    )
    return mixed, tuple(names), least
