"""Answers a question: runs its statement, forms the ratios, says why a value is missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.channels.version import rules_used
from analytics.metrics import MEASURES, Metric, Side, Unit
from analytics.queries.freshness import SourceState, as_of, source_states, unsettled_from
from analytics.queries.names import part_names
from analytics.queries.periods import Period, compared
from analytics.queries.question import SPLITS, Breakdown, Granularity, MetricQuery
from analytics.queries.result import Cell, LeftOut, MetricResult, Number, Row, Series
from analytics.queries.sql import SUMS_OF, names_of, statement

Sums = dict[str, int]
_STAGES = frozenset({"mql", "sql"})
_KNOWN = {
    key: f"{key}_known"
    for key in ("impressions", "clicks", "spend", "sessions", "engaged_sessions", "key_events")
}


@dataclass
class _Found:
    """Sums by (period, span, part), and what could not be converted."""

    sums: dict[tuple[str, date, str], Sums] = field(default_factory=lambda: defaultdict(_sums))
    left_out: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))


def _sums() -> Sums:
    return defaultdict(int)


def run_query(query: MetricQuery, workspace: Workspace) -> MetricResult:
    """The answer, by two statements whatever the question: the sums, and the sources' states.

    A third tells by which rules, where channels are asked for.
    """
    before = compared(query.period, query.comparison)
    sources = source_states()
    found = _read(query, workspace, before)
    judge = _Judge(query, sources, timezone.now().astimezone(workspace.zone).date())
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


def _read(query: MetricQuery, workspace: Workspace, before: Period | None) -> _Found:
    found = _Found()
    with connection.cursor() as cursor:
        cursor.execute(statement(query), names_of(query, workspace, before))
        for side, period, span, part, without_rate, *values in cursor.fetchall():
            sums = found.sums[period, span, part]
            for name, value in zip(SUMS_OF[side], values, strict=False):
                is_money = name in MEASURES and MEASURES[name].is_money
                if without_rate and is_money:
                    if period == "now" and value:
                        found.left_out[name, without_rate] += value
                elif not (without_rate and name == "spend_known"):
                    sums[name] += value or 0
    return found


@dataclass(frozen=True)
class _Judge:
    """Says whether a sum of nothing is a zero or a gap, and why."""

    query: MetricQuery
    sources: tuple[SourceState, ...]
    today: date

    @cached_property
    def snapshots_since(self) -> datetime | None:
        """When the youngest of our own snapshots began, where a source has no history."""
        return max((s.snapshots_since for s in self.sources if s.snapshots_since), default=None)

    def missing(self, measure: str, sums: Sums, period: Period) -> str:
        """Why there is no value of a measure in a period; empty when there is one."""
        if reason := self.always_missing(measure):
            return reason
        if measure in _KNOWN:
            return "" if sums.get(_KNOWN[measure]) else _("Not reported for these days.")
        if self.is_told(measure, period):
            return ""
        if period.first_on > self.today:
            return _("These days are still to come.")
        since = date_format(self._since, "DATE_FORMAT") if self._since else "–"
        return _("Stages are known since %(day)s.") % {"day": since}

    def always_missing(self, measure: str) -> str:
        """Why this question has no value of a measure, whatever the days."""
        side = MEASURES[measure].side
        if self.query.breakdown not in SPLITS[side]:
            return _("Cannot be split this way.")
        if side is Side.ADS:
            if self.query.filters.lead_sources:
                return _("Advertising has no lead source.")
            return "" if self._has_ads else self._nothing_of(_("No advertising data yet."))
        if side is Side.VISITS:
            filters = self.query.filters
            if filters.is_ads or filters.lead_sources or filters.channels:
                return _("Visits cannot be filtered this way.")
            none = _("No web analytics connected yet.")
            return "" if self._has_visits else self._nothing_of(none)
        if not self._has_crm:
            return self._nothing_of(_("No CRM connected yet."))
        if side is Side.LEADS and not self._has_leads:
            return _("No source of leads yet.")
        if side is Side.LEADS and self.query.filters.is_ads:
            return _("Leads have no ad campaign.")
        if measure in _STAGES and not self._has_stages:
            return _("No lead status means a stage yet.")
        return ""

    def is_told(self, measure: str, period: Period) -> bool:
        """Whether a CRM could have told of these days: they have come, and stages were watched."""
        if period.first_on > self.today:
            return False
        return not (measure in _STAGES and self._since and period.last_on < self._since)

    @cached_property
    def _has_ads(self) -> bool:
        return any(source.last_ad_on for source in self.sources)

    @cached_property
    def _has_crm(self) -> bool:
        return any(source.has_crm for source in self.sources)

    @cached_property
    def _has_visits(self) -> bool:
        return any(source.has_visits for source in self.sources)

    @cached_property
    def _has_leads(self) -> bool:
        """A file holds deals only."""
        return any(source.has_crm and not source.is_file for source in self.sources)

    def _nothing_of(self, reason: str) -> str:
        """What is not read yet may hold it."""
        return _("Not read yet.") if any(s.is_unread for s in self.sources) else reason

    @cached_property
    def _has_stages(self) -> bool:
        return any(source.has_stages for source in self.sources)

    @cached_property
    def _since(self) -> date | None:
        since = self.snapshots_since
        return since.date() if since else None


def _cell(metric: Metric, sums: Sums, period: Period, judge: _Judge) -> Cell:
    for measure in metric.measures:
        if reason := judge.missing(measure.key, sums, period):
            return Cell(None, reason)
    top = sums.get(metric.numerator, 0)
    if not metric.denominator:
        return Cell(MEASURES[metric.numerator].in_ones(top))
    bottom = sums.get(metric.denominator, 0)
    if not bottom:
        return Cell(None, _nothing_below(metric), top, bottom)
    return Cell(ratio(metric, top, bottom), "", top, bottom)


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


def _added(many: Iterable[Sums]) -> Sums:
    total: Sums = defaultdict(int)
    for sums in many:
        for name, value in sums.items():
            total[name] += value
    return total


def _total(
    query: MetricQuery, found: _Found, name: str, period: Period, judge: _Judge
) -> dict[str, Cell]:
    total = _added(sums for (p, _span, _part), sums in found.sums.items() if p == name)
    return {m.key: _cell(m, total, period, judge) for m in query.catalogue}


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
    query: MetricQuery, found: _Found, before: Period | None, judge: _Judge
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
    metric: Metric, found: _Found, name: str, pieces: list[Period], judge: _Judge
) -> tuple[Number | None, ...]:
    """A year of days has thousands of cells: only what depends on the day is asked of each."""
    if any(judge.always_missing(measure.key) for measure in metric.measures):
        return (None,) * len(pieces)
    counted = [_KNOWN[one.key] for one in metric.measures if one.key in _KNOWN]
    told = [one.key for one in metric.measures if one.key not in _KNOWN]
    values: list[Number | None] = []
    for piece in pieces:
        sums = found.sums.get((name, piece.first_on, ""), _EMPTY)
        is_there = all(map(sums.get, counted)) and all(judge.is_told(key, piece) for key in told)
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


def _rows(
    query: MetricQuery, found: _Found, before: Period | None, judge: _Judge
) -> tuple[Row, ...]:
    if query.breakdown is Breakdown.NONE:
        return ()
    keys = sorted({part for _period, _span, part in found.sums})
    names = part_names(query.breakdown, keys)
    by_part: dict[tuple[str, str], Sums] = defaultdict(_sums)
    for (period, _span, part), sums in found.sums.items():
        by_part[period, part] = _added([by_part[period, part], sums])
    return tuple(
        Row(
            key,
            names.get(key, key),
            {m.key: _cell(m, by_part["now", key], query.period, judge) for m in query.catalogue},
            {m.key: _cell(m, by_part["before", key], before, judge) for m in query.catalogue}
            if before
            else None,
        )
        for key in keys
    )
