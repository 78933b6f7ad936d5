"""Who goes on from what was learned says what they say who begin at the beginning."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analytics.detection.forecasting.kept import kept_of
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.judging import judge
from analytics.detection.nightly import tell_together
from analytics.detection.panels import Flags, Measure, Panel

DAYS, LIVELY, LAST, SERIES = 200, 60, 7, 9
DETECTOR = WeekdayEwma()
NAMES = ("value", "expected", "low", "high", "p", "side", "state", "matters", "days_left")


def panel(measure: Measure, seed: int) -> Panel:
    """Days that are missing, special ones, levels that began anew, late beginnings, estimates."""
    draw = np.random.default_rng(seed)
    week = 1 + 0.3 * np.sin(np.arange(DAYS) * 2 * np.pi / 7)
    values = draw.poisson(draw.gamma(2, 100, (SERIES, 1)) * week).astype(float)
    trials = values + 5.0 if measure is Measure.RATIO else None
    if trials is not None:
        values = draw.binomial(trials.astype(int), 0.1).astype(float)
    values[draw.random(values.shape) < 0.03] = np.nan
    values[np.arange(DAYS) < draw.integers(0, DAYS - 40, SERIES)[:, None]] = np.nan
    values[0] = np.nan_to_num(values[0])
    breaks = np.zeros(values.shape, dtype=bool)
    breaks[1, 100], breaks[2, DAYS - 20] = True, True
    variance = np.where(np.arange(DAYS) >= DAYS - 14, np.nan_to_num(values) * 0.5, 0.0)
    events = (draw.random(DAYS) < 0.05) * draw.integers(1, 4, DAYS)
    estimated = None if measure is Measure.RATIO else variance
    return Panel(date(2026, 1, 5), values, measure, trials, estimated, None, events, breaks)


@pytest.mark.parametrize("measure", Measure)
def test_it_is_the_same_to_the_last_digit(measure: Measure) -> None:
    whole = panel(measure, seed=3)
    keep = DAYS - LIVELY
    (told,) = tell_together([whole], LAST, DETECTOR, keep)
    kept = told.forecasts.kept
    assert kept is not None
    # As it is written and read again.
    matrix = np.frombuffer(kept.as_matrix().tobytes()).reshape(-1, SERIES)
    again = kept_of(matrix, tuple(kept.events), len(DETECTOR.tuning.levels), 7)
    known: Flags = again.seen >= DETECTOR.least_days
    assert 1 < known.sum() < SERIES
    lively = replace(whole.last_days(LIVELY), before=again)
    (later,) = tell_together([lively], LAST, DETECTOR)
    first, second = judge(whole, told=told, last=LAST), judge(lively, told=later, last=LAST)
    for name in NAMES:
        one, other = getattr(first, name)[known], getattr(second, name)[known]
        np.testing.assert_array_equal(one, other, err_msg=name)
