"""What people's marks, useful or noise, say of a monitor."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import special

# Before so many marks nothing is proposed.
_LEAST_MARKS = 5


@dataclass(frozen=True)
class Precision:
    """The share of useful alarms and its 90 % interval, and whether to propose a tighter one."""

    share: float
    low: float
    high: float
    marks: int

    @property
    def is_noisy(self) -> bool:
        """Most likely less than half of what it tells is useful."""
        return self.marks >= _LEAST_MARKS and self.high < 0.5


def precision(useful: int, noise: int) -> Precision:
    """Jeffreys' interval (Brown, Cai, DasGupta 2001): honest with few marks, a half with none."""
    a, b = useful + 0.5, noise + 0.5
    low, high = (float(special.betaincinv(a, b, at)) for at in (0.05, 0.95))
    return Precision(a / (a + b), low, high, useful + noise)
