"""What every detector hands over, so that nobody has to ask which of them it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from analytics.detection.forecasting.kept import Kept, kept_together
from analytics.detection.panels import Floats, Panel, Whole
from analytics.detection.scales import Scaled


@dataclass(frozen=True, eq=False)
class Forecasts:
    """One step ahead, for each series and day, on the scale; NaN where nothing was said.

    `spread` is the standard deviation of errors made one step ahead, `freedom` how many of them it
    rests on, `seen` how many days were known before. `clean` is the day itself, pulled in where it
    was far out and put in where it is missing, as what learns from it may take it. `kept` is what
    was known before a day that was asked for.
    """

    mean: Floats
    spread: Floats
    freedom: Floats
    seen: Whole
    clean: Floats
    kept: Kept | None = None

    def rows(self, chosen: slice) -> Forecasts:
        """Some of the series."""
        kept = None if self.kept is None else self.kept.rows(chosen)
        return Forecasts(*(getattr(self, name)[chosen] for name in _NAMES), kept)

    def last(self, days: int | None) -> Forecasts:
        """The last days alone."""
        if days is None:
            return self
        return Forecasts(*(getattr(self, name)[:, -days:] for name in _NAMES), self.kept)


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
    kept = [one.kept for one in parts if one.kept is not None]
    whole = (np.concatenate([getattr(one, name) for one in parts]) for name in _NAMES)
    return Forecasts(*whole, kept_together(kept) if kept else None)
