"""Answers the questions of one board: those without parts together, and nothing twice."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from accounts.models import Workspace
from analytics.exploring.address import ExploreAddress
from analytics.exploring.answer import Explored, Line, explore, is_pivoted
from analytics.exploring.question import Exploration
from analytics.pages.charts import STEPS
from analytics.queries import MetricQuery, MetricResult, SourceState, run_query, source_states
from analytics.queries.judging import Judge


def is_plain(asked: Exploration) -> bool:
    """Whether it has neither parts nor ranges, so that one statement answers many of its kind."""
    return not asked.query.dimensions and asked.having is None


def _plain_key(asked: Exploration) -> Hashable:
    query = asked.query
    return query.period, query.comparison, query.where, asked.step


@dataclass
class Answers:
    """What the tiles of a board share, as it is found."""

    workspace: Workspace
    today: date
    _sources: tuple[SourceState, ...] | None = None
    _asked: dict[Hashable, dict[str, None]] = field(default_factory=dict)
    _results: dict[Hashable, MetricResult] = field(default_factory=dict)
    _explored: dict[Exploration, Explored] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[SourceState, ...]:
        """How fresh each source is, which every answer says."""
        if self._sources is None:
            self._sources = source_states()
        return self._sources

    def expect(self, addresses: Iterable[tuple[ExploreAddress, bool]]) -> None:
        """Note what will be asked, each with whether as a funnel, so that it is asked once."""
        for address, is_funnel in addresses:
            asked = address.asked
            if asked is not None and (is_funnel or is_plain(asked)):
                metrics = STEPS if is_funnel else asked.query.metrics
                self._asked.setdefault(_plain_key(asked), {}).update(dict.fromkeys(metrics))

    def steps(self, asked: Exploration) -> MetricResult:
        """All steps of the funnel over the days and under the filter of a question."""
        return self._result(asked)

    def plain(self, asked: Exploration) -> MetricResult:
        """Values and series of a question that is plain."""
        return self._result(asked)

    def explored(self, asked: Exploration) -> Explored:
        """The answer as the explorer has it; raises TooMany."""
        if is_plain(asked):
            return self._as_explored(asked, self._result(asked))
        # Neither steps nor the metric that is drawn change the rows, unless it stands across.
        key = asked if is_pivoted(asked) else replace(asked, drawn="")
        key = replace(key, step=Exploration.step)
        if key not in self._explored:
            self._explored[key] = explore(asked, self.workspace, self.sources)
        return replace(self._explored[key], exploration=asked)

    def _result(self, asked: Exploration) -> MetricResult:
        key = _plain_key(asked)
        if key not in self._results:
            query = asked.query
            every = MetricQuery(
                tuple(self._asked[key]),
                query.period,
                comparison=query.comparison,
                granularity=asked.step,
                where=query.where,
            )
            self._results[key] = run_query(every, self.workspace, self.sources)
        return self._results[key]

    def _as_explored(self, asked: Exploration, result: MetricResult) -> Explored:
        names, metrics = asked.query.metrics, asked.query.catalogue
        then = result.before
        judge = Judge(asked.query, result.sources, self.today)
        measures = {measure.key for metric in metrics for measure in metric.measures}
        return Explored(
            exploration=asked,
            currency=result.currency,
            before_period=result.before_period,
            total=Line(
                (),
                (),
                {name: result.values[name] for name in names},
                {name: then[name] for name in names} if then is not None else None,
            ),
            lines=(),
            rest=None,
            count=0,
            unfit=0,
            columns=(),
            left_out=tuple(one for one in result.left_out if one.measure in measures),
            sources=result.sources,
            as_of=result.as_of,
            unsettled_from=result.unsettled_from or self.today,
            snapshots_since=result.snapshots_since,
            judge=judge,
        )
