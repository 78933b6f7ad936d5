"""A day is foretold from the days before it, gaps are gaps, and the stand-in says its name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from analytics.detection.choosing import foretell, usual_detector
from analytics.detection.forecasting.auto_ets import AutoEts
from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.forecasting.seasonal_naive import SeasonalNaive
from analytics.detection.forecasting.tuning import Tuning
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.judging import Gates, State, judge
from analytics.detection.panels import Floats, Measure, Panel
from analytics.detection.scales import to_scale

MONDAY = date(2026, 1, 5)
# One import of statsforecast is enough of an ordinary run: the last test has it.
AUTO_ETS = pytest.param(AutoEts(), marks=pytest.mark.torture)
DETECTORS = (SeasonalNaive(), WeekdayEwma(), AUTO_ETS)


def counts(series: int = 3, days: int = 90, rate: float = 100.0) -> Floats:
    draw = np.random.default_rng(1)
    week = np.array([1.2, 1.2, 1.1, 1.1, 1.0, 0.7, 0.7])
    return draw.poisson(rate * week[np.arange(days) % 7], (series, days)).astype(np.float64)


def test_the_level_is_the_ewma_of_the_handbook() -> None:
    """NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4: lambda 0.3, beginning at 50."""
    given = [52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5]
    given += [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
    said = [50.60, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26, 50.33]
    said += [50.11, 49.36, 49.52, 50.05, 49.38, 49.92, 50.73, 51.23, 51.94, 51.99]
    values = np.array([[50.0] * 14 + given + [0.0]])
    plain = Tuning(season=1, levels=(0.3,), seasonal=0.0, clip=np.inf)
    # Handed over on its scale, so that nothing is transformed.
    scaled = replace(to_scale(Panel(MONDAY, values)), values=values)
    panel = Panel(MONDAY, values)
    told = WeekdayEwma(plain).forecast(panel, scaled).mean[0, 15:]
    np.testing.assert_allclose(told, said, atol=0.0051)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda one: one.name)
def test_no_day_is_foretold_from_a_later_one(detector: Detector) -> None:
    whole = Panel(MONDAY, counts())
    altered = whole.values.copy()
    altered[:, 70:] *= 3
    told = detector.forecast(whole, to_scale(whole))
    other = detector.forecast(replace(whole, values=altered), to_scale(Panel(MONDAY, altered)))
    short = detector.forecast(whole.until(71), to_scale(whole.until(71)))
    for name in ("mean", "spread", "freedom"):
        until = getattr(told, name)[:, :71]
        np.testing.assert_array_equal(until, getattr(other, name)[:, :71])
        np.testing.assert_array_equal(until, getattr(short, name))
    assert np.isfinite(told.mean[:, 70]).all()


def test_the_band_holds_what_it_says_it_holds() -> None:
    panel = Panel(MONDAY, counts(series=300, days=150))
    judged = judge(panel, WeekdayEwma(), alpha=0.05)
    told = judged.state == State.JUDGED
    assert told[:, 28:].all()
    assert not told[:, :28].any()
    assert 0.03 < np.mean(judged.p[told] <= 0.05) < 0.055
    inside = (judged.low <= judged.value) & (judged.value <= judged.high)
    np.testing.assert_array_equal(inside[told], (judged.p > 0.05)[told])


def test_a_missing_day_is_not_a_day_without_anything() -> None:
    values = counts()
    values[0, 80] = np.nan
    values[1, 80] = 0.0
    judged = judge(Panel(MONDAY, values), WeekdayEwma())
    assert judged.state[:, 80].tolist() == [State.MISSING, State.JUDGED, State.JUDGED]
    assert judged.severe[:, 80].tolist() == [False, True, False]
    assert np.isnan(judged.p[0, 80])
    assert np.isnan(judged.value[0, 80])
    # The expectation goes over the gap as if the day had been as expected.
    assert abs(judged.expected[0, 81] / judged.expected[0, 74] - 1) < 0.1


def test_what_is_not_judgeable_is_neither_judged_nor_learned_from() -> None:
    values = counts()
    late = np.ones(values.shape, bool)
    late[:, 89] = False
    halved = values.copy()
    halved[:, 89] /= 2
    judged = judge(Panel(MONDAY, halved, judgeable=late), WeekdayEwma())
    assert set(judged.state[:, 89]) == {State.WAITING}
    assert not judged.out(0.01)[:, 89].any()


def test_learning_says_how_many_days_are_left() -> None:
    judged = judge(Panel(MONDAY, counts(days=20)), WeekdayEwma())
    assert set(judged.state.ravel()) == {State.LEARNING}
    assert judged.days_left.tolist() == [8, 8, 8]


def test_too_little_is_not_judged_and_too_small_does_not_matter() -> None:
    few = judge(Panel(MONDAY, counts(rate=5.0)), WeekdayEwma())
    assert set(few.state[:, 40]) == {State.LOW_VOLUME}
    many = counts(rate=10_000.0)
    many[:, 89] *= 1.05
    assert not judge(Panel(MONDAY, many), WeekdayEwma()).out(0.01)[:, 89].any()
    asked = Gates(least_change=0.02)
    assert judge(Panel(MONDAY, many), WeekdayEwma(), asked).out(0.01)[:, 89].all()
    dear = Gates(least_change=0.02, least_impact=10_000.0, worth=2.0)
    assert not judge(Panel(MONDAY, many), WeekdayEwma(), dear).out(0.01)[:, 89].any()


def test_an_estimate_s_own_variance_widens_its_band() -> None:
    values = counts()
    variance = np.zeros(values.shape)
    variance[:, 89] = 400.0
    sure = judge(Panel(MONDAY, values), WeekdayEwma())
    unsure = judge(Panel(MONDAY, values, variance=variance), WeekdayEwma())
    np.testing.assert_allclose(unsure.low[:, :89], sure.low[:, :89])
    assert (unsure.low[:, 89] < sure.low[:, 89]).all()
    assert (unsure.high[:, 89] > sure.high[:, 89]).all()


def test_a_level_that_was_accepted_is_the_new_normal_at_once() -> None:
    values = counts()
    values[:, 70:] = np.round(values[:, 70:] * 0.5)
    breaks = np.zeros(values.shape, bool)
    breaks[:, 70] = True
    before = judge(Panel(MONDAY, values), WeekdayEwma())
    after = judge(Panel(MONDAY, values, breaks=breaks), WeekdayEwma())
    assert before.out(0.01)[:, 71:78].mean() > 0.8
    assert set(after.state[:, 71:77].ravel()) == {State.LEARNING}
    assert after.out(0.01)[:, 78:].mean() < 0.05


def test_one_outlier_does_not_carry_the_band_away() -> None:
    values = counts()
    values[:, 75] = 5_000
    plain, pulled = (
        judge(Panel(MONDAY, one), WeekdayEwma()).expected for one in (counts(), values)
    )
    assert np.abs(pulled[:, 76:] / plain[:, 76:] - 1).max() < 0.25


def test_a_share_is_judged_by_its_counts() -> None:
    draw = np.random.default_rng(2)
    trials = draw.integers(400, 600, (2, 90)).astype(np.float64)
    share = draw.binomial(trials.astype(int), 0.1).astype(np.float64)
    share[:, 89] = np.round(trials[:, 89] * 0.04)
    trials[1, 89], share[1, 89] = 25.0, 1.0
    panel = Panel(MONDAY, share, Measure.RATIO, trials=trials)
    judged = judge(panel)
    assert judged.detectors[0] == WeekdayEwma().name
    # 4 % of 500 is rare, the same share of 25 is one visitor.
    assert judged.out(0.01)[:, 89].tolist() == [True, False]
    assert abs(judged.expected[0, 88] - 0.1) < 0.02


def test_money_is_judged_by_parts_of_itself() -> None:
    draw = np.random.default_rng(3)
    values = 5e9 * np.exp(draw.normal(0, 0.1, (1, 90)))
    values[0, 89] *= 0.4
    judged = judge(Panel(MONDAY, values, Measure.MONEY), WeekdayEwma())
    assert judged.out(0.01)[0, 89]
    assert 4e9 < judged.expected[0, 89] < 6e9
    values[0, 89] = 0.0
    assert judge(Panel(MONDAY, values, Measure.MONEY), WeekdayEwma()).severe[0, 89]


@pytest.mark.torture
def test_auto_ets_speaks_from_the_56th_day_and_the_stand_in_says_its_name() -> None:
    values = counts(days=90)
    values[1, :] = 40.0
    values[2, :40] = np.nan
    panel = Panel(MONDAY, values)
    told, names, _ = foretell(panel, to_scale(panel), usual_detector(panel, recent=1))
    assert names == (AutoEts().name, WeekdayEwma().name, WeekdayEwma().name)
    assert np.isfinite(told.mean[:, -1]).all()
    numpy_only = WeekdayEwma().forecast(panel, to_scale(panel))
    assert told.mean[0, -1] != numpy_only.mean[0, -1]
    assert told.mean[1, -1] == numpy_only.mean[1, -1]
