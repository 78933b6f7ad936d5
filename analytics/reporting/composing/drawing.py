"""A tile's chart: its lines, bars or steps as values and texts, drawn as wide as it may be."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from analytics.dashboards.contents import TileContent
from analytics.dashboards.marking import own_days
from analytics.exploring.answer import Explored, Line
from analytics.exploring.series import Drawn
from analytics.exploring.titles import split_title
from analytics.figures import exact, short
from analytics.metrics import CATALOGUE, Metric, Unit
from analytics.pages.charts import STEPS, axis_unit, in_words, whole
from analytics.queries import MetricResult
from analytics.queries.dimensions import Granularity
from analytics.queries.result import Cell, Number
from analytics.reporting.composing.beside import note_of, unsettled_since
from analytics.reporting.composing.writing import axis_mark, day_mark
from analytics.reporting.setting import charts
from analytics.reporting.setting.charts import NARROW, WIDE, Bar
from analytics.reporting.setting.document import Picture

_MOST_BARS = 25
_HEIGHTS = {WIDE: 168.0, NARROW: 140.0}
Values = Sequence[float | None]


def series_picture(content: TileContent, explored: Explored, *, is_wide: bool) -> Picture:
    """Lines over time, the comparison dashed, days that are not whole on another ground."""
    metric, step = explored.exploration.metric, explored.exploration.step
    drawn = content.drawn
    values = [charts.Line(one.name or _("Other"), _whole(metric, one)) for one in drawn]
    days = drawn[0].series.days
    if (before := drawn[0].series.before) is not None and explored.before_period:
        name = in_words(explored.before_period)
        values.append(charts.Line(name, whole(metric.unit, before), is_before=True))
    width = WIDE if is_wide else NARROW
    since, last_on = unsettled_since(content, explored), explored.exploration.query.period.last_on
    unsettled = _unsettled(since, last_on, days)
    svg = charts.lines(
        values,
        [day_mark(day, step) for day in days],
        lambda value: axis_mark(metric.unit, value),
        width=width,
        height=_HEIGHTS[width],
        is_whole=metric.unit is Unit.COUNT,
        unsettled_from=unsettled,
    )
    currency = explored.currency if metric.unit is Unit.MONEY else ""
    return Picture(
        title_of(content, metric, explored.total.cells[metric.key], explored.currency),
        _unit(content, metric, axis_unit(metric, currency, step)),
        svg,
        _line_words(metric, drawn, explored.currency, step),
        note_of(content, explored, is_tinted=unsettled is not None),
    )


def bars_picture(content: TileContent, explored: Explored, *, is_wide: bool) -> Picture:
    """A bar for each part, and one for all others together."""
    metric = explored.exploration.metric
    rows = list(explored.lines[:_MOST_BARS])
    names = [" · ".join(line.names) for line in rows]
    if explored.rest and len(rows) == len(explored.lines):
        rows, names = [*rows, explored.rest], [*names, _("Other")]
    if not explored.exploration.down:
        rows, names = [explored.total], [str(metric.label)]
    bars = [_bar(name, line, metric, explored) for name, line in zip(names, rows, strict=True)]
    period = explored.exploration.query.period
    svg = charts.bars(
        bars,
        now=in_words(period),
        before=in_words(explored.before_period) if explored.before_period else "",
        width=WIDE if is_wide else NARROW,
    )
    unit = explored.currency if metric.unit is Unit.MONEY else ""
    return Picture(
        title_of(content, metric, explored.total.cells[metric.key], explored.currency),
        _unit(content, metric, unit),
        svg,
        "; ".join(f"{one.name}: {one.written}" for one in bars),
    )


def funnel_picture(content: TileContent, steps: MetricResult, *, is_wide: bool) -> Picture:
    """From leads to won deals, each with its share of the step before."""
    cells = [steps.values[key] for key in STEPS]
    bars = [
        Bar(
            str(CATALOGUE[key].label),
            cell.value,
            exact(Unit.COUNT, cell.value, "") if cell.value is not None else "–",
            steps.before[key].value if steps.before else None,
        )
        for key, cell in zip(STEPS, cells, strict=True)
    ]
    shares = ["", *(_share(one, two) for one, two in pairwise(cells))]
    svg = charts.funnel(
        bars,
        shares,
        now=in_words(steps.query.period),
        before=in_words(steps.before_period) if steps.before_period else "",
        width=WIDE if is_wide else NARROW,
    )
    words = "; ".join(f"{one.name}: {one.written}" for one in bars)
    title = content.tile.title or _("From leads to won deals")
    unit = _("number, and share of the step before")
    return Picture(title, ", ".join(filter(None, (unit, own_days(content)))), svg, words)


def title_of(content: TileContent, metric: Metric, cell: Cell, currency: str) -> str:
    """The tile's own title, else its metric and parts; with the value of all where there is one."""
    if content.tile.title:
        return content.tile.title
    asked = content.address.asked if content.address else None
    title = split_title(str(metric.label), asked.down if asked else ())
    if cell.value is None:
        return title
    return f"{title}: {short(metric.unit, cell.value, currency)}"


def _unit(content: TileContent, metric: Metric, unit: str) -> str:
    """Beneath a title that need not name the metric stands what is drawn."""
    name = str(metric.label) if content.tile.title else ""
    return ", ".join(filter(None, (name, unit, own_days(content))))


def _whole(metric: Metric, one: Drawn) -> Values:
    return whole(metric.unit, one.series.values)


def _unsettled(since: date, last_on: date, days: Sequence[date]) -> int | None:
    """The place of the first span that is not whole."""
    if since > last_on or not days:
        return None
    return max((place for place, day in enumerate(days) if day <= since), default=0)


def _line_words(metric: Metric, drawn: Sequence[Drawn], currency: str, step: Granularity) -> str:
    """What a line shows to who does not see it: its ends, its least and its greatest value."""
    found = []
    for one in drawn:
        known = [
            (value, day)
            for day, value in zip(one.series.days, one.series.values, strict=True)
            if value is not None
        ]
        if known:
            text = _("%(name)s: least %(least)s (%(on)s), most %(most)s (%(then)s)")
            (least, on), (most, then) = min(known), max(known)
            words = {"name": one.name or _("Other"), "on": day_mark(on, step)}
            words |= {"least": short(metric.unit, least, currency), "then": day_mark(then, step)}
            found.append(text % {**words, "most": short(metric.unit, most, currency)})
    return "; ".join(found) or str(metric.label)


def _bar(name: str, line: Line, metric: Metric, explored: Explored) -> Bar:
    value = line.cells[metric.key].value
    before: Number | None = line.before[metric.key].value if line.before else None
    written = short(metric.unit, value, explored.currency) if value is not None else "–"
    return Bar(name, value, written, before)


def _share(before: Cell, now: Cell) -> str:
    if not before.value or now.value is None:
        return ""
    return short(Unit.RATE, now.value / before.value, "")
