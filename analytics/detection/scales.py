"""The scales on which errors of small and large days are alike: root, logarithm, log-odds."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analytics.detection.panels import Flags, Floats, Measure, Panel

# A day without money is far below, and not infinitely far: what is added before the logarithm is
# this part of an ordinary day.
_FLOOR, _FIRST_DAYS = 0.01, 28


@dataclass(frozen=True, eq=False)
class Scaled:
    """Values on their scale; days that are not known hold 0 and are not `known`.

    An error's variance is `spread / weight + noise`: `weight` is how much a day's count of trials
    tells, `noise` what is known of an estimate's own variance.
    """

    measure: Measure
    values: Floats
    known: Flags
    weight: Floats | None
    noise: Floats | None
    unit: Floats

    @property
    def least_spread(self) -> float:
        """No count is steadier than chance (Poisson: 1/4 on the root), no share than a coin."""
        return {Measure.COUNT: 0.25, Measure.MONEY: 0.02**2, Measure.RATIO: 1.0}[self.measure]

    def rows(self, chosen: slice) -> Scaled:
        """Some of the series."""
        return replace(
            self,
            values=self.values[chosen],
            known=self.known[chosen],
            weight=None if self.weight is None else self.weight[chosen],
            noise=None if self.noise is None else self.noise[chosen],
            unit=self.unit[chosen],
        )

    def last_days(self, days: int) -> Scaled:
        """The last days alone."""
        first = self.values.shape[1] - days
        return replace(
            self,
            values=self.values[:, first:],
            known=self.known[:, first:],
            weight=None if self.weight is None else self.weight[:, first:],
            noise=None if self.noise is None else self.noise[:, first:],
        )

    def back(self, scaled: Floats) -> Floats:
        """From the scale to what people read; of a ratio, the share."""
        if self.measure is Measure.COUNT:
            return np.square(np.maximum(scaled, 0.0))
        if self.measure is Measure.MONEY:
            return np.maximum(np.exp(scaled) - 1.0, 0.0) * self.unit
        return 1.0 / (1.0 + np.exp(-scaled))


def to_scale(panel: Panel) -> Scaled:
    """Square root for counts, logarithm for money, log-odds for ratios."""
    known = panel.known
    values = np.where(known, panel.values, 0.0)
    if panel.measure is Measure.RATIO:
        return _log_odds(panel, values, known)
    values = np.maximum(values, 0.0)
    if panel.measure is Measure.COUNT:
        unit = np.ones((panel.series, 1))
        slope = 0.5 / np.sqrt(np.maximum(values, 1.0))
        scaled = np.sqrt(values)
    else:
        unit = _units(panel, values, known)
        slope = 1.0 / (values + unit)
        scaled = np.log1p(values / unit)
    noise = None
    if panel.variance is not None:
        noise = np.where(known, panel.variance, 0.0) * np.square(slope)
    return Scaled(panel.measure, scaled, known, None, noise, unit)


def _units(panel: Panel, values: Floats, known: Flags) -> Floats:
    """Of the first weeks alone, so that no day is judged by what came after it."""
    if panel.before is not None:
        return panel.before.unit[:, None]
    place = np.cumsum(known, axis=1)
    early = np.where(known & (place <= _FIRST_DAYS) & (values > 0), values, np.nan)
    units = np.ones((panel.series, 1))
    told = np.isfinite(early).any(axis=1)
    if told.any():
        units[told, 0] = _FLOOR * np.nanmedian(early[told], axis=1)
    return units


def _log_odds(panel: Panel, successes: Floats, known: Flags) -> Scaled:
    """Empirical log-odds and their variance (Haldane 1956, Anscombe 1956: a half added to both)."""
    trials = np.where(known, panel.trials if panel.trials is not None else np.nan, 1.0)
    yes = successes + 0.5
    no = np.maximum(trials - successes, 0.0) + 0.5
    weight = 1.0 / (1.0 / yes + 1.0 / no)
    scaled = np.where(known, np.log(yes / no), 0.0)
    return Scaled(panel.measure, scaled, known, weight, None, np.ones((panel.series, 1)))
