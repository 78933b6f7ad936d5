"""The days of a number, of the whole and of its parts, as arrays from the rollups. For workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from django.utils import timezone

from accounts.models import Workspace
from analytics.detection.panels import Flags, Floats
from analytics.formulas.totals import Total
from analytics.metrics import Metric, Side, Unit
from analytics.monitors.definition import Definition
from analytics.monitors.growing import Grower
from analytics.queries import (
    Breakdown,
    Granularity,
    MetricQuery,
    Period,
    SourceState,
    source_states,
)
from analytics.queries.arrays import Sums, read_arrays
from analytics.queries.found import read_sums
from analytics.queries.judging import KNOWN, Judge
from analytics.queries.names import part_names

# Of more parts than this the largest are watched.
MOST_PARTS = 200
# A part that brought nothing for so long is over, and not watched any more.
_OVER_AFTER = 28
# What happened so often stands behind an amount.
_EVENTS = {"revenue": "won", "pipeline": "opportunities", "lost_value": "lost"}
_SIDE = {Side.ADS: "ads", Side.LEADS: "crm", Side.DEALS: "crm", Side.VISITS: "visits"}


@dataclass(frozen=True, eq=False)
class Days:
    """Series over the same days, a row for each part, the whole first; NaN is a gap.

    Of a ratio `tops` stand above `bottoms`. `volume` is how many events stand behind an amount,
    `variance` that of a young day's estimate. `reason` says why there are no series.
    """

    period: Period
    by: Breakdown
    keys: tuple[str, ...]
    tops: Floats
    bottoms: Floats | None = None
    volume: Floats | None = None
    variance: Floats | None = None
    reason: str = ""

    def __len__(self) -> int:
        return self.period.days

    def day(self, at: int) -> date:
        return self.period.first_on + timedelta(days=at)

    @cached_property
    def values(self) -> Floats:
        """What people read; without anything below the line there is no ratio."""
        if self.bottoms is None:
            return self.tops
        return self.tops / np.where(self.bottoms == 0, np.nan, self.bottoms)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """{key: name} of the parts; asked for where something is told of them."""
        found = part_names(self.by, self.keys[1:]) if len(self.keys) > 1 else {}
        return {"": "", **{key: found.get(key, key) for key in self.keys[1:]}}

    def of(self, key: str) -> Days:
        """One series alone."""
        row = self.keys.index(key)
        return replace(self._cut((slice(row, row + 1), slice(None))), keys=(key,))

    def last(self, count: int) -> Days:
        """The last days alone, of which nothing else is kept."""
        count = min(count, len(self))
        period = Period(self.period.last_on - timedelta(days=count - 1), self.period.last_on)
        return replace(self._cut((slice(None), slice(len(self) - count, None))), period=period)

    def stands_before(self, at: int) -> bool:
        """Whether no day before that place is an estimate."""
        return self.variance is None or not np.nan_to_num(self.variance[:, :at]).any()

    def _cut(self, where: tuple[slice, slice]) -> Days:
        def cut(part: Floats | None) -> Floats | None:
            return None if part is None else part[where].copy()

        return replace(
            self,
            tops=self.tops[where].copy(),
            bottoms=cut(self.bottoms),
            volume=cut(self.volume),
            variance=cut(self.variance),
        )


def joined(parts: Sequence[Days], keys: Sequence[str]) -> tuple[Days, list[int]]:
    """Series of several over the same days in the order of `keys`, and where each of them was."""
    every = [key for one in parts for key in one.keys]
    order = [every.index(key) for key in keys]

    def rows(name: str) -> Floats | None:
        own = [getattr(one, name) for one in parts]
        return None if own[0] is None else np.concatenate(own)[order]

    cut: dict[str, Any] = {name: rows(name) for name in ("bottoms", "volume", "variance")}
    tops = np.concatenate([one.tops for one in parts])[order]
    return replace(parts[0], keys=tuple(keys), tops=tops, **cut), order


def read_days(asked: Definition, workspace: Workspace, period: Period) -> Days:
    """Of one definition."""
    return read_together([asked], workspace, period)[0]


def read_together(
    alike: Sequence[Definition],
    workspace: Workspace,
    period: Period,
    states: Sequence[SourceState] | None = None,
) -> list[Days]:
    """Of definitions that share filters and split: by a statement for the whole, two for parts."""
    reader = Reader(alike[0], workspace, period, states or source_states())
    why, metrics = reader.metrics_of(alike)
    found = {}
    if metrics:
        largest = reader.largest(metrics)
        found = reader.read(metrics, {key: ("", *parts) for key, parts in largest.items()})
    none = Days(period, alike[0].by, (), np.empty((0, period.days)))
    return [found.get(one.metric) or replace(none, reason=why[one.metric]) for one in alike]


class Reader:
    """The days of several metrics, all of one filter and split."""

    def __init__(
        self,
        first: Definition,
        workspace: Workspace,
        period: Period,
        states: Sequence[SourceState],
        *,
        grows: bool = True,
    ) -> None:
        self.by, self.filters, self.workspace, self.period = (
            first.by,
            first.filters,
            workspace,
            period,
        )
        self.today = timezone.now().astimezone(workspace.zone).date()
        query = MetricQuery((first.metric,), period, filters=first.filters)
        self.judge = Judge(query, tuple(states), self.today)
        self.grower = Grower(workspace, period) if grows else None
        self.days = [period.first_on + timedelta(days=at) for at in range(period.days)]

    def why_missing(self, metric: Metric) -> str:
        """Why there is nothing of a metric, whatever the days; empty where there is."""
        reasons = (self.judge.always_missing(one.key) for one in metric.measures)
        return next((reason for reason in reasons if reason), "")

    def metrics_of(self, alike: Sequence[Definition]) -> tuple[dict[str, str], dict[str, Metric]]:
        """({metric: why there is nothing of it}, those of which there is something)."""
        why = {one.metric: self.why_missing(one.catalogue) for one in alike}
        return why, {one.metric: one.catalogue for one in alike if not why[one.metric]}

    def read(
        self,
        metrics: Mapping[str, Metric],
        wanted: Mapping[str, Sequence[str]],
        *,
        is_begun: bool = False,
    ) -> dict[str, Days]:
        """{metric: the days of its wanted parts}, the whole being "".

        What `is_begun` has brought something before these days, so none of them lies before it.
        """
        names = sorted({name for one in metrics.values() for name in _names(one)})
        query = MetricQuery(
            tuple(metrics), self.period, filters=self.filters, granularity=Granularity.DAY
        )
        every = tuple(dict.fromkeys(key for own in wanted.values() for key in own))
        keys = tuple(key for key in every if key)
        found = [read_arrays(query, self.workspace, names, ("",))] if "" in every else []
        if keys:
            parts = tuple((key,) for key in keys)
            split = replace(query, breakdown=self.by, parts=parts)
            found.append(read_arrays(split, self.workspace, names, keys))
        sums = found[0].with_parts(found[1]) if len(found) > 1 else found[0]
        return {
            key: self._days(metric, sums.of(tuple(wanted[key])), is_begun)
            for key, metric in metrics.items()
        }

    def largest(self, metrics: Mapping[str, Metric]) -> dict[str, list[str]]:
        """{metric: the parts that brought some of it lately}, the largest first.

        The whole has the empty key; what has no name of its own is not watched apart.
        """
        if self.by is Breakdown.NONE:
            return {key: [] for key in metrics}
        first = max(self.period.last_on - timedelta(days=_OVER_AFTER - 1), self.period.first_on)
        query = MetricQuery(
            tuple(metrics),
            Period(first, self.period.last_on),
            filters=self.filters,
            breakdown=self.by,
        )
        # One row a part: its days are summed.
        rows = {
            str(part): sums
            for (_n, _span, part), sums in read_sums(query, self.workspace, None).sums.items()
            if part
        }
        return {key: _by_size(metric, rows) for key, metric in metrics.items()}

    def _days(self, metric: Metric, sums: Sums, is_begun: bool) -> Days:
        gaps = self._gaps(metric, sums, is_begun)
        above, below = (
            np.where(gaps, np.nan, one) for one in floats(metric, sums.by_name, gaps.shape)
        )
        bottoms = below if metric.denominator else None
        variance = None
        grown = self.grower.growth(metric) if self.grower else None
        if grown is not None:
            above = above * grown.factor
            variance = np.square(above * grown.spread)
        volume = _volume(metric, sums, bottoms)
        return Days(self.period, self.by, sums.keys, above, bottoms, volume, variance)

    def _gaps(self, metric: Metric, sums: Sums, is_begun: bool) -> Flags:
        """Before its first day, and where a vendor kept silent or nobody could have told.

        A day without a row, in a report that was read whole, brought nothing.
        """
        sides = {_SIDE[side] for side in metric.sides}
        has_row = sums.has_row(sides)
        gaps: Flags = np.zeros(has_row.shape, dtype=bool)
        if not is_begun:
            gaps |= np.arange(len(self.days)) < sums.first_days(sides)[:, None]
        for measure in metric.measures:
            if measure.key in KNOWN:
                gaps |= has_row & ~sums.known[measure.key]
            else:
                gaps |= [not self.judge.is_told(measure.key, Period(d, d)) for d in self.days]
        return gaps


def _names(metric: Metric) -> list[str]:
    """The sums that are read of a metric."""
    events = _EVENTS.get(metric.numerator)
    return [*(measure.key for measure in metric.measures), *([events] if events else [])]


def _by_size(metric: Metric, rows: Mapping[str, Mapping[str, int]]) -> list[str]:
    columns = {
        one.key: np.array([sums.get(one.key, 0) for sums in rows.values()], dtype=np.float64)
        for one in metric.measures
    }
    sizes = np.abs(floats(metric, columns, (len(rows),))[0]).tolist()
    sized = [(-size, key) for key, size in zip(rows, sizes, strict=True) if size]
    return [key for _size, key in sorted(sized)[:MOST_PARTS]]


def _volume(metric: Metric, sums: Sums, bottoms: Floats | None) -> Floats | None:
    """Of money that comes by deals, how many; of a ratio of counts its denominator."""
    if events := _EVENTS.get(metric.numerator):
        return sums.by_name[events]
    return bottoms if metric.unit is not Unit.RATE else None


def floats(
    metric: Metric, sums: Mapping[str, Floats], shape: tuple[int, ...]
) -> tuple[Floats, Floats]:
    """What stands above and below the line of a metric; a formula of several sums, too."""
    given = {one.key: sums[one.key] / one.parts for one in metric.measures}
    below = _of(metric.bottom, given, shape) if metric.bottom else np.ones(shape)
    return _of(metric.top, given, shape), below


def _of(total: Total, sums: Mapping[str, Floats], shape: tuple[int, ...]) -> Floats:
    found = np.zeros(shape)
    for product, factor in total.terms:
        value = np.full(shape, float(factor))
        for key in product:
            value = value * sums[key]
        found += value
    return found
