"""A limit that somebody has set: above it or below it."""

from __future__ import annotations

from datetime import date

from analytics.detection.deciding.verdicts import Side, Verdict, silent
from analytics.detection.judging import State


def threshold(
    day: date, value: float | None, limit: float, side: Side, *, state: State = State.JUDGED
) -> Verdict:
    """Out when the value is beyond the limit, not when it is at it. A gap says nothing."""
    if state is not State.JUDGED or value is None:
        return silent(day, State.MISSING if state is State.JUDGED else state)
    beyond = value - limit if side is Side.ABOVE else limit - value
    return Verdict(day, judged=True, out=beyond > 0, side=side, size=max(beyond, 0.0))
