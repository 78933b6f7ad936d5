"""The last days of very many series, in little memory: what a night asks for."""

from __future__ import annotations

import numpy as np

from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.judging import Gates, Judged, judge
from analytics.detection.panels import Panel

# Of each so many series the working arrays are gone before the next ones come.
_AT_A_TIME = 500
_BY_DAY = ("value", "expected", "low", "high", "p", "side", "state", "matters")


def judge_last(
    panel: Panel, days: int, detector: Detector | None = None, gates: Gates | None = None
) -> Judged:
    """As `judge`, of the last `days` alone."""
    parts = [
        judge(panel.rows(slice(at, at + _AT_A_TIME)), detector, gates, last=days)
        for at in range(0, max(panel.series, 1), _AT_A_TIME)
    ]
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _BY_DAY}
    return Judged(
        **joined,
        detectors=tuple(name for part in parts for name in part.detectors),
        days_left=np.concatenate([part.days_left for part in parts]),
    )


def last(judged: Judged, days: int) -> Judged:
    """The last days alone."""
    # Copies: a view would keep all days in memory.
    trimmed = {name: getattr(judged, name)[:, -days:].copy() for name in _BY_DAY}
    return Judged(**trimmed, detectors=judged.detectors, days_left=judged.days_left)
