"""Daily series that are judged together, and what is known of their days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from analytics.detection.forecasting.kept import Kept

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]

WEEK = 7


class Measure(StrEnum):
    """What the values are, which says on what scale their errors are alike."""

    COUNT = "count"
    MONEY = "money"
    RATIO = "ratio"


@dataclass(frozen=True, eq=False)
class Panel:
    """Series of one measure over the same days, a row each. What is not known is NaN, never 0.

    Of a ratio, `values` are the successes and `trials` that of which they are a share. `variance`
    is that of an estimate: a young day enters as what it will settle at. A day that the caller
    calls not `judgeable` (no finished sync covers it) counts as not known. `events` holds a code
    for each day, 0 for an ordinary one, and a True in `breaks` says that a level begins anew. What
    was learned of days that are not here is kept in `before`, where anything is.
    """

    first: date
    values: Floats
    measure: Measure = Measure.COUNT
    trials: Floats | None = None
    variance: Floats | None = None
    judgeable: Flags | None = None
    events: Whole | None = None
    breaks: Flags | None = None
    before: Kept | None = None

    def __post_init__(self) -> None:
        if self.values.ndim != 2:
            raise ValueError("A panel has a row for each series and a column for each day.")
        for name in ("trials", "variance", "judgeable", "breaks"):
            part = getattr(self, name)
            if part is not None and part.shape != self.values.shape:
                raise ValueError(f"{name} is {part.shape}, the values are {self.values.shape}.")
        if self.events is not None and self.events.shape != (self.days,):
            raise ValueError("Events belong to days: one code for each.")
        if (self.measure is Measure.RATIO) != (self.trials is not None):
            raise ValueError("Ratios, and nothing else, have trials.")

    @property
    def series(self) -> int:
        return int(self.values.shape[0])

    @property
    def days(self) -> int:
        return int(self.values.shape[1])

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.days - 1)

    @property
    def weekdays(self) -> Whole:
        """0 is Monday."""
        return (self.first.weekday() + np.arange(self.days, dtype=np.int64)) % WEEK

    @property
    def known(self) -> Flags:
        """Which days may be learned from and judged."""
        known: Flags = np.isfinite(self.values)
        if self.trials is not None:
            # Without a trial there is no share: 0 of 0 is not known.
            known &= np.isfinite(self.trials) & (self.trials > 0)
        return known if self.judgeable is None else known & self.judgeable

    def rows(self, chosen: slice) -> Panel:
        """Some of the series."""
        return replace(
            self,
            values=self.values[chosen],
            trials=None if self.trials is None else self.trials[chosen],
            variance=None if self.variance is None else self.variance[chosen],
            judgeable=None if self.judgeable is None else self.judgeable[chosen],
            breaks=None if self.breaks is None else self.breaks[chosen],
            before=None if self.before is None else self.before.rows(chosen),
        )

    def last_days(self, days: int) -> Panel:
        """The last days alone, for judging what was foretold of them."""
        first = self.days - days
        return replace(
            self,
            first=self.first + timedelta(days=first),
            values=self.values[:, first:],
            trials=None if self.trials is None else self.trials[:, first:],
            variance=None if self.variance is None else self.variance[:, first:],
            judgeable=None if self.judgeable is None else self.judgeable[:, first:],
            events=None if self.events is None else self.events[first:],
            breaks=None if self.breaks is None else self.breaks[:, first:],
            before=None,
        )

    def until(self, days: int) -> Panel:
        """The first days alone: what was there to be known then."""
        return replace(
            self,
            values=self.values[:, :days],
            trials=None if self.trials is None else self.trials[:, :days],
            variance=None if self.variance is None else self.variance[:, :days],
            judgeable=None if self.judgeable is None else self.judgeable[:, :days],
            events=None if self.events is None else self.events[:days],
            breaks=None if self.breaks is None else self.breaks[:, :days],
        )
