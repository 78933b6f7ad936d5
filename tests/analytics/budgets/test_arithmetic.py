"""Plans, periods and forecasts by hand-made vectors, and what holds of all of them."""

import random
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.budgets.calendars import following, month_of, period_of
from analytics.budgets.daily import gaps
from analytics.budgets.forecasts import LEAST_DAYS, foresee, student
from analytics.budgets.plans import even, plan_line, weekday_weights
from analytics.budgets.standings import left_of
from analytics.models import Every
from analytics.queries import FiscalYear, Period

WEEK = [7, 6, 5, 4, 3, 2, 1]


def test_a_month_is_as_long_as_its_year_lets_it_be() -> None:
    assert month_of(date(2028, 2, 10)) == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert month_of(date(2026, 2, 28)) == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert month_of(date(2026, 12, 31)).last_on == date(2026, 12, 31)
    line = plan_line(29_000_000, even(month_of(date(2028, 2, 1)).days))
    assert (line[0], line[13], line[28]) == (1_000_000, 14_000_000, 29_000_000)


def test_quarters_and_years_are_the_fiscal_ones() -> None:
    april = FiscalYear(4)
    quarter = period_of(Every.QUARTER, date(2026, 2, 14), april)
    assert quarter == Period(date(2026, 1, 1), date(2026, 3, 31))
    assert april.name_of(quarter) == "Q4 2026"
    year = period_of(Every.YEAR, date(2026, 2, 14), april)
    assert year == Period(date(2025, 4, 1), date(2026, 3, 31))
    four = following(Every.QUARTER, quarter, 4, april)
    assert [one.first_on.month for one in four] == [1, 4, 7, 10]
    assert all(a.last_on.toordinal() + 1 == b.first_on.toordinal() for a, b in pairwise(four))
    months = following(Every.MONTH, month_of(date(2027, 12, 5)), 3, april)
    assert [one.days for one in months] == [31, 31, 29]


def test_a_plan_of_what_cannot_be_divided_loses_nothing() -> None:
    assert plan_line(10, even(3)) == (3, 6, 10)
    assert plan_line(100, (1, 0, 3)) == (25, 25, 100)
    assert plan_line(1, even(31))[-2:] == (0, 1)
    with pytest.raises(ValueError, match="weight"):
        plan_line(1, (0, 0))


@given(
    amount=st.integers(1, 10**17),
    weights=st.lists(st.integers(0, 10**12), min_size=1, max_size=92).filter(any),
)
def test_each_plan_rises_to_its_amount_and_no_further(amount: int, weights: list[int]) -> None:
    line = plan_line(amount, weights)
    assert line[-1] == amount
    assert all(a <= b for a, b in pairwise((0, *line)))
    total = sum(weights)
    for at, run in enumerate(line):
        exact = amount * sum(weights[: at + 1])
        assert exact - total < run * total <= exact


@given(value=st.integers(0, 10**15), target=st.integers(1, 10**15), days=st.integers(1, 366))
def test_what_is_left_a_day_never_spends_more_than_is_left(
    value: int, target: int, days: int
) -> None:
    left, a_day = left_of(value, target, days)
    assert value + left == target
    assert a_day is not None
    assert a_day * days <= left < (a_day + 1) * days
    assert left_of(value, target, 0) == (left, None)


def test_weekdays_weigh_what_they_brought() -> None:
    # 2026-03-02 is a Monday; the month that follows begins on a Wednesday.
    history: list[int | None] = [v * 1000 for v in WEEK * 8]
    weights = weekday_weights(history, 0, 7, 2)
    assert weights == (5000, 4000, 3000, 2000, 1000, 7000, 6000)
    history[0] = None
    assert weekday_weights(history, 0, 7, 2) == weights
    assert weekday_weights(history[:13], 0, 7, 2) is None
    assert weekday_weights([0] * 56, 0, 7, 2) is None
    closed = weekday_weights([v if v > 1 else 0 for v in WEEK * 8], 0, 7, 0)
    assert closed is not None
    assert closed[6] == 1


def test_a_steady_week_goes_on_as_it_was() -> None:
    found = foresee([float(v) for v in WEEK * 8], 0, 10)
    assert found is not None
    # Weekdays are drawn a little to the mean of all.
    assert found.total == pytest.approx(sum(WEEK) + 7 + 6 + 5, rel=0.025)
    assert found.reach < 0.1 * found.total
    assert len(found.daily) == len(found.reaches) == 10
    assert sum(found.daily) == pytest.approx(found.total)
    assert foresee([5.0] * 56, 0, 0) is not None


def test_with_too_few_days_nothing_is_foretold() -> None:
    assert foresee([5.0] * (LEAST_DAYS - 1), 0, 3) is None
    assert foresee([5.0] * LEAST_DAYS, 0, 3) is not None
    paused: list[float | None] = [*[5.0] * 50, None, None, None, None, None, 5.0]
    assert foresee(paused, 0, 3) is None
    with_gaps = [None if at % 3 == 0 else 5.0 for at in range(56)]
    found = foresee(with_gaps, 0, 4)
    assert found is not None
    assert found.total == pytest.approx(20)


def test_counts_are_never_surer_than_chance() -> None:
    steady = [4.0] * 56
    money, count = foresee(steady, 0, 4), foresee(steady, 0, 4, is_count=True)
    assert money is not None
    assert count is not None
    assert money.reach == pytest.approx(0)
    assert count.reach > 1.28 * 4


def test_the_interval_holds_the_end_about_as_often_as_it_says() -> None:
    """Of a level that stands and one that wanders: near 80 %, and rather wide than narrow."""
    draw, hits = random.Random(7), 0
    for number in range(200):
        level, days = 100.0, []
        for at in range(56 + 15):
            level *= 1 + draw.gauss(0, 0.02 * (number % 2))
            days.append(level * WEEK[at % 7] * (1 + draw.gauss(0, 0.15)))
        found = foresee(days[:56], 0, 15)
        assert found is not None
        hits += abs(sum(days[56:]) - found.total) <= found.reach
    assert 150 <= hits <= 195


def test_student_is_that_of_the_tables() -> None:
    assert [round(student(n), 2) for n in (5, 10, 30, 1000)] == [1.48, 1.37, 1.31, 1.28]


def test_gaps_are_spans() -> None:
    assert gaps([None, 1, None, None, 2, None], date(2026, 3, 1)) == (
        Period(date(2026, 3, 1), date(2026, 3, 1)),
        Period(date(2026, 3, 3), date(2026, 3, 4)),
        Period(date(2026, 3, 6), date(2026, 3, 6)),
    )
