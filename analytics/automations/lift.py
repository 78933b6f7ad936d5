"""What a rule brought: things it acted on against those it left alone, with an interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, variance

# With fewer of either nobody can tell chance from effect.
LEAST = 8
_Z = NormalDist().inv_cdf(0.95)


@dataclass(frozen=True)
class Lift:
    """How differently both groups changed: the middle, and what holds it in 9 of 10 cases."""

    value: float
    low: float
    high: float

    @property
    def is_told(self) -> bool:
        """Whether it is beyond chance."""
        return self.low > 0 or self.high < 0


def lift(acted: Sequence[float], held: Sequence[float]) -> Lift | None:
    """The difference of two means (Welch); None where either group is too small to tell."""
    if min(len(acted), len(held)) < LEAST:
        return None
    parts = [variance(group) / len(group) for group in (acted, held)]
    middle, error = fmean(acted) - fmean(held), sqrt(sum(parts))
    if not error:
        return Lift(middle, middle, middle)
    below = sum(
        part**2 / (len(group) - 1) for part, group in zip(parts, (acted, held), strict=True)
    )
    reach = _quantile(sum(parts) ** 2 / below) * error
    return Lift(middle, middle - reach, middle + reach)


def _quantile(freedom: float) -> float:
    """Student's t at 95 %, by the expansion of Cornish and Fisher: to 0.001 from 7 degrees on."""
    z = _Z
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )
