"""The series of an answer: of the first parts each its own, of all others together one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from accounts.models import Workspace
from analytics.exploring.answer import Explored, Line
from analytics.exploring.question import MOST_SERIES, Exploration, fitting
from analytics.queries.answer import with_quarters
from analytics.queries.dimensions import Breakdown
from analytics.queries.found import OverTime, Part, added, read_sums
from analytics.queries.periods import Comparison
from analytics.queries.question import MetricQuery
from analytics.queries.result import Series
from analytics.queries.series import all_series, series_of


@dataclass(frozen=True)
class Drawn:
    """A line of the chart; that of the others together has no name."""

    name: str
    series: Series


def series(explored: Explored, workspace: Workspace) -> tuple[Drawn, ...]:
    """The metric that is drawn over time; nothing where it has no values of these parts."""
    asked = explored.exploration
    metric, whole = asked.metric, _whole(asked)
    if not asked.down:
        return (_alone(explored, whole, workspace),)
    if not fitting(metric).issuperset(asked.down) or not explored.lines:
        return ()
    whole = with_quarters(replace(whole, comparison=Comparison.NONE), workspace, None)
    # Where rows were left out by their values, those are no others.
    has_rest = explored.count > MOST_SERIES and asked.having is None
    shown = explored.lines[: MOST_SERIES - has_rest]
    found = read_sums(_of_parts(whole, asked.down, shown), workspace, None)
    parts = [found.over_time("now", _part(line.keys)) for line in shown]
    names = [" · ".join(line.names) for line in shown]
    if has_rest:
        parts.append(_minus(read_sums(whole, workspace, None).over_time("now"), parts))
        names.append("")
    start, judge = workspace.week_start, explored.judge
    return tuple(
        Drawn(name, series_of(whole, part, metric, judge, start))
        for name, part in zip(names, parts, strict=True)
    )


def _whole(asked: Exploration) -> MetricQuery:
    """The question about the metric that is drawn, without its parts."""
    return replace(
        asked.query,
        metrics=(asked.metric.key,),
        granularity=asked.step,
        breakdown=Breakdown.NONE,
        further=(),
    )


def _alone(explored: Explored, whole: MetricQuery, workspace: Workspace) -> Drawn:
    metric, before = explored.exploration.metric, explored.before_period
    query = with_quarters(whole, workspace, before)
    found = read_sums(query, workspace, before)
    judge = replace(explored.judge, query=query)
    every = all_series(query, found, before, judge, workspace.week_start)
    return Drawn(str(metric.label), every[metric.key])


def _of_parts(whole: MetricQuery, by: tuple[Breakdown, ...], lines: Sequence[Line]) -> MetricQuery:
    """Parts are looked up by their keys, so that it costs no more the more parts there are."""
    parts = tuple(line.keys for line in lines)
    return replace(whole, breakdown=by[0], further=by[1:], parts=parts)


def _part(keys: tuple[str, ...]) -> Part:
    return keys[0] if len(keys) == 1 else keys


def _minus(whole: OverTime, shown: list[OverTime]) -> OverTime:
    left = {}
    for span, sums in whole.sums.items():
        taken = added(one.sums.get(span, {}) for one in shown)
        left[span] = {name: value - taken.get(name, 0) for name, value in sums.items()}
    return OverTime(left, whole.lacks)
