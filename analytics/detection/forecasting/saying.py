"""What the numpy detector says of its days, when it has gone over all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from analytics.detection.forecasting.forecasts import NAMES as FORECAST_NAMES
from analytics.detection.forecasting.forecasts import Forecasts
from analytics.detection.forecasting.paces import Paces
from analytics.detection.panels import Floats, Whole


@dataclass(frozen=True, eq=False)
class Said:
    """By day, candidate and series; `best` is the candidate that speaks.

    `events` holds, for a special day, the effect of its kind and how often it was seen before.
    """

    foretold: Floats
    variance: Floats
    pulled: Floats
    events: dict[int, tuple[Floats, Floats]]
    best: Whole = field(init=False)

    def __post_init__(self) -> None:
        days, _candidates, series = self.foretold.shape
        object.__setattr__(self, "best", np.zeros((days, series), dtype=np.int64))

    def by_best(self, name: str) -> Floats:
        """Of a part, that of the candidate that speaks."""
        part: Floats = getattr(self, name)
        return np.take_along_axis(part, self.best[:, None, :], axis=1)[:, 0, :]


def speak(said: Said, paces: Paces, seen: Whole, values: Floats, last: int) -> Forecasts:
    """The last days, by series and then by day."""
    first = len(values) - last
    mean, variance, pulled = (said.by_best(n) for n in ("foretold", "variance", "pulled"))
    running = paces.running[first:]
    told = np.broadcast_to(running & ~paces.unsettled[first:], mean.shape).copy()
    kept = mean + pulled
    for at, (effect, times) in said.events.items():
        # A kind of day that was seen once tells nothing of how such days differ.
        told[at] &= times >= 2
        variance[at] *= 1.0 + 1.0 / np.maximum(times, 1.0)
        kept[at] = mean[at] - effect
    written = (
        np.where(told, mean, np.nan),
        np.where(told, np.sqrt(variance), np.nan),
        np.broadcast_to(np.minimum(paces.errors[first:], paces.tuning.memory), mean.shape),
        seen[first:],
        np.where(running, kept, values[first:]),
    )
    parts = (np.ascontiguousarray(part.T) for part in written)
    spoken: dict[str, Any] = dict(zip(FORECAST_NAMES, parts, strict=True))
    return Forecasts(**spoken)
