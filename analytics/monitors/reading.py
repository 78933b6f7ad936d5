"""The days of a number, of the whole and of its parts, as the rollups hold them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.utils import timezone

from accounts.models import Workspace
from analytics.metrics import Measure, Metric, Side, Unit
from analytics.monitors.definition import Definition
from analytics.queries import Breakdown, Granularity, MetricQuery, Period, source_states
from analytics.queries.found import Found, Sums, read_sums
from analytics.queries.judging import KNOWN, Judge
from analytics.queries.names import part_names
from analytics.trust.foretold import foretell

# Of more parts than this the largest are watched.
MOST_PARTS = 200
# A part that brought nothing for so long is over, and not watched any more.
_OVER_AFTER = 28
# What happened so often stands behind an amount.
_EVENTS = {"revenue": "won", "pipeline": "opportunities"}
# An interval of 4 in 5 cases reaches this many standard deviations to both sides.
_REACH = 1.2816
Values = tuple[float | None, ...]


@dataclass(frozen=True)
class PartDays:
    """One series: `tops`, of a ratio with `bottoms`; `volume` is how many events stand behind.

    `variance` is that of a young day's estimate. None is a gap.
    """

    key: str
    name: str
    tops: Values
    bottoms: Values | None = None
    volume: Values | None = None
    variance: Values | None = None

    def value(self, at: int) -> float | None:
        """What people read of a day."""
        top = self.tops[at]
        if self.bottoms is None or top is None:
            return top
        bottom = self.bottoms[at]
        return top / bottom if bottom else None


@dataclass(frozen=True)
class Days:
    """All series over the same days; the whole is the first. `reason` says why there are none."""

    period: Period
    parts: tuple[PartDays, ...]
    reason: str = ""

    def __len__(self) -> int:
        return self.period.days

    def day(self, at: int) -> date:
        return self.period.first_on + timedelta(days=at)


class _Growing(Protocol):
    def __call__(self, at: int) -> tuple[float, float]:
        """(by what a day's sum still grows, the standard deviation of that as a share)."""


def read_days(asked: Definition, workspace: Workspace, period: Period) -> Days:
    """By one statement, two more for parts, and one for what young days will settle at."""
    metric = asked.catalogue
    query = MetricQuery((asked.metric,), period, filters=asked.filters, granularity=Granularity.DAY)
    today = timezone.now().astimezone(workspace.zone).date()
    judge = Judge(query, source_states(), today)
    for measure in metric.measures:
        if reason := judge.always_missing(measure.key):
            return Days(period, (), reason)
    grows = _growing(asked, workspace, period)
    found = read_sums(query, workspace, None)
    whole = _part("", "", metric, _by_part(found).get("", {}), judge, period, grows)
    if asked.by is Breakdown.NONE:
        return Days(period, (whole,))
    return Days(period, (whole, *_parts(asked, workspace, period, judge, grows)))


def _parts(
    asked: Definition, workspace: Workspace, period: Period, judge: Judge, grows: _Growing
) -> list[PartDays]:
    keys = _largest(asked, workspace, period)
    if not keys:
        return []
    query = MetricQuery(
        (asked.metric,),
        period,
        filters=asked.filters,
        breakdown=asked.by,
        granularity=Granularity.DAY,
        parts=tuple((key,) for key in keys),
    )
    by_part = _by_part(read_sums(query, workspace, None))
    names = part_names(asked.by, keys)
    metric = asked.catalogue
    return [
        _part(key, names.get(key, key), metric, by_part.get(key, {}), judge, period, grows)
        for key in keys
    ]


def _largest(asked: Definition, workspace: Workspace, period: Period) -> list[str]:
    """The keys of the parts that brought something lately, the largest first.

    The whole has the empty key; what has no name of its own is not watched apart.
    """
    first = max(period.last_on - timedelta(days=_OVER_AFTER - 1), period.first_on)
    lately = Period(first, period.last_on)
    query = MetricQuery((asked.metric,), lately, filters=asked.filters, breakdown=asked.by)
    size: dict[str, float] = {}
    for (_name, _span, part), sums in read_sums(query, workspace, None).sums.items():
        key = str(part)
        size[key] = size.get(key, 0.0) + abs(floats(asked.catalogue, sums)[0])
    keys = sorted((k for k, n in size.items() if n and k), key=lambda key: (-size[key], key))
    return keys[:MOST_PARTS]


def _by_part(found: Found) -> dict[str, dict[date, Sums]]:
    by_part: dict[str, dict[date, Sums]] = {}
    for (_name, span, part), sums in found.sums.items():
        # Of one dimension a key is a text.
        by_part.setdefault(str(part), {})[span] = sums
    return by_part


def _part(
    key: str,
    name: str,
    metric: Metric,
    by_day: Mapping[date, Sums],
    judge: Judge,
    period: Period,
    grows: _Growing,
) -> PartDays:
    days = [period.first_on + timedelta(days=at) for at in range(period.days)]
    begun = min((day for day, sums in by_day.items() if any(sums.values())), default=None)

    readers = {one.key: _reader(one, judge) for one in metric.measures}
    sums: list[tuple[float, float] | None] = []
    for day in days:
        told = {key: read(by_day.get(day), day) for key, read in readers.items()}
        known = {key: value for key, value in told.items() if value is not None}
        is_gap = begun is None or day < begun or len(known) < len(told)
        sums.append(None if is_gap else floats(metric, known))
    tops: Values = tuple(one[0] if one else None for one in sums)
    bottoms = tuple(one[1] if one else None for one in sums) if metric.denominator else None
    variance: Values | None = None
    if metric.denominator == "" and metric.sides == {Side.ADS} and metric.is_simple:
        grown = [grows(at) for at in range(len(days))]
        tops = tuple(None if v is None else v * g[0] for v, g in zip(tops, grown, strict=True))
        variance = tuple(
            None if v is None else (v * g[1]) ** 2 for v, g in zip(tops, grown, strict=True)
        )
    return PartDays(key, name, tops, bottoms, _volume(metric, by_day, days, bottoms), variance)


def _volume(
    metric: Metric, by_day: Mapping[date, Sums], days: list[date], bottoms: Values | None
) -> Values | None:
    """Of money that comes by deals, how many; of a ratio of counts its denominator."""
    events = _EVENTS.get(metric.numerator)
    if events:
        return tuple(float(by_day.get(day, {}).get(events, 0)) for day in days)
    return bottoms if metric.unit is not Unit.RATE else None


def floats(metric: Metric, sums: Mapping[str, int]) -> tuple[float, float]:
    """What stands above and below the line of a metric; a formula of several sums, too."""
    above, below = metric.sums(sums)
    return float(above), float(below)


def _reader(measure: Measure, judge: Judge) -> Callable[[Sums | None, date], int | None]:
    """A day without a row, in a report that was read whole, brought nothing."""
    known = KNOWN.get(measure.key)

    def told(sums: Sums | None, day: date) -> int | None:
        if not judge.is_told(measure.key, Period(day, day)):
            return None
        return sums.get(measure.key, 0) if sums else 0

    def counted(sums: Sums | None, day: date) -> int | None:
        if not sums:
            return 0
        return sums.get(measure.key, 0) if sums.get(str(known)) else None

    return counted if known else told


def _growing(asked: Definition, workspace: Workspace, period: Period) -> _Growing:
    """Of advertising, by what all of it grows: a part has too few days to learn that from."""
    metric = asked.catalogue
    found = None
    if not metric.denominator and metric.sides == {Side.ADS} and metric.is_simple:
        found = foretell(metric, period, type(asked.filters)(), workspace)
    if found is None or not found.days:
        return lambda at: (1.0, 0.0)
    days = found.days
    query = MetricQuery((asked.metric,), Period(min(days), period.last_on))
    query = MetricQuery(query.metrics, query.period, granularity=Granularity.DAY)
    sums = read_sums(query, workspace, None).sums
    now = {span: one.get(metric.numerator, 0) for (_n, span, _p), one in sums.items()}

    def grows(at: int) -> tuple[float, float]:
        day = period.first_on + timedelta(days=at)
        told, stands = days.get(day), now.get(day, 0)
        if told is None or stands <= 0 or told.value <= 0:
            return 1.0, 0.0
        spread = (told.high - told.low) / 2 / _REACH
        return told.value / stands, spread / told.value

    return grows
