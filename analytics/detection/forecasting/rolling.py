"""The spread of errors made one step ahead, day after day, not carried away by far ones."""

from __future__ import annotations

import numpy as np

from analytics.detection.panels import Floats

_FIRST, _MEMORY, _CLIP = 14, 60, 2.5
# What clipping at 2.5 leaves of the mean square of a normal variable: E[min(z^2, 6.25)].
KEPT_BY_CLIPPING = 0.9694
# The square of a normal variable's median distance from its middle.
_MEDIAN_SQUARE = 0.4549


def rolling_spread(errors: Floats, least: float) -> tuple[Floats, Floats]:
    """(standard deviation known before each day, how many errors it rests on); NaN with too few."""
    series, days = errors.shape
    known = np.isfinite(errors)
    count, variance = np.zeros(series), np.full(series, np.nan)
    spread, freedom = np.full((series, days), np.nan), np.zeros((series, days))
    for day in range(days):
        spread[:, day] = np.sqrt(np.maximum(variance, least))
        freedom[:, day] = np.minimum(count, _MEMORY)
        told = known[:, day]
        count += told
        began = told & (count == _FIRST)
        if began.any():
            early = np.square(errors[began, : day + 1])
            variance[began] = np.maximum(np.nanmedian(early, axis=1) / _MEDIAN_SQUARE, least)
        goes_on = told & (count > _FIRST)
        most = np.square(_CLIP) * np.maximum(variance, least)
        square = np.minimum(np.square(errors[:, day]), most) / KEPT_BY_CLIPPING
        pace = np.maximum(1.0 / _MEMORY, 1.0 / np.maximum(count, 1.0))
        variance = np.where(goes_on, variance + pace * (square - variance), variance)
    return spread, freedom
