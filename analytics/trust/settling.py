"""What a young day will settle at: chain ladder factors with Mack's standard error.

T. Mack, "Distribution-free calculation of the standard error of chain ladder reserve estimates",
ASTIN Bulletin 23/2 (1993), 213-225. Days stand where years of accidents stand there, days since the
day for years of development. Pure calculation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, hypot, log, sqrt

# Of a step from one age to the next, on so many days it must have been seen.
LEAST_DAYS = 10
# Quantile of the normal distribution for a band of 80 %.
_Z = 1.2816

Triangle = Sequence[Sequence[int | None]]


@dataclass(frozen=True)
class Estimate:
    """What a value will settle at, in its own unit, with the band that holds it in 4 of 5 cases."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Step:
    """From one age to the next: factor, variance per unit, and the sum it was learned from."""

    factor: float
    variance: float
    weight: float


@dataclass(frozen=True)
class Ladder:
    """The steps from the first age to the last, after which nothing changes any more."""

    steps: tuple[Step, ...]

    @property
    def settles_at(self) -> int:
        """The age from which a value is taken for settled."""
        return len(self.steps)

    def share(self, age: int) -> float:
        """How much of its settled value a day shows at an age."""
        whole = 1.0
        for step in self.steps[age:]:
            whole *= step.factor
        return 1.0 / whole if whole else 0.0


def learn(triangle: Triangle, ages: int) -> Ladder | None:
    """The ladder of days by age, [day][age] cumulative or None; None where too little is known."""
    steps = []
    for age in range(ages - 1):
        step = _step(_pairs(triangle, age))
        if step is None:
            return None
        steps.append(step)
    return Ladder(tuple(steps))


def days_missing(triangle: Triangle, ages: int) -> int:
    """How many more days have to pass before each step was seen often enough.

    All ages are read each day, so that every step is seen once a day.
    """
    return max(LEAST_DAYS - len(_pairs(triangle, age)) for age in range(ages - 1))


def _pairs(triangle: Triangle, age: int) -> list[tuple[int, int]]:
    """Values at an age and at the next, of the days on which both are known."""
    return [
        (now, then)
        for day in triangle
        for now, then in [(day[age], day[age + 1])]
        if now is not None and then is not None
    ]


def _step(pairs: list[tuple[int, int]]) -> Step | None:
    weight = float(sum(now for now, _ in pairs))
    if len(pairs) < LEAST_DAYS or weight <= 0:
        return None
    factor = sum(then for _, then in pairs) / weight
    seen = [(now, then) for now, then in pairs if now > 0]
    if factor <= 0 or len(seen) < 2:
        return None
    off = sum(now * (then / now - factor) ** 2 for now, then in seen)
    return Step(factor, off / (len(seen) - 1), weight)


def settle(ladder: Ladder, value: int, age: int) -> Estimate | None:
    """What a day's value at an age will settle at; None where nothing is there to grow."""
    return settle_sum(ladder, [(value, age)])


def settle_sum(
    ladder: Ladder, days: Sequence[tuple[int, int]], apart: Sequence[float] = ()
) -> Estimate | None:
    """What the sum of days, (value, age) each, will settle at.

    Errors of the factors are shared by all days, so that they do not cancel out in a sum. Of a part
    of what the ladder was learned from, `apart` says by age how far parts differ from the whole, as
    shares (see `parting`): a part keeps its manner, so that this adds up over its days in full.
    """
    grown = [(value, age, _grown(ladder, value, age)) for value, age in days]
    whole = sum(path[-1] for _, _, path in grown)
    if whole <= 0:
        return None
    error = 0.0
    for place, step in enumerate(ladder.steps):
        at = [(path[place - age], path[-1]) for _, age, path in grown if age <= place]
        by_chance = sum(last * last / now for now, last in at if now > 0)
        together = sum(last for _, last in at) ** 2
        error += step.variance / step.factor**2 * (by_chance + together / step.weight)
    if apart:
        error += sum(path[-1] * apart[age] for _, age, path in grown) ** 2
    spread = sqrt(log(1 + error / whole**2))
    middle = log(whole) - spread**2 / 2
    low, high = exp(middle - _Z * spread), exp(middle + _Z * spread)
    return Estimate(round(whole), round(low), round(high))


def quotient(top: Estimate, bottom: Estimate) -> Estimate | None:
    """What a ratio of two will settle at; None where one of them may be nothing.

    The errors of the two are taken for independent. Those of one source's spend and clicks mostly
    go together: the band is then wider than it would have to be.
    """
    if min(top.low, bottom.low) <= 0:
        return None
    spread = hypot(_spread(top), _spread(bottom))
    middle = log(top.low * top.high / (bottom.low * bottom.high)) / 2
    low, high = exp(middle - _Z * spread), exp(middle + _Z * spread)
    return Estimate(top.value / bottom.value, low, high)


def _spread(one: Estimate) -> float:
    """The standard error of a value's logarithm, from its band."""
    return log(one.high / one.low) / (2 * _Z)


def _grown(ladder: Ladder, value: int, age: int) -> list[float]:
    """The value at its age and at each later one."""
    path = [float(max(value, 0))]
    for step in ladder.steps[age:]:
        path.append(path[-1] * step.factor)
    return path
