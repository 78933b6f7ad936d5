"""What one rule says of one series on one day, whatever kind of rule it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from analytics.detection.judging import Judged, State
from analytics.detection.panels import Flags


class Side(StrEnum):
    """Where a day lies; a state such as late data has no side."""

    ABOVE = "above"
    BELOW = "below"
    NONE = "none"


@dataclass(frozen=True)
class Verdict:
    """Out or in, or nothing where the day was not judged, for the reason in `state`.

    `size` is how bad it is, in a unit that the rule keeps, so that a day can be worse than another.
    """

    day: date
    judged: bool
    out: bool = False
    side: Side = Side.NONE
    severe: bool = False
    size: float = 0.0
    p: float | None = None
    state: State = State.JUDGED


def silent(day: date, state: State) -> Verdict:
    """No verdict: it neither confirms nor ends anything."""
    return Verdict(day, judged=False, state=state)


def verdicts_of(judged: Judged, row: int, first: date, out: Flags) -> tuple[Verdict, ...]:
    """A series' days one after another; `out` has been decided over all series of each day."""
    severe = judged.severe[row]
    return tuple(
        _verdict(judged, row, at, first + timedelta(days=at), bool(out[row, at]), bool(severe[at]))
        for at in range(judged.value.shape[1])
    )


def _verdict(judged: Judged, row: int, at: int, day: date, out: bool, severe: bool) -> Verdict:
    state = State(int(judged.state[row, at]))
    if state is not State.JUDGED:
        return silent(day, state)
    side = (Side.BELOW, Side.NONE, Side.ABOVE)[int(judged.side[row, at]) + 1]
    missed = abs(float(judged.value[row, at] - judged.expected[row, at]))
    rare = float(judged.p[row, at])
    return Verdict(
        day=day,
        judged=True,
        out=out or severe,
        side=side,
        severe=severe,
        size=missed,
        p=None if np.isnan(rare) else rare,
    )
