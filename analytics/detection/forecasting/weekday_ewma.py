"""The detector in numpy: an effect for each weekday and an exponentially weighted level.

Additive exponential smoothing without a trend (Winters 1960), kept from being carried away by far
days in the way of Gelper, Fried and Croux (2010), with a level per candidate of the smoothing
constant, of which the one with the least error so far speaks. All series take each step together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from analytics.detection.forecasting.filter_state import run_filter
from analytics.detection.forecasting.forecasts import Forecasts, joined
from analytics.detection.forecasting.kept import kept_together
from analytics.detection.forecasting.paces import ByDay
from analytics.detection.forecasting.tuning import Tuning
from analytics.detection.panels import Panel
from analytics.detection.scales import Scaled

# As many series at a time as keep the working set in a processor's cache.
_AT_A_TIME = 500
T = TypeVar("T", np.float64, np.bool_)


@dataclass(frozen=True)
class WeekdayEwma:
    """What judges where AutoETS is not there, costs too much, or has too few days."""

    tuning: Tuning = field(default_factory=Tuning)
    least_days: int = 28

    @property
    def name(self) -> str:
        return "weekday effect and EWMA (numpy)"

    def forecast(self, panel: Panel, scaled: Scaled, last: int | None = None) -> Forecasts:
        """Each day from those before it; a year of replay is the same single pass."""
        return self.together([panel], [scaled], last)[0]

    def together(
        self,
        panels: Sequence[Panel],
        scaled: Sequence[Scaled],
        last: int | None = None,
        keep: int | None = None,
    ) -> list[Forecasts]:
        """Of several panels of the same days, each with weights or none of them; abreast.

        All have something `before` them, or none has. What was learned before day `keep` is kept.
        """
        days, stack = panels[0].days, _stack(panels, scaled, self.tuning.season)
        count = days if last is None else min(last, days)
        series = sum(one.series for one in panels)
        found = joined(
            [
                run_filter(stack.columns(slice(at, at + _AT_A_TIME)), self.tuning, count, keep)
                for at in range(0, max(series, 1), _AT_A_TIME)
            ]
        )
        ends = np.cumsum([one.series for one in panels]).tolist()
        return [
            _with_unit(found.rows(slice(end - len(one.unit), end)), one)
            for end, one in zip(ends, scaled, strict=True)
        ]


def _with_unit(found: Forecasts, scaled: Scaled) -> Forecasts:
    if found.kept is None:
        return found
    return replace(found, kept=replace(found.kept, unit=scaled.unit[:, 0]))


def _stack(panels: Sequence[Panel], scaled: Sequence[Scaled], season: int) -> ByDay:
    shapes, first = [one.values.shape for one in scaled], panels[0]
    events = np.zeros(first.days, dtype=np.int64) if first.events is None else first.events
    before = [one.before for one in panels if one.before is not None]
    return ByDay(
        values=_by_day([one.values for one in scaled]),
        known=_by_day([one.known for one in scaled]),
        weight=_some_by_day([one.weight for one in scaled], [np.ones(one) for one in shapes]),
        noise=_some_by_day([one.noise for one in scaled], [np.zeros(one) for one in shapes]),
        weekdays=first.weekdays % season,
        events=events,
        breaks=_some_by_day([one.breaks for one in panels], [np.zeros(o, bool) for o in shapes]),
        before=kept_together(before) if before else None,
        least_spread=np.repeat([o.least_spread for o in scaled], [o.series for o in panels]),
    )


def _by_day(parts: Sequence[npt.NDArray[T]]) -> npt.NDArray[T]:
    whole = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return np.ascontiguousarray(whole.T)


def _some_by_day(
    parts: Sequence[npt.NDArray[T] | None], without: Sequence[npt.NDArray[T]]
) -> npt.NDArray[T] | None:
    """None where no part has any; a part that has none has what changes nothing."""
    if all(part is None for part in parts):
        return None
    pairs = zip(parts, without, strict=True)
    return _by_day([empty if part is None else part for part, empty in pairs])
