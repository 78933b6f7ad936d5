"""Answers a question: runs its statement, forms the ratios, says why a value is missing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.channels.version import rules_used
from analytics.metrics import MEASURES, Measure, Metric, Unit
from analytics.queries.found import Found, Lacks, Sums, added, no_sums, read_sums
from analytics.queries.freshness import as_of, source_states, unsettled_from
from analytics.queries.judging import KNOWN, Judge
from analytics.queries.names import part_names
from analytics.queries.periods import Period, compared
from analytics.queries.question import Breakdown, Granularity, MetricQuery
from analytics.queries.result import Cell, LeftOut, MetricResult, Number, Row, Series


def run_query(query: MetricQuery, workspace: Workspace) -> MetricResult:
    """The answer, by two statements whatever the question: the sums, and the sources' states.

    A third tells by which rules, where channels are asked for.
    """
    before = compared(query.period, query.comparison)
    sources = source_states()
    found = read_sums(query, workspace, before)
    judge = Judge(query, sources, timezone.now().astimezone(workspace.zone).date())
    return MetricResult(
        query=query,
        currency=workspace.currency,
        before_period=before,
        values=_total(query, found, "now", query.period, judge),
        before=_total(query, found, "before", before, judge) if before else None,
        series=_all_series(query, found, before, judge),
        rows=_rows(query, found, before, judge),
        left_out=tuple(LeftOut(*key, micros) for key, micros in sorted(found.left_out.items())),
        sources=sources,
        as_of=as_of(sources),
        unsettled_from=unsettled_from(sources, judge.today, workspace.zone),
        snapshots_since=judge.snapshots_since,
        version=workspace.data_version,
        channel_rules=rules_used() if query.has_channels else None,
    )


def _cell(metric: Metric, sums: Sums, period: Period, judge: Judge, lacks: Lacks) -> Cell:
    without = tuple(sorted({code for one in metric.measures for code in lacks.get(one.key, ())}))
    for measure in metric.measures:
        if _is_unrated(measure, sums, lacks):
            return Cell(None, no_rate(lacks[measure.key]), without_rate=without)
        if reason := judge.missing(measure.key, sums, period):
            return Cell(None, reason, without_rate=without)
    top = sums.get(metric.numerator, 0)
    if not metric.denominator:
        return Cell(MEASURES[metric.numerator].in_ones(top), without_rate=without)
    bottom = sums.get(metric.denominator, 0)
    if not bottom:
        return Cell(None, _nothing_below(metric), top, bottom, without)
    return Cell(ratio(metric, top, bottom), "", top, bottom, without)


def _is_unrated(measure: Measure, sums: Sums, lacks: Lacks) -> bool:
    """Whether there are amounts, and a rate for none of them: that is no zero."""
    return measure.key in lacks and not sums.get(measure.key)


def no_rate(currencies: Iterable[str]) -> str:
    """Why amounts are not there."""
    text = _("Only amounts in %(currencies)s, for which no connected CRM has a rate.")
    return text % {"currencies": ", ".join(currencies)}


def ratio(metric: Metric, top: int, bottom: int) -> Number:
    """Money per something in whole micros, half to even; else a plain number."""
    return round(top / bottom) if metric.unit is Unit.MONEY else top / bottom


def _nothing_below(metric: Metric) -> str:
    words = {
        "impressions": _("There were no impressions."),
        "clicks": _("There were no clicks."),
        "spend": _("Nothing was spent."),
        "new_customers": _("There were no new customers."),
        "sessions": _("There were no visits."),
    }
    return words[metric.denominator]


def _total(
    query: MetricQuery, found: Found, name: str, period: Period, judge: Judge
) -> dict[str, Cell]:
    total = added(sums for (p, _span, _part), sums in found.sums.items() if p == name)
    lacks = found.lacks(name)
    return {m.key: _cell(m, total, period, judge, lacks) for m in query.catalogue}


def spans(period: Period, granularity: Granularity) -> list[Period]:
    """The pieces of a period; the first and last may be shorter."""
    if granularity is Granularity.TOTAL:
        return []
    pieces, first = [], period.first_on
    while first <= period.last_on:
        last = min(_last_of(first, granularity), period.last_on)
        pieces.append(Period(first, last))
        first = last + timedelta(days=1)
    return pieces


def _last_of(first: date, granularity: Granularity) -> date:
    if granularity is Granularity.DAY:
        return first
    if granularity is Granularity.WEEK:
        return first + timedelta(days=6 - first.weekday())
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _all_series(
    query: MetricQuery, found: Found, before: Period | None, judge: Judge
) -> dict[str, Series]:
    now = spans(query.period, query.granularity)
    then = spans(before, query.granularity) if before else []
    if not now:
        return {}
    days = tuple(span.first_on for span in now)
    return {
        metric.key: Series(
            days,
            _values(metric, found, "now", now, judge),
            _fitted(_values(metric, found, "before", then, judge), len(now)) if before else None,
        )
        for metric in query.catalogue
    }


def _values(
    metric: Metric, found: Found, name: str, pieces: list[Period], judge: Judge
) -> tuple[Number | None, ...]:
    """A year of days has thousands of cells: only what depends on the day is asked of each."""
    if any(judge.always_missing(measure.key) for measure in metric.measures):
        return (None,) * len(pieces)
    counted = [KNOWN[one.key] for one in metric.measures if one.key in KNOWN]
    told = [one.key for one in metric.measures if one.key not in KNOWN]
    values: list[Number | None] = []
    for piece in pieces:
        sums = found.sums.get((name, piece.first_on, ""), _EMPTY)
        is_there = all(map(sums.get, counted)) and all(judge.is_told(key, piece) for key in told)
        if lacks := found.lacks(name, span=piece.first_on):
            is_there &= not any(_is_unrated(one, sums, lacks) for one in metric.measures)
        values.append(_value(metric, sums) if is_there else None)
    return tuple(values)


_EMPTY: Sums = {}


def _value(metric: Metric, sums: Sums) -> Number | None:
    top = sums.get(metric.numerator, 0)
    if not metric.denominator:
        return MEASURES[metric.numerator].in_ones(top)
    bottom = sums.get(metric.denominator, 0)
    return ratio(metric, top, bottom) if bottom else None


def _fitted(values: tuple[Number | None, ...], length: int) -> tuple[Number | None, ...]:
    return (values + (None,) * length)[:length]


def _rows(query: MetricQuery, found: Found, before: Period | None, judge: Judge) -> tuple[Row, ...]:
    if query.breakdown is Breakdown.NONE:
        return ()
    keys = sorted({part for _period, _span, part in found.sums})
    names = part_names(query.breakdown, keys)
    by_part: dict[tuple[str, str], Sums] = defaultdict(no_sums)
    for (name, _span, part), sums in found.sums.items():
        by_part[name, part] = added([by_part[name, part], sums])

    def cells(name: str, period: Period, key: str) -> dict[str, Cell]:
        lacks = found.lacks(name, part=key)
        return {m.key: _cell(m, by_part[name, key], period, judge, lacks) for m in query.catalogue}

    return tuple(
        Row(
            key,
            names.get(key, key),
            cells("now", query.period, key),
            cells("before", before, key) if before else None,
        )
        for key in keys
    )
