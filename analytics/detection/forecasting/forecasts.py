"""What every detector hands over, so that nobody has to ask which of them it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analytics.detection.panels import Floats, Panel, Whole
from analytics.detection.scales import Scaled


@dataclass(frozen=True, eq=False)
class Forecasts:
    """One step ahead, for each series and day, on the scale; NaN where nothing was said.

    `spread` is the standard deviation of errors made one step ahead, `freedom` how many of them it
    rests on, `seen` how many days were known before. `clean` is the day itself, pulled in where it
    was far out and put in where it is missing, as what learns from it may take it.
    """

    mean: Floats
    spread: Floats
    freedom: Floats
    seen: Whole
    clean: Floats

    def rows(self, chosen: slice) -> Forecasts:
        """Some of the series."""
        return Forecasts(*(getattr(self, name)[chosen] for name in _NAMES))

    def last(self, days: int | None) -> Forecasts:
        """The last days alone."""
        if days is None:
            return self
        return Forecasts(*(getattr(self, name)[:, -days:] for name in _NAMES))


_NAMES = ("mean", "spread", "freedom", "seen", "clean")


class Detector(Protocol):
    """A way to foretell; its name is shown beside every band it drew."""

    @property
    def name(self) -> str: ...

    @property
    def least_days(self) -> int:
        """Known days before it judges."""
        ...

    def forecast(self, panel: Panel, scaled: Scaled, last: int | None = None) -> Forecasts:
        """Each day from those before it; of the last ones alone where only these are asked for."""
        ...


def joined(parts: Sequence[Forecasts]) -> Forecasts:
    """Those of some series after those of others."""
    if len(parts) == 1:
        return parts[0]
    return Forecasts(*(np.concatenate([getattr(one, name) for one in parts]) for name in _NAMES))
