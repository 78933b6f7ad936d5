"""A share against the one that was promised: judged by its counts, never by its own digits."""

from __future__ import annotations

from datetime import date

import numpy as np

from analytics.detection import tails
from analytics.detection.deciding.verdicts import Side, Verdict, silent
from analytics.detection.judging import SEVERE, State


def ratio(
    day: date,
    successes: int | None,
    trials: int | None,
    share: float,
    *,
    alpha: float = 0.01,
    least_trials: int = 20,
    state: State = State.JUDGED,
) -> Verdict:
    """Exact binomial test of `successes` of `trials`; 0 of 0 is no share, and is not judged."""
    if state is not State.JUDGED or successes is None or trials is None:
        return silent(day, State.MISSING if state is State.JUDGED else state)
    if trials < least_trials:
        return silent(day, State.LOW_VOLUME)
    p = float(
        tails.binomial(np.array([float(successes)]), np.array([float(trials)]), np.array([share]))[
            0
        ]
    )
    moved = successes / trials - share
    return Verdict(
        day,
        judged=True,
        out=p <= alpha,
        side=Side.ABOVE if moved > 0 else Side.BELOW if moved < 0 else Side.NONE,
        severe=p <= SEVERE,
        size=abs(moved),
        p=p,
    )
