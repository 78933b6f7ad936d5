"""What every detector hands over, so that nobody has to ask which of them it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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
        return self._cut(chosen, kept)

    def last(self, days: int | None) -> Forecasts:
        """The last days alone."""
        if days is None:
            return self
        return self._cut((slice(None), slice(-days, None)), self.kept)

    def _cut(self, where: slice | tuple[slice, slice], kept: Kept | None) -> Forecasts:
        parts: dict[str, Any] = {name: getattr(self, name)[where] for name in NAMES}
        return Forecasts(**parts, kept=kept)


NAMES = ("mean", "spread", "freedom", "seen", "clean")


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
    whole: dict[str, Any] = {
        name: np.concatenate([getattr(one, name) for one in parts]) for name in NAMES
    }
    return Forecasts(**whole, kept=kept_together(kept) if kept else None)
