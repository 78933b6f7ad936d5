"""Days as panels for the detectors, and what these say of the last of them. For workers alone."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from accounts.models import Workspace
from analytics.annotations.reading import special_days
from analytics.detection.calendar import events_of
from analytics.detection.forecasting.forecasts import Detector
from analytics.detection.judging import Gates, Judged
from analytics.detection.nightly import judge_last, last
from analytics.detection.panels import Floats, Measure, Panel, Whole
from analytics.detection.weekly import sums_of
from analytics.metrics import Unit
from analytics.monitors.countries import country_of
from analytics.monitors.definition import ALL_PARTS, WEEK, Definition, is_money
from analytics.monitors.reading import Days, PartDays, Values
from analytics.queries import Period

# An amount is judged by the events that stood behind it lately, not by those of the day itself.
_VOLUME_DAYS = 28
_DECIDING_DAYS = 56
# Of a day that is only a part of a sum, any volume will do.
_ANY = {"least_expected": 0.0}


def measure_of(asked: Definition) -> Measure:
    """Money, and any ratio with money in it, by logarithm; shares of counts by their counts."""
    metric, unit = asked.catalogue, asked.catalogue.unit
    if unit is Unit.RATE and metric.is_share and not any(one.is_money for one in metric.measures):
        return Measure.RATIO
    return Measure.COUNT if unit is Unit.COUNT and metric.is_simple else Measure.MONEY


def panel_of(
    asked: Definition, days: Days, accepted: Mapping[str, str], workspace: Workspace
) -> Panel:
    """All series of a monitor; a level that was accepted begins anew on its day."""
    measure = measure_of(asked)
    is_ratio = measure is Measure.RATIO
    values = [part.tops if is_ratio else _values(part) for part in days.parts]
    variance = [part.variance for part in days.parts if part.variance is not None]
    breaks = np.zeros((len(days.parts), len(days)), dtype=bool)
    for row, part in enumerate(days.parts):
        begun = max(accepted.get(key, "") for key in (part.key, ALL_PARTS))
        if begun:
            at = (date.fromisoformat(begun) - days.period.first_on).days
            if 0 <= at < len(days):
                breaks[row, at] = True
    return Panel(
        first=days.period.first_on,
        values=_array(values),
        measure=measure,
        trials=_array([part.bottoms or () for part in days.parts]) if is_ratio else None,
        variance=_array(variance) if len(variance) == len(days.parts) else None,
        events=events(asked, workspace, days.period),
        breaks=breaks if breaks.any() else None,
    )


def events(asked: Definition, workspace: Workspace, period: Period) -> Whole:
    """The holidays of the workspace's country, and the days that members called special."""
    known = special_days(period.first_on, period.last_on, asked.filters)
    country = country_of(workspace.time_zone)
    try:
        return events_of(country, period.first_on, period.days, known)
    except NotImplementedError:
        # Nobody lists that country's holidays.
        return events_of(None, period.first_on, period.days, known)


def volume_of(asked: Definition, days: Days) -> Floats | None:
    """How many events a day stand behind amounts; None where values are counts themselves."""
    volumes = [part.volume for part in days.parts]
    if any(one is None for one in volumes) or measure_of(asked) is not Measure.MONEY:
        return None
    counts = np.nan_to_num(_array([one or () for one in volumes]))
    total = np.cumsum(counts, axis=1)
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
    known = [one for one in days.parts[0].tops[-_DECIDING_DAYS:] if one is not None]
    mean = sum(known) / len(known) if known else 0.0
    return WEEK if mean < asked.least_volume <= mean * WEEK else 1


def judged_of(panel: Panel, detector: Detector, asked: Definition, count: int, span: int) -> Judged:
    """The last days, each by itself or as a sum of days up to it."""
    gates = gates_of(asked)
    if span == 1:
        return judge_last(panel, count, detector, gates)
    daily = judge_last(panel, min(count + span - 1, panel.days), detector, replace(gates, **_ANY))
    return last(sums_of(daily, span, gates), count)


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


def _values(part: PartDays) -> Values:
    return tuple(part.value(at) for at in range(len(part.tops)))


def _array(rows: Sequence[Values]) -> Floats:
    return np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=np.float64)
