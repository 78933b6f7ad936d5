"""Replays, the budget over all of them, and what people's marks say."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.detection.deciding.budget import Candidate, plan
from analytics.detection.deciding.feedback import precision
from analytics.detection.deciding.incidents import Happening, Rules, run
from analytics.detection.deciding.replay import ALPHAS, replay
from analytics.detection.deciding.verdicts import verdicts_of
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.nightly import judge_last
from analytics.detection.panels import Floats, Panel

FIRST = date(2026, 1, 5)


def broken(series: int = 4, days: int = 120) -> Floats:
    values = np.random.default_rng(4).poisson(150.0, (series, days)).astype(np.float64)
    values[0, 80:84] = np.round(values[0, 80:84] * 0.4)
    return values


def test_a_replay_tells_what_the_nights_would_have_told() -> None:
    panel = Panel(FIRST, broken())
    found = replay(panel, WeekdayEwma())
    judged, out = found.judged, found.out(0.01)
    _, told = run(verdicts_of(judged, 0, FIRST, out), Rules())
    opened = [(day - FIRST).days for day, what in told if what is Happening.OPENED]
    assert opened == np.flatnonzero(found.opened(0.01)[0]).tolist()
    assert 80 in opened or 81 in opened
    for day in (80, 81, 90):
        night = judge_last(panel.until(day + 1), 1, WeekdayEwma())
        np.testing.assert_array_equal(night.p[:, 0], judged.p[:, day])
        np.testing.assert_array_equal(night.state[:, 0], judged.state[:, day])
    weekly = found.weekly()
    assert weekly.shape == (len(ALPHAS), 120 // 7)
    assert weekly[0].sum() >= weekly[-1].sum() >= 1


def monitor(key: str, *weekly: list[int], useful: float = 0.5) -> Candidate:
    return Candidate(key, np.array(weekly), useful)


def test_noise_is_tightened_before_what_is_useful() -> None:
    quiet = [0] * 10
    useful = monitor("useful", [2] * 10, [1] * 10, quiet, useful=0.9)
    noisy = monitor("noisy", [2] * 10, [1] * 10, quiet, useful=0.1)
    found = plan([useful, noisy], most=2)
    assert found.levels == {"useful": 0, "noisy": 2}
    assert found.fits
    assert (found.mean, found.worst_week, found.weeks_over) == (2.0, 2, 0)


def test_one_week_of_twenty_may_break_the_budget_and_a_budget_that_cannot_be_kept_says_so() -> None:
    storm = [9] + [1] * 19
    assert plan([monitor("one", storm, [0] * 20)], most=1).levels == {"one": 0}
    severe = plan([monitor("one", [3] * 20, [2] * 20)], most=1)
    assert not severe.fits
    assert severe.levels == {"one": 1}
    assert plan([], most=3).fits


counts = st.lists(st.integers(0, 5), min_size=8, max_size=8)


@given(
    st.lists(st.tuples(counts, counts, st.floats(0, 1)), min_size=1, max_size=4), st.integers(0, 9)
)
def test_a_plan_keeps_the_budget_wherever_the_tightest_would(
    drawn: list[tuple[list[int], list[int], float]], most: int
) -> None:
    monitors = [
        monitor(str(at), [a + b for a, b in zip(loose, tight, strict=True)], tight, useful=share)
        for at, (loose, tight, share) in enumerate(drawn)
    ]
    found = plan(monitors, most)
    tightest = np.sum([one.weekly[-1] for one in monitors], axis=0)
    assert found.fits == bool((tightest > most).sum() == 0)
    if found.fits:
        assert found.worst_week <= most
        for one in monitors:
            # None is tighter than it has to be.
            if found.levels[one.key]:
                looser = {**found.levels, one.key: found.levels[one.key] - 1}
                weeks = np.sum([each.weekly[looser[each.key]] for each in monitors], axis=0)
                assert (weeks > most).any()


def test_precision_is_honest_with_few_marks() -> None:
    none, few, many = precision(0, 0), precision(0, 3), precision(3, 27)
    assert none.share == 0.5
    assert none.low < 0.01
    assert none.high > 0.99
    assert not few.is_noisy
    assert many.is_noisy
    assert not precision(27, 3).is_noisy
    half = precision(1, 1)
    assert half.low == pytest.approx(1 - half.high)
