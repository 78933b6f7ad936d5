"""What the days to come will bring, from those behind: weekdays, a smoothed level, an interval.

Simple exponential smoothing of what is left when the weekday is taken out, at several speeds, each
believed as far as its own one-step errors let it. The variance of a sum of h days is that of one
step x sum of (1 + a j)^2, j < h (Hyndman, Koehler, Ord, Snyder 2008, chapter 6), as detection has
it; here without numpy, because pages ask. Pure arithmetic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import sqrt

HISTORY_DAYS = 56
# With fewer known days nothing is foretold, and that is said.
LEAST_DAYS = 14
_WEEK, _LEAST_RECENT = 7, 3
_SPEEDS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5)
# Quantile of the normal distribution for a band of 80 %.
_Z = 1.2816
# A weekday's mean is drawn to that of all as by so many more days of it.
_DRAWN = 0.25


@dataclass(frozen=True)
class Outlook:
    """The sum of the days to come with its interval of 80 %, and each day's expectation."""

    total: float
    reach: float
    daily: tuple[float, ...]
    # By the day, how far the sum up to it may be off.
    reaches: tuple[float, ...]


def foresee(
    history: Sequence[float | None], first_weekday: int, to_come: int, *, is_count: bool = False
) -> Outlook | None:
    """Of `to_come` days that follow the history, which begins on `first_weekday`.

    None is a missing day, and is learned from in no way. None is answered where too little is
    known: fewer than LEAST_DAYS days, or fewer than three of the last seven.
    """
    known = [at for at, value in enumerate(history) if value is not None]
    recent = [at for at in known if at >= len(history) - _WEEK]
    if len(known) < LEAST_DAYS or len(recent) < _LEAST_RECENT:
        return None
    factors = _weekdays(history, first_weekday)
    ahead = [factors[(first_weekday + len(history) + at) % _WEEK] for at in range(to_come)]
    fits = [_fit(history, first_weekday, factors, speed) for speed in _SPEEDS]
    shares = _shares([fit.square for fit in fits], len(known) - _WEEK)
    sums = [list(accumulate(fit.level * factor for factor in ahead)) for fit in fits]
    totals = [
        sum(w * one[at] for w, one in zip(shares, sums, strict=True)) for at in range(to_come)
    ]
    spread = [0.0] * to_come
    for share, fit, speed, own in zip(shares, fits, _SPEEDS, sums, strict=True):
        for at, variance in enumerate(_variances(fit, ahead, speed, len(known), is_count)):
            spread[at] += share * (variance + (own[at] - totals[at]) ** 2)
    wide = student(len(known) - _WEEK - 1)
    reaches = tuple(wide * sqrt(one) for one in spread)
    daily = tuple(b - a for a, b in pairwise([0.0, *totals]))
    return Outlook(totals[-1] if totals else 0.0, reaches[-1] if reaches else 0.0, daily, reaches)


@dataclass(frozen=True)
class _Fit:
    """The level at the end, and the mean square of errors one step ahead, as parts of a day."""

    level: float
    square: float


def _variances(
    fit: _Fit, ahead: Sequence[float], speed: float, known: int, is_count: bool
) -> list[float]:
    """Of the sum up to each day to come: an error of a day moves all later ones with it."""
    # Weekdays were learned from the same days, which is made up for.
    square = fit.square * known / max(known - _WEEK, 1)
    own = [square * (fit.level * factor) ** 2 for factor in ahead]
    if is_count:
        # A count is never steadier than chance lets it be.
        own = [max(one, fit.level * factor) for one, factor in zip(own, ahead, strict=True)]
    return [
        sum(one * (1 + speed * (at - back)) ** 2 for back, one in enumerate(own[: at + 1]))
        for at in range(len(own))
    ]


def _shares(squares: Sequence[float], count: int) -> list[float]:
    """How much each speed is believed, by its likelihood."""
    least = min(squares)
    if least <= 0:
        return [1.0 / len(squares)] * len(squares)
    weights = [(least / square) ** (count / 2) for square in squares]
    return [weight / sum(weights) for weight in weights]


def student(freedom: int) -> float:
    """The quantile of Student's t for a band of 80 %, by the expansion of Cornish and Fisher."""
    n = float(max(freedom, 3))
    z = _Z
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )


def _weekdays(history: Sequence[float | None], first_weekday: int) -> list[float]:
    """What each weekday brings as a part of the mean of all."""
    known = [((first_weekday + at) % _WEEK, v) for at, v in enumerate(history) if v is not None]
    mean = sum(value for _day, value in known) / len(known)
    if mean <= 0:
        return [1.0] * _WEEK
    found = []
    for weekday in range(_WEEK):
        values = [value for day, value in known if day == weekday]
        drawn = (sum(values) + _DRAWN * mean) / (len(values) + _DRAWN)
        found.append(max(drawn / mean, 0.05))
    return found


def _fit(
    history: Sequence[float | None], first_weekday: int, factors: Sequence[float], speed: float
) -> _Fit:
    """Follow the days; the first week sets the level and is not judged."""
    plain = [
        None if value is None else value / factors[(first_weekday + at) % _WEEK]
        for at, value in enumerate(history)
    ]
    known = [value for value in plain if value is not None]
    level = max(sum(known[:_WEEK]) / _WEEK, 0.0)
    # Of a day as large as the mean: one of nothing has no parts.
    scale = sum(known) / len(known)
    square = 0.0
    for value in known[_WEEK:]:
        square += ((value - level) / scale) ** 2 if scale > 0 else 0.0
        level = max(level + speed * (value - level), 0.0)
    ratio = scale / level if level > 0 else 1.0
    return _Fit(level, square / (len(known) - _WEEK) * ratio**2)
