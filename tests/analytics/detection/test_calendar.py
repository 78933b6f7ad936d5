"""Holidays are learned as a kind of day, and not judged before two have been seen."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import numpy as np
import pytest

from analytics.detection.calendar import HOLIDAY, ORDINARY, events_of
from analytics.detection.forecasting.auto_ets import AutoEts
from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.detection.judging import State, judge
from analytics.detection.panels import Panel
from proactivox.launch.places import ROOT

FIRST = date(2026, 1, 5)
_ASK = """
import sys
from datetime import date
from analytics.detection.calendar import events_of

events_of("DK", date(2026, 1, 1), 3)
print(*(name for name in sys.modules if name.startswith("holidays.countries.")))
"""


def test_the_country_s_holidays_are_known_and_those_of_a_weekend_are_weekends() -> None:
    days = events_of("DK", date(2026, 4, 1), 7)
    # 2 April 2026 is Maundy Thursday; Easter Sunday lies on a Sunday, Easter Monday does not.
    assert days.tolist() == [0, HOLIDAY, HOLIDAY, ORDINARY, ORDINARY, HOLIDAY, 0]
    assert events_of(None, date(2026, 12, 24), 2).tolist() == [ORDINARY, ORDINARY]


def test_no_country_is_loaded_but_those_that_are_asked_for() -> None:
    """In a process of its own: other tests may have asked for every country there is."""
    done = subprocess.run(
        [sys.executable, "-c", _ASK], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout.split() == ["holidays.countries.denmark"]


def test_events_of_one_name_are_one_kind_and_go_before_holidays() -> None:
    named = {date(2026, 4, 2): "Sale", date(2026, 4, 7): "Sale", date(2026, 4, 3): "Launch"}
    days = events_of("DK", date(2026, 4, 1), 7, named)
    assert days[1] == days[6] > HOLIDAY
    assert days[2] not in (days[1], HOLIDAY, ORDINARY)


@pytest.mark.parametrize(
    "detector",
    [WeekdayEwma(), pytest.param(AutoEts(), marks=pytest.mark.torture)],
    ids=lambda one: one.name,
)
def test_a_kind_that_was_seen_twice_is_expected(detector: Detector) -> None:
    draw = np.random.default_rng(5)
    values = draw.poisson(200.0, (1, 100)).astype(np.float64)
    special = [60, 71, 83, 94]
    values[0, special] = draw.poisson(50.0, 4)
    events = np.zeros(100, dtype=np.int64)
    events[special] = HOLIDAY
    judged = judge(Panel(FIRST, values, events=events), detector)
    assert judged.state[0, special].tolist() == [State.UNUSUAL] * 2 + [State.JUDGED] * 2
    assert not judged.out(0.01)[0, special].any()
    assert 30 < judged.expected[0, 94] < 75
    blind = judge(Panel(FIRST, values), detector)
    assert blind.out(0.01)[0, special].all()
    # What holidays took is no part of what ordinary days are expected to be.
    assert 170 < judged.expected[0, 95] < 230
