"""How a budget or a goal stands in a period: value, plan, forecast, and what is left."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from analytics.budgets.forecasts import Outlook
from analytics.models import Budget, BudgetAmount
from analytics.queries import Period
from analytics.queries.result import Number
from analytics.trust.settling import Estimate

# An interval that misses by less than this share is on course.
TOLERANCE = 0.05


class State(StrEnum):
    """How it stands; what that means for a reader follows from the metric's good direction."""

    UNSET = "unset"
    TO_COME = "to_come"
    NO_DATA = "no_data"
    EARLY = "early"
    UNDER = "under"
    ON_COURSE = "on_course"
    OVER = "over"
    # All of it is there before the period is over.
    USED_UP = "used_up"


@dataclass(frozen=True)
class Standing:
    """Numbers are in the metric's own unit: money in micros of `currency`, counts in ones.

    `value` is what there is so far; `by_day` the running sums up to `complete_until`, None at days
    that are gaps. `plan` are the running sums that were meant, `planned` the one of that day;
    `forecast` is of the period's end. A ratio has no plan and nothing left.
    """

    budget: Budget
    period: Period
    amount: BudgetAmount | None
    target: Number | None
    currency: str
    complete_until: date
    days_gone: int
    value: Number | None = None
    reason: str = ""
    without_rate: tuple[str, ...] = ()
    by_day: tuple[int | None, ...] = ()
    gaps: tuple[Period, ...] = ()
    plan: tuple[Number, ...] = ()
    planned: Number | None = None
    settled: Estimate | None = None
    forecast: Estimate | None = None
    outlook: Outlook | None = None
    state: State = State.UNSET
    left: Number | None = None
    left_per_day: Number | None = None
    is_spread_evenly: bool = True

    @property
    def days_left(self) -> int:
        """Days that are not over, or not wholly read."""
        return self.period.days - self.days_gone

    @property
    def is_over(self) -> bool:
        return self.days_left == 0

    @property
    def share(self) -> float | None:
        """How much of the target is there."""
        if self.value is None or not self.target:
            return None
        return self.value / self.target

    @property
    def share_planned(self) -> float | None:
        """How much of it was to be there by now."""
        if self.planned is None or not self.target:
            return None
        return self.planned / self.target


def state_of(one: Standing, *, is_sum: bool) -> State:
    """Over or under where all of the interval misses the target by more than the tolerance.

    Of a period that is over, where the value itself does. A sum that is all there before is used
    up, or reached.
    """
    if one.target is None:
        return State.UNSET
    if one.value is None:
        return State.NO_DATA
    over, under = one.target * (1 + TOLERANCE), one.target * (1 - TOLERANCE)
    if one.is_over:
        return _beside(one.value, one.value, over, under)
    if is_sum and one.value >= one.target:
        return State.USED_UP
    if one.forecast is None:
        return State.EARLY
    return _beside(one.forecast.low, one.forecast.high, over, under)


def _beside(low: Number, high: Number, over: Number, under: Number) -> State:
    if low > over:
        return State.OVER
    return State.UNDER if high < under else State.ON_COURSE


def left_of(value: int, target: int, days_left: int) -> tuple[int, int | None]:
    """What is left in all, and for each of the days that are not over; negative where it is over.

    Rounded down, so that spending it every day never spends more than there is.
    """
    left = target - value
    return left, left // days_left if days_left else None
