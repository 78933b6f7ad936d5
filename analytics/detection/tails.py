"""How rare something is: tails of the distributions that judge, exact and for whole arrays."""

from __future__ import annotations

import numpy as np
from scipy import special

from analytics.detection.panels import Floats


def student(z: Floats, freedom: Floats) -> Floats:
    """Two-sided: how often a value this far out comes by chance, its spread being estimated.

    Student (1908): a band from n errors is wider than one from known spread.
    """
    return np.asarray(2.0 * special.stdtr(np.maximum(freedom, 1.0), -np.abs(z)), dtype=np.float64)


def student_reach(p: float, freedom: Floats) -> Floats:
    """How many standard deviations a two-sided band of that share of outliers reaches.

    Degrees are whole numbers and few, and the inverse is dear: each is asked for once.
    """
    degrees = np.maximum(freedom, 1.0).astype(np.int64)
    table = special.stdtrit(np.arange(1.0, degrees.max(initial=1) + 1.0), 1.0 - p / 2.0)
    return np.asarray(table[degrees - 1], dtype=np.float64)


def binomial(successes: Floats, trials: Floats, share: Floats) -> Floats:
    """Two-sided exact test of a share: twice the smaller tail, at most 1 (Clopper, Pearson 1934).

    By the incomplete beta function, so that counts may be parts: divided by how much more than
    chance days differ, they are.
    """
    share = np.clip(share, 1e-12, 1.0 - 1e-12)
    failures = np.maximum(trials - successes, 0.0)
    # P(X >= k) = I_p(k, n - k + 1); P(X <= k) = I_(1-p)(n - k, k + 1).
    above = np.where(
        successes > 0,
        special.betainc(np.maximum(successes, 1e-300), failures + 1.0, share),
        1.0,
    )
    below = np.where(
        failures > 0,
        special.betainc(np.maximum(failures, 1e-300), successes + 1.0, 1.0 - share),
        1.0,
    )
    return np.asarray(np.minimum(2.0 * np.minimum(above, below), 1.0), dtype=np.float64)
