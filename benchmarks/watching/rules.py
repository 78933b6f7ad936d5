"""Ways to call one day rare, the naive ones among them, all with the same question and answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from analytics.detection import tails
from analytics.detection.choosing import foretell
from analytics.detection.forecasting.auto_ets import AutoEts
from analytics.detection.forecasting.forecasts import Detector, Forecasts
from analytics.detection.forecasting.seasonal_naive import SeasonalNaive
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.panels import WEEK, Flags, Floats, Panel
from analytics.detection.scales import to_scale

ALPHA = 0.01
# (days as they were, ways in which the last days might have been) -> which of each would be called.
Rule = Callable[[Panel, Sequence[Floats]], list[Flags]]


def each(rule: Callable[[Panel, Floats], Flags]) -> Rule:
    """A rule that is asked of each way by itself."""
    return lambda panel, ways: [rule(panel, asked) for asked in ways]


def against_last_week(panel: Panel, asked: Floats) -> Flags:
    """More than 30 % from the same weekday of last week."""
    last = asked.shape[1]
    before = panel.values[:, -last - WEEK : -WEEK]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.abs(asked / before - 1.0) > 0.3, dtype=bool)


def beyond_three_sigma(panel: Panel, asked: Floats) -> Flags:
    """More than three standard deviations from the mean of the last 28 days."""
    last = asked.shape[1]
    windows = np.lib.stride_tricks.sliding_window_view(panel.values, 28, axis=1)[:, -last - 1 : -1]
    away = np.abs(asked - windows.mean(axis=2))
    return np.asarray(away > 3.0 * windows.std(axis=2, ddof=1), dtype=bool)


def by(detector: Detector) -> Rule:
    """Outside of the detector's band of 99 %; each day as it might have been, after days as they
    were, so that one forecast answers for all ways."""

    def outside(panel: Panel, told: Forecasts, asked: Floats) -> Flags:
        last = asked.shape[1]
        changed = panel.values.copy()
        changed[:, -last:] = asked
        values = to_scale(replace(panel, values=changed)).values[:, -last:]
        distance = (values - told.mean[:, -last:]) / told.spread[:, -last:]
        rare = tails.student(distance, told.freedom[:, -last:])
        return np.asarray(np.nan_to_num(rare, nan=1.0) <= ALPHA, dtype=bool)

    def rule(panel: Panel, ways: Sequence[Floats]) -> list[Flags]:
        told, _, _ = foretell(panel, to_scale(panel), detector)
        return [outside(panel, told, asked) for asked in ways]

    return rule


def rules(last: int) -> Mapping[str, Rule]:
    """By the name under which the table shows each."""
    detectors: tuple[Detector, ...] = (SeasonalNaive(), WeekdayEwma(), AutoEts(recent=last))
    named = {f"{one.name}, 99 % band": by(one) for one in detectors}
    return {
        "+-30 % against last week": each(against_last_week),
        "mean +- 3 sd of 28 days": each(beyond_three_sigma),
        **named,
    }
