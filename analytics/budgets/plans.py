"""How an amount lies upon the days of its period: exact, in whole millionths, day by day."""

from collections.abc import Sequence
from itertools import accumulate

# Weekdays of so many weeks before the period are looked at.
PATTERN_DAYS = 56
_LEAST_KNOWN = 14


def plan_line(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """What is to have been spent by the end of each day; the last of them is the amount itself.

    Each day has its weight's share, rounded down in the running sum, so that nothing is lost.
    """
    total = sum(weights)
    if total <= 0:
        raise ValueError("A plan needs a day with a weight.")
    return tuple(amount * run // total for run in accumulate(weights))


def even(days: int) -> tuple[int, ...]:
    """Every day weighs the same."""
    return (1,) * days


def weekday_weights(
    history: Sequence[int | None], first_weekday: int, days: int, weekday: int
) -> tuple[int, ...] | None:
    """The weight of each day of a period that begins on `weekday`, by what such days brought.

    `history` are daily values from a day of `first_weekday` on, None where a day is missing. A
    weekday weighs its mean, of which a hundredth of the mean of all is the least. None where fewer
    than two weeks are known, or nothing happened.
    """
    known = [(first_weekday + at) % 7 for at, value in enumerate(history) if value is not None]
    total = sum(value for value in history if value is not None)
    if len(known) < _LEAST_KNOWN or len(set(known)) < 7 or total <= 0:
        return None
    sums, counts = [0] * 7, [0] * 7
    for at, value in enumerate(history):
        if value is not None:
            sums[(first_weekday + at) % 7] += value
            counts[(first_weekday + at) % 7] += 1
    least = max(1, total // (100 * len(known)))
    means = [max(sums[day] // counts[day], least) for day in range(7)]
    return tuple(means[(weekday + at) % 7] for at in range(days))
