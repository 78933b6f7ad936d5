"""Each kind of rule: what it calls, what it leaves alone, and what it does not judge."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.detection.deciding.verdicts import Side
from analytics.detection.judging import Gates, State
from analytics.detection.kinds.change import change
from analytics.detection.kinds.pacing import pace, pacing
from analytics.detection.kinds.ratio import ratio
from analytics.detection.kinds.states import freshness, schema, schema_change, trust
from analytics.detection.kinds.threshold import threshold
from analytics.detection.panels import Measure

DAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_a_threshold_is_crossed_and_not_merely_reached() -> None:
    assert threshold(DAY, 101, 100, Side.ABOVE).out
    assert not threshold(DAY, 100, 100, Side.ABOVE).out
    below = threshold(DAY, 90, 100, Side.BELOW)
    assert (below.out, below.size) == (True, 10)
    assert threshold(DAY, None, 100, Side.BELOW).state is State.MISSING
    assert not threshold(DAY, 0, 100, Side.BELOW, state=State.WAITING).judged


def test_a_change_has_to_be_large_and_more_than_chance() -> None:
    assert change(DAY, 60, 100).out
    assert not change(DAY, 75, 100).out
    # 30 to 20 is a third less, and what chance does one time in five.
    assert not change(DAY, 20, 30).out
    assert change(DAY, 5, 10).state is State.LOW_VOLUME
    assert change(DAY, 0, 100).severe
    dear = Gates(least_change=0.3, least_impact=500.0, worth=10.0)
    assert not change(DAY, 60, 100, gates=dear).out
    assert change(DAY, 6_000, 10_000, measure=Measure.MONEY).out
    assert change(DAY, None, 100).state is State.MISSING
    assert change(DAY, 3, 0).state is State.LOW_VOLUME


def test_a_ratio_is_judged_by_its_counts() -> None:
    assert ratio(DAY, 4, 400, 0.03).side is Side.BELOW
    assert not ratio(DAY, 1, 100, 0.03).out
    assert ratio(DAY, 10, 1_000, 0.03).out
    assert ratio(DAY, 0, 0, 0.03).state is State.LOW_VOLUME


def test_a_pace_is_out_when_all_of_its_interval_is() -> None:
    calm = pace(50_000, 100_000, [5_000.0] * 10, spread=0.1)
    assert (calm.forecast, calm.left_per_day) == (100_000, 5_000)
    assert calm.low < 100_000 < calm.high
    assert not pacing(DAY, calm).out
    fast = pacing(DAY, pace(90_000, 100_000, [5_000.0] * 10, spread=0.1))
    assert (fast.out, fast.side, fast.severe) == (True, Side.ABOVE, False)
    assert pacing(DAY, pace(20_000, 100_000, [2_000.0] * 10, spread=0.1)).side is Side.BELOW
    ended = pace(110_000, 100_000, [], spread=0.1)
    assert (ended.low, ended.high, ended.left_per_day) == (110_000, 110_000, None)
    assert pacing(DAY, ended).severe


def test_the_interval_of_a_sum_grows_faster_than_its_days() -> None:
    """Errors move the level: with level 1 of two days the variance is 1 + 4, not 2."""
    one = pace(0, 1, [1_000_000.0], spread=0.1, level=1.0)
    two = pace(0, 1, [1_000_000.0] * 2, spread=0.1, level=1.0)
    assert (two.high - two.forecast) / (one.high - one.forecast) == pytest.approx(5**0.5, rel=1e-4)


def test_freshness_trust_and_schema_are_told_from_facts() -> None:
    hours = timedelta(hours=6)
    assert not freshness(NOW, NOW - hours, hours).out
    late = freshness(NOW, NOW - timedelta(hours=8), hours)
    assert (late.out, late.severe, late.size) == (True, False, 2.0)
    assert freshness(NOW, NOW - timedelta(hours=19), hours).severe
    assert freshness(NOW, None, hours).out
    assert trust(NOW, 0.9, 0.95).out
    assert not trust(NOW, 0.95, 0.95).out
    assert not trust(NOW, None, 0.95).judged
    moved = schema_change(
        {"a": "int", "b": "text", "c": "text"}, {"a": "text", "c": "text", "d": "x"}
    )
    assert (moved.added, moved.gone, moved.retyped) == (("d",), ("b",), ("a",))
    assert schema(NOW, moved, frozenset({"b"})).severe
    assert not schema(NOW, moved, frozenset({"c"})).severe
    assert not schema(NOW, schema_change({}, {"d": "x"}), frozenset()).out
