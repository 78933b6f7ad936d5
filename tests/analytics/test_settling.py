"""Settled numbers: Mack's own example, and bands that hold what they promise."""

from __future__ import annotations

import random
from collections.abc import Sequence
from math import exp, log, sqrt

import pytest

from analytics.trust.settling import (
    LEAST_DAYS,
    Estimate,
    Ladder,
    Step,
    Triangle,
    days_missing,
    learn,
    quotient,
    settle,
    settle_sum,
)

AGES = 15
# Cumulative claims of Taylor and Ashe, as in Mack (1993), table 1.
TAYLOR_ASHE = [
    [357848, 1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286, 3833515, 3901463],
    [352118, 1236139, 2170033, 3353322, 3799067, 4120063, 4647867, 4914039, 5339085],
    [290507, 1292306, 2218525, 3235179, 3985995, 4132918, 4628910, 4909315],
    [310608, 1418858, 2195047, 3757447, 4029929, 4381982, 4588268],
    [443160, 1136350, 2128333, 2897821, 3402672, 3873311],
    [396132, 1333217, 2180715, 2985752, 3691712],
    [440832, 1288463, 2419861, 3483130],
    [359480, 1421128, 2864498],
    [376686, 1363294],
    [344014],
]


def squared(rows: list[list[int]], ages: int) -> list[list[int | None]]:
    return [[*row, *[None] * (ages - len(row))] for row in rows]


def test_factors_and_sums_equal_macks_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.trust.settling.LEAST_DAYS", 1)
    triangle = squared(TAYLOR_ASHE, 10)
    # Mack extrapolates the variance of the last step, which one year alone cannot show.
    ladder = learn([*triangle, [None] * 8 + [5000000, 5088623]], 10)
    assert ladder is not None
    factors = [round(step.factor, 4) for step in ladder.steps[:8]]
    assert factors == [3.4906, 1.7473, 1.4574, 1.1739, 1.1038, 1.0863, 1.0539, 1.0766]
    variances = [step.variance for step in ladder.steps[:7]]
    expected = [160280, 37737, 41965, 15183, 13731, 8186, 447]
    assert [round(one) for one in variances] == pytest.approx(expected, rel=0.001)
    last = [(row[-1], len(row) - 1) for row in TAYLOR_ASHE]
    found = settle_sum(ladder, last)
    assert found is not None
    reserve = found.value - sum(value for value, _ in last)
    assert reserve == pytest.approx(18_680_856, rel=0.002)


def test_the_standard_error_of_the_sum_is_macks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.trust.settling.LEAST_DAYS", 1)
    ladder = learn([*squared(TAYLOR_ASHE, 10), [None] * 8 + [1, 1]], 10)
    assert ladder is not None
    steps = list(ladder.steps)
    steps[7] = Step(steps[7].factor, 1147.0, steps[7].weight)
    steps[8] = Step(3901463 / 3833515, 446.6, 3833515.0)
    last = [(row[-1], len(row) - 1) for row in TAYLOR_ASHE]
    found = settle_sum(Ladder(tuple(steps)), last)
    assert found is not None
    # The published standard error of the whole reserve is 2,447,095.
    spread = found.high - found.low
    whole = 53_038_946
    s = sqrt(log(1 + (2_447_095 / whole) ** 2))
    expected = whole * exp(-s * s / 2) * (exp(1.2816 * s) - exp(-1.2816 * s))
    assert spread == pytest.approx(expected, rel=0.01)


