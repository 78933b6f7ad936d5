"""How a cost grows: the exponent b of time ~ size^b, by least squares over the logarithms."""

import math
from collections.abc import Sequence


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """The slope of log(time) over log(size); needs two different sizes at least."""
    across, up = [math.log(size) for size in sizes], [math.log(one) for one in times]
    middle, level = sum(across) / len(across), sum(up) / len(up)
    spread = sum((x - middle) ** 2 for x in across)
    if spread == 0:
        raise ValueError("All sizes are equal.")
    return sum((x - middle) * (y - level) for x, y in zip(across, up, strict=True)) / spread
