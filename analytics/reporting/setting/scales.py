"""Round marks of an axis, and where on it a value stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Scale:
    """From the least mark to the greatest; zero is always among them."""

    marks: tuple[float, ...]

    @property
    def low(self) -> float:
        return self.marks[0]

    @property
    def high(self) -> float:
        return self.marks[-1]

    def share(self, value: float) -> float:
        """Where a value stands between the ends, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def scale_of(values: Iterable[float | None], count: int = 4, least_step: float = 0) -> Scale:
    """About `count` steps around all values; whole things are not cut below `least_step`."""
    known = [float(value) for value in values if value is not None]
    low, high = min(0.0, *known, 0.0), max(0.0, *known, 0.0)
    if low == high:
        high = low + 1
    step = max(_round_up((high - low) / count), least_step)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return Scale(tuple(number * step for number in range(first, last + 1)))


def _round_up(step: float) -> float:
    size = 10.0 ** floor(log10(step))
    return next(one * size for one in _STEPS if one * size >= step * (1 - 1e-9))
