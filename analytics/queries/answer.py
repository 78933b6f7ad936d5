"""Answers a question: runs its statement, forms the ratios, says why a value is missing."""

from collections import defaultdict
from dataclasses import replace
from itertools import chain

from django.utils import timezone

from accounts.models import Workspace
from analytics.channels.version import rules_used
from analytics.queries.cells import cell_of
from analytics.queries.dimensions import Breakdown, Granularity
from analytics.queries.fiscal import fiscal_year
from analytics.queries.found import Found, Part, Sums, added, no_sums, read_sums
from analytics.queries.freshness import SourceState, as_of, source_states, unsettled_from
from analytics.queries.judging import Judge
from analytics.queries.names import keys_of, names_of_parts
from analytics.queries.periods import Period, compared, quarters_of
from analytics.queries.question import MetricQuery
from analytics.queries.result import Cell, LeftOut, MetricResult, Row
from analytics.queries.series import all_series


def run_query(
    query: MetricQuery, workspace: Workspace, sources: tuple[SourceState, ...] | None = None
) -> MetricResult:
    """The answer, by two statements whatever the question: the sums, and the sources' states.

    A third tells by which rules, where channels are asked for. Who knows the states gives them.
    """
    before = compared(query.period, query.comparison)
    query = with_quarters(query, workspace, before)
    sources = source_states() if sources is None else sources
    found = read_sums(query, workspace, before)
    judge = Judge(query, sources, timezone.now().astimezone(workspace.zone).date())
    return MetricResult(
        query=query,
        currency=workspace.currency,
        before_period=before,
        values=_total(query, found, "now", query.period, judge),
        before=_total(query, found, "before", before, judge) if before else None,
        series=all_series(query, found, before, judge, workspace.week_start),
        rows=_rows(query, found, before, judge),
        left_out=tuple(LeftOut(*key, micros) for key, micros in sorted(found.left_out.items())),
        sources=sources,
        as_of=as_of(sources),
        unsettled_from=unsettled_from(sources, judge.today, workspace.zone),
        snapshots_since=judge.snapshots_since,
        version=workspace.data_version,
        channel_rules=rules_used() if query.has_channels else None,
    )


def _total(
    query: MetricQuery, found: Found, name: str, period: Period, judge: Judge
) -> dict[str, Cell]:
    total = added(sums for (p, _span, _part), sums in found.sums.items() if p == name)
    lacks = found.lacks(name)
    return {m.key: cell_of(m, total, period, judge, lacks) for m in query.catalogue}


def _rows(query: MetricQuery, found: Found, before: Period | None, judge: Judge) -> tuple[Row, ...]:
    if query.breakdown is Breakdown.NONE:
        return ()
    keys = sorted({part for _period, _span, part in found.sums}, key=keys_of)
    names = names_of_parts(query.dimensions, keys)
    by_part: dict[tuple[str, Part], Sums] = defaultdict(no_sums)
    for (name, _span, part), sums in found.sums.items():
        by_part[name, part] = added([by_part[name, part], sums])

    def cells(name: str, period: Period, key: Part) -> dict[str, Cell]:
        lacks = found.lacks(name, part=key)
        return {
            m.key: cell_of(m, by_part[name, key], period, judge, lacks) for m in query.catalogue
        }

    return tuple(
        Row(
            key if isinstance(key, str) else "",
            " · ".join(names[key]),
            cells("now", query.period, key),
            cells("before", before, key) if before else None,
            keys_of(key),
            names[key],
        )
        for key in keys
    )


def with_quarters(query: MetricQuery, workspace: Workspace, before: Period | None) -> MetricQuery:
    """The question with the quarters that its days lie in; a statement more, where it asks so."""
    if query.granularity is not Granularity.QUARTER:
        return query
    calendar = fiscal_year(workspace)
    days = [quarters_of(one, calendar) for one in (query.period, before) if one]
    return replace(query, quarters=tuple(sorted(set(chain.from_iterable(days)))))
