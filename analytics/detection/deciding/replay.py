"""What a monitor would have told over the days that lie behind, had it been there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from analytics.detection.deciding.families import called
from analytics.detection.deciding.incidents import Rules
from analytics.detection.deciding.openings import openings
from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.judging import Gates, Judged, State, judge
from analytics.detection.panels import WEEK, Flags, Floats, Panel, Whole

# From the loosest to what only severe days pass.
ALPHAS = (0.01, 0.003, 0.001, 3e-4, 1e-4, 1e-5, 1e-6)


@dataclass(frozen=True, eq=False)
class Replay:
    """Each day judged with what was known the day before; to be asked at several thresholds."""

    judged: Judged
    rules: Rules = field(default_factory=Rules)
    false_share: float = 0.05

    def out(self, alpha: float) -> Flags:
        """Rarer than alpha, and called in the family of all series of the day; or severe."""
        told = self.judged.state == State.JUDGED
        family = called(np.where(told, self.judged.p, np.nan), self.false_share)
        return np.asarray((self.judged.out(alpha) & family) | self.judged.severe, dtype=bool)

    def opened(self, alpha: float) -> Flags:
        """The first days of incidents."""
        told = self.judged.state == State.JUDGED
        severe = self.judged.severe
        return openings(self.out(alpha), severe, told, self.judged.side, self.rules)

    def weekly(self, alphas: tuple[float, ...] = ALPHAS) -> Whole:
        """(threshold, week): incidents of all series, of whole weeks back from the last day."""
        return np.stack([_by_week(self.opened(alpha)) for alpha in alphas])


def replay(
    panel: Panel,
    detector: Detector | None = None,
    gates: Gates | None = None,
    rules: Rules | None = None,
    volume: Floats | None = None,
) -> Replay:
    """Judge all days of a panel one after another."""
    return Replay(judge(panel, detector, gates, volume=volume), rules or Rules())


def _by_week(opened: Flags) -> Whole:
    weeks = opened.shape[1] // WEEK
    days = opened.sum(axis=0, dtype=np.int64)
    return np.asarray(days[len(days) - weeks * WEEK :].reshape(weeks, WEEK).sum(axis=1))
