"""The last days of very many series, in little memory: what a night asks for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.judging import Gates, Judged, Told, judge
from analytics.detection.panels import Panel
from analytics.detection.scales import to_scale

# Of each so many series the working arrays are gone before the next ones come.
_AT_A_TIME = 500
BY_DAY = ("value", "expected", "low", "high", "p", "side", "state", "matters")


def judge_last(
    panel: Panel,
    days: int,
    detector: Detector | None = None,
    gates: Gates | None = None,
    told: Told | None = None,
) -> Judged:
    """As `judge`, of the last `days` alone."""
    slices = [slice(at, at + _AT_A_TIME) for at in range(0, max(panel.series, 1), _AT_A_TIME)]
    parts = [
        judge(panel.rows(one), detector, gates, last=days, told=told.rows(one) if told else None)
        for one in slices
    ]
    if len(parts) == 1:
        return parts[0]
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in BY_DAY}
    return Judged(
        **joined,
        detectors=tuple(name for part in parts for name in part.detectors),
        days_left=np.concatenate([part.days_left for part in parts]),
    )


def tell_together(
    panels: Sequence[Panel], days: int, detector: WeekdayEwma, keep: int | None = None
) -> list[Told]:
    """What the numpy detector foretells of the last days of several panels of the same days.

    Its steps cost the same for few series as for some hundred, so all take them abreast, whatever
    they measure.
    """
    scaled = [to_scale(one) for one in panels]
    told = detector.together(panels, scaled, days, keep)
    return [
        Told(
            scale,
            forecasts,
            (detector.name,) * panel.series,
            np.full(panel.series, detector.least_days, dtype=np.int64),
        )
        for panel, scale, forecasts in zip(panels, scaled, told, strict=True)
    ]


def last(judged: Judged, days: int) -> Judged:
    """The last days alone."""
    # Copies: a view would keep all days in memory.
    trimmed = {name: getattr(judged, name)[:, -days:].copy() for name in BY_DAY}
    return Judged(**trimmed, detectors=judged.detectors, days_left=judged.days_left)
