"""Days as panels for the detectors, and what these say of the last of them. For workers alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from accounts.models import Workspace
from analytics.annotations.reading import special_days
from analytics.detection.calendar import events_of
from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.forecasting.kept import Kept
from analytics.detection.judging import Gates, Judged, State, Told
from analytics.detection.nightly import judge_last, last
from analytics.detection.panels import Flags, Floats, Measure, Panel, Whole
from analytics.detection.weekly import sums_of
from analytics.metrics import Unit
from analytics.monitors.countries import country_of
from analytics.monitors.definition import ALL_PARTS, WEEK, Definition, is_money
from analytics.monitors.reading import Days
from analytics.queries import Filters, Period

# An amount is judged by the events that stood behind it lately, not by those of the day itself.
_VOLUME_DAYS = 28
_DECIDING_DAYS = 56
# Of a day that is only a part of a sum, any volume will do.
_ANY = 0.0


def measure_of(asked: Definition) -> Measure:
    """Money, and any ratio with money in it, by logarithm; shares of counts by their counts."""
    metric, unit = asked.catalogue, asked.catalogue.unit
    if unit is Unit.RATE and metric.is_share and not any(one.is_money for one in metric.measures):
        return Measure.RATIO
    return Measure.COUNT if unit is Unit.COUNT and metric.is_simple else Measure.MONEY


def panel_of(
    asked: Definition,
    days: Days,
    accepted: Mapping[str, str],
    special: Whole,
    before: Kept | None = None,
) -> Panel:
    """All series of a monitor; a level that was accepted begins anew on its day."""
    is_ratio = measure_of(asked) is Measure.RATIO
    return Panel(
        first=days.period.first_on,
        values=days.tops if is_ratio else days.values,
        measure=measure_of(asked),
        trials=days.bottoms if is_ratio else None,
        variance=days.variance,
        events=special,
        breaks=_breaks(days, accepted) if accepted else None,
        before=before,
    )


def _breaks(days: Days, accepted: Mapping[str, str]) -> Flags | None:
    breaks = np.zeros(days.tops.shape, dtype=bool)
    for row, key in enumerate(days.keys):
        begun = max(accepted.get(one, "") for one in (key, ALL_PARTS))
        if begun:
            at = (date.fromisoformat(begun) - days.period.first_on).days
            if 0 <= at < len(days):
                breaks[row, at] = True
    return breaks if breaks.any() else None


def events(
    filters: Filters, workspace: Workspace, period: Period, *, has_own: bool = True
) -> Whole:
    """The holidays of the workspace's country, and the days that members called special."""
    known = special_days(period.first_on, period.last_on, filters) if has_own else {}
    country = country_of(workspace.time_zone)
    try:
        return events_of(country, period.first_on, period.days, known)
    except NotImplementedError:
        # Nobody lists that country's holidays.
        return events_of(None, period.first_on, period.days, known)


def volume_of(asked: Definition, days: Days) -> Floats | None:
    """How many events a day stand behind amounts; None where values are counts themselves."""
    if days.volume is None or measure_of(asked) is not Measure.MONEY:
        return None
    total = np.cumsum(np.nan_to_num(days.volume), axis=1)
    before = np.zeros_like(total)
    before[:, _VOLUME_DAYS:] = total[:, :-_VOLUME_DAYS]
    reach = np.minimum(np.arange(1, len(days) + 1), _VOLUME_DAYS)
    return np.asarray((total - before) / reach, dtype=np.float64)


def span_of(asked: Definition, days: Days) -> int:
    """Over how many days is summed: a count that brings too little a day, and enough a week.

    By the whole, over the last eight weeks; the caller keeps it, so that it does not go to and fro.
    """
    if measure_of(asked) is not Measure.COUNT:
        return 1
    if asked.sum_days:
        return asked.sum_days
    lately = days.tops[0, -_DECIDING_DAYS:]
    known = lately[np.isfinite(lately)]
    mean = float(known.mean()) if len(known) else 0.0
    return WEEK if mean < asked.least_volume <= mean * WEEK else 1


@dataclass(frozen=True, eq=False)
class Ready:
    """All that is needed to judge the last days of a monitor's series; nothing more is asked of
    the database, so it can be done in no transaction.
    """

    panel: Panel
    gates: Gates
    detector: Detector
    count: int
    span: int = 1
    volume: Floats | None = None

    @property
    def foretold_days(self) -> int:
        """Each day by itself, or all that are a part of a sum up to one of the last."""
        return min(self.count + self.span - 1, self.panel.days)

    def judged(self, told: Told | None = None) -> Judged:
        """The last days; `told` is what was foretold of them together with other monitors'."""
        gates = self.gates if self.span == 1 else replace(self.gates, least_expected=_ANY)
        judged = judge_last(self.panel, self.foretold_days, self.detector, gates, told)
        if self.span > 1:
            judged = last(sums_of(judged, self.span, self.gates), self.count)
        if self.volume is None:
            return judged
        few = self.volume[:, -self.count :] < self.gates.least_expected
        low = np.where((judged.state == State.JUDGED) & few, int(State.LOW_VOLUME), judged.state)
        return replace(judged, state=low)


def ready_of(
    asked: Definition,
    days: Days,
    accepted: Mapping[str, str],
    special: Whole,
    detector: Detector | None,
    count: int,
    span: int,
    before: Kept | None = None,
) -> Ready:
    """Of many series the numpy detector speaks, unless somebody has chosen."""
    panel = panel_of(asked, days, accepted, special, before)
    chosen = detector or detector_for(panel.series, count)
    return Ready(panel, gates_of(asked), chosen, count, span, volume_of(asked, days))


def gates_of(asked: Definition) -> Gates:
    """Below which nothing is said."""
    return Gates(
        least_expected=float(asked.least_volume),
        least_change=asked.least_change / 100,
        least_impact=float(asked.least_impact),
    )


def last_days(days: Days, count: int) -> list[date]:
    """The days that are judged."""
    return [days.period.last_on - timedelta(days=at) for at in reversed(range(count))]


def detector_for(series: int, count: int) -> Detector:
    """AutoETS of few series; of many the numpy detector, which takes no time."""
    from analytics.detection.forecasting.auto_ets import AutoEts, has_auto_ets
    from analytics.detection.forecasting.weekday_ewma import WeekdayEwma

    if series > _MOST_ETS or not has_auto_ets():
        return WeekdayEwma()
    return AutoEts(recent=count)


_MOST_ETS = 40


def whole_number(asked: Definition, value: float | None) -> float | None:
    """As it is kept: micros without parts."""
    if value is None or not np.isfinite(value):
        return None
    return round(value) if is_money(asked) else float(value)
