"""Many series judged on one day: how many of them may be called rare."""

from __future__ import annotations

import numpy as np

from analytics.detection.panels import Flags, Floats


def adjusted(p: Floats) -> Floats:
    """Benjamini and Hochberg (1995), down each column; NaN belongs to no family.

    A value is the least share of false ones, among all that are at least as rare, at which it is
    still called. A column is a day of a workspace.
    """
    ranked = np.sort(np.where(np.isnan(p), np.inf, p), axis=0)
    family = np.isfinite(p).sum(axis=0)
    place = np.arange(1, p.shape[0] + 1).reshape(-1, *[1] * (p.ndim - 1))
    with np.errstate(invalid="ignore"):
        raised = np.where(np.isfinite(ranked), ranked * family / place, np.inf)
    least = np.minimum.accumulate(raised[::-1], axis=0)[::-1]
    order = np.argsort(np.where(np.isnan(p), np.inf, p), axis=0, kind="stable")
    back = np.empty_like(least)
    np.put_along_axis(back, order, np.minimum(least, 1.0), axis=0)
    return np.where(np.isnan(p), np.nan, back)


def called(p: Floats, share: float = 0.05) -> Flags:
    """Which may be called rare, so that of those called a `share` at most is false on average."""
    return np.asarray(np.nan_to_num(adjusted(p), nan=1.0) <= share, dtype=bool)