def business(chance: random.Random, days: int) -> tuple[list[list[int]], list[int]]:
    """Cumulative counts by age, and what each day settles at: delays, weekdays, restless demand."""
    size, pace = chance.choice([40, 200, 1500]), chance.uniform(1.5, 4.0)
    at_once = chance.uniform(0.3, 0.8)
    rows, settled = [], []
    for day in range(days):
        weekday = 0.6 if day % 7 in (5, 6) else 1.0
        demand = chance.gauss(size * weekday, 2 * sqrt(size))
        clicks = max(0, round(demand))
        by_age = [0] * AGES
        for _ in range(clicks):
            late = 0 if chance.random() < at_once else int(chance.expovariate(1 / pace))
            by_age[min(late, AGES - 1)] += 1
        total, row = 0, []
        for count in by_age:
            total += count
            row.append(total)
        rows.append(row)
        settled.append(total)
    return rows, settled


def coverage(seeds: range, ages: Sequence[int | None]) -> dict[int | None, float]:
    """How often the band held what came: of the day at an age, or of all young days together."""
    held = dict.fromkeys(ages, 0)
    for seed in seeds:
        rows, settled = business(random.Random(seed), 60)
        seen: Triangle = [
            [value if at <= 60 - 1 - day else None for at, value in enumerate(row)]
            for day, row in enumerate(rows)
        ]
        ladder = learn(seen, AGES)
        assert ladder is not None
        for age in ages:
            young = [59 - age] if age is not None else list(range(60 - AGES, 60))
            found = settle_sum(ladder, [(rows[day][59 - day], 59 - day) for day in young])
            assert found is not None
            held[age] += found.low <= sum(settled[day] for day in young) <= found.high
    return {age: count / len(seeds) for age, count in held.items()}


def test_the_band_of_four_in_five_holds_four_in_five() -> None:
    found = coverage(range(80), (None, 1))
    assert {age: share for age, share in found.items() if not 0.70 <= share <= 0.90} == {}


def test_too_little_is_said_and_not_guessed() -> None:
    rows = squared([[1, 2, 3]] * 5, 3)
    assert learn(rows, 3) is None
    assert days_missing(rows, 3) == LEAST_DAYS - 5
    assert days_missing([], 3) == LEAST_DAYS
    enough = squared([[10, 20, 30]] * LEAST_DAYS, 3)
    assert days_missing(enough, 3) == 0
    ladder = learn(enough, 3)
    assert ladder is not None
    assert settle(ladder, 10, 0) == Estimate(30, 30, 30)
    assert settle(ladder, 30, 2) == Estimate(30, 30, 30)
    assert settle(ladder, 0, 0) is None
    assert ladder.share(0) == pytest.approx(1 / 3)


def test_credits_shrink_a_day() -> None:
    ladder = learn(squared([[100 + day, 90 + day] for day in range(12)], 2), 2)
    assert ladder is not None
    found = settle(ladder, 200, 0)
    assert found is not None
    assert found.value < 200


def _lognormal(chance: random.Random, value: float, error: float) -> tuple[float, Estimate]:
    """What a value came to, and the band that was told of it."""
    spread = 1.2816 * error
    told = Estimate(value, value * exp(-spread), value * exp(spread))
    return value * exp(chance.gauss(0, error)), told


@pytest.mark.parametrize(("top", "bottom"), [(0.1, 0.1), (0.3, 0.02), (0.05, 0.0)])
def test_the_band_of_a_ratio_holds_four_in_five(top: float, bottom: float) -> None:
    chance, held = random.Random(11), 0
    for _ in range(2000):
        (one, of_top), (other, of_bottom) = (
            _lognormal(chance, 700, top),
            _lognormal(chance, 90, bottom),
        )
        found = quotient(of_top, of_bottom)
        assert found is not None
        assert found.value == pytest.approx(700 / 90)
        held += found.low <= one / other <= found.high
    assert 0.77 <= held / 2000 <= 0.83


def test_a_ratio_of_what_may_be_nothing_is_not_told() -> None:
    some, none = Estimate(5, 4, 6), Estimate(0, 0, 0)
    assert quotient(some, none) is None
    assert quotient(none, some) is None
    still = quotient(some, Estimate(2, 2, 2))
    assert still is not None
    assert (still.value, round(still.low, 9), round(still.high, 9)) == (2.5, 2, 3)
