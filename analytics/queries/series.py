"""The values of an answer over time: one for each piece of its period."""

from collections.abc import Sequence
from datetime import date, timedelta

from accounts.models import WeekStart
from analytics.metrics import Metric
from analytics.queries.cells import is_unrated, value_of
from analytics.queries.dimensions import Granularity
from analytics.queries.found import Found, OverTime, Sums
from analytics.queries.judging import KNOWN, Judge
from analytics.queries.periods import WEEK_DAYS, Period, week_begin
from analytics.queries.question import MetricQuery
from analytics.queries.result import Number, Series

_EMPTY: Sums = {}


def spans(
    period: Period,
    granularity: Granularity,
    week_start: str = WeekStart.MONDAY,
    quarters: Sequence[date] = (),
) -> list[Period]:
    """The pieces of a period; the first and last may be shorter."""
    if granularity is Granularity.TOTAL:
        return []
    pieces, first = [], period.first_on
    while first <= period.last_on:
        if granularity is Granularity.QUARTER:
            later = [day for day in quarters if day > first]
            last = min(min(later) - timedelta(days=1) if later else period.last_on, period.last_on)
        else:
            last = min(_last_of(first, granularity, week_start), period.last_on)
        pieces.append(Period(first, last))
        first = last + timedelta(days=1)
    return pieces


def _last_of(first: date, granularity: Granularity, week_start: str) -> date:
    if granularity is Granularity.DAY:
        return first
    if granularity is Granularity.WEEK:
        return week_begin(first, week_start) + timedelta(days=WEEK_DAYS - 1)
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def all_series(
    query: MetricQuery, found: Found, before: Period | None, judge: Judge, week_start: str
) -> dict[str, Series]:
    """The series of each metric that is asked for; empty where no time is to be told apart."""
    now = spans(query.period, query.granularity, week_start, query.quarters)
    then = spans(before, query.granularity, week_start, query.quarters) if before else []
    if not now:
        return {}
    days = tuple(span.first_on for span in now)
    known, earlier = found.over_time("now"), found.over_time("before")
    return {
        metric.key: Series(
            days,
            _values(metric, known, now, judge),
            _fitted(_values(metric, earlier, then, judge), len(now)) if before else None,
        )
        for metric in query.catalogue
    }


def series_of(
    query: MetricQuery, known: OverTime, metric: Metric, judge: Judge, week_start: str
) -> Series:
    """The series of one part of an answer."""
    pieces = spans(query.period, query.granularity, week_start, query.quarters)
    days = tuple(piece.first_on for piece in pieces)
    return Series(days, _values(metric, known, pieces, judge))


def _values(
    metric: Metric, known: OverTime, pieces: list[Period], judge: Judge
) -> tuple[Number | None, ...]:
    """A year of days has thousands of cells: only what depends on the day is asked of each."""
    if any(judge.always_missing(measure.key) for measure in metric.measures):
        return (None,) * len(pieces)
    counted = [KNOWN[one.key] for one in metric.measures if one.key in KNOWN]
    told = [one.key for one in metric.measures if one.key not in KNOWN]
    values: list[Number | None] = []
    for piece in pieces:
        sums = known.sums.get(piece.first_on, _EMPTY)
        is_there = all(map(sums.get, counted)) and all(judge.is_told(key, piece) for key in told)
        if lacks := known.lacks.get(piece.first_on):
            is_there &= not any(is_unrated(one, sums, lacks) for one in metric.measures)
        values.append(value_of(metric, sums) if is_there else None)
    return tuple(values)


def _fitted(values: tuple[Number | None, ...], length: int) -> tuple[Number | None, ...]:
    return (values + (None,) * length)[:length]
