"""Sums of seven days see in a week what no single day of few events can show."""

from datetime import date

import numpy as np

from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.judging import Gates, Judged, State, judge
from analytics.detection.nightly import judge_last, last
from analytics.detection.panels import Floats, Measure, Panel
from analytics.detection.weekly import sums_of

LOOSE, GATES = Gates(least_expected=0.0), Gates()


def panel(values: Floats) -> Panel:
    return Panel(first=date(2026, 1, 5), values=values, measure=Measure.COUNT)


def weekly(values: Floats) -> Judged:
    return sums_of(judge(panel(values), WeekdayEwma(), LOOSE), 7, GATES)


def few(rate: float, series: int = 60, days: int = 140) -> Floats:
    return np.random.default_rng(7).poisson(rate, (series, days)).astype(float)


def test_a_halved_week_is_caught_where_a_halved_day_is_not() -> None:
    values = few(8.0)
    values[:, -7:] = np.floor(values[:, -7:] / 2)
    assert not (judge(panel(values), WeekdayEwma(), GATES).out(0.01)[:, -7:]).any()
    assert weekly(values).out(0.01)[:, -7:].any(axis=1).mean() > 0.6


def test_ordinary_weeks_are_let_be() -> None:
    assert weekly(few(8.0)).out(0.01)[:, -28:].mean() < 0.01


def test_what_a_day_lacks_its_sums_lack() -> None:
    values = few(8.0, series=1)
    values[0, 100] = np.nan
    state = weekly(values).state[0]
    assert state[100] == State.MISSING
    assert (state[101:107] == State.LEARNING).all()
    assert state[107] == State.JUDGED
    assert (weekly(few(1.0, series=1)).state[0, 60:] == State.LOW_VOLUME).all()


def test_nights_say_what_the_replay_says() -> None:
    values = few(8.0, series=3)
    night = last(sums_of(judge_last(panel(values), 9, WeekdayEwma(), LOOSE), 7, GATES), 3)
    whole = weekly(values)
    for name in ("value", "expected", "p", "state"):
        np.testing.assert_array_equal(getattr(night, name), getattr(whole, name)[:, -3:])
