"""The explorer's charts, as components/chart.html takes them."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.exploring.address import ExploreAddress, Show
from analytics.exploring.answer import Explored, Line
from analytics.exploring.series import Drawn, series
from analytics.exploring.titles import split_title
from analytics.figures import chart_locale, scale, short
from analytics.metrics import Metric, Unit
from analytics.pages.agreeing import TrustMark
from analytics.pages.charts import (
    STEPS,
    Chart,
    axis_unit,
    doubted,
    funnel,
    in_words,
    settling,
    unsettled_span,
    whole,
)
from analytics.queries import Granularity, MetricQuery, run_query
from analytics.trust.foretold import Foretold

_MOST_BARS = 25


def chart(
    explored: Explored,
    address: ExploreAddress,
    workspace: Workspace,
    trust: TrustMark | None = None,
    foretold: Foretold | None = None,
) -> Chart | None:
    """As the address wants it drawn; None for the table alone.

    Over time it shows, as the overview's trend does, which days differ from their source and which
    will still grow, where that is told of its metric.
    """
    if address.show is Show.TABLE:
        return None
    if address.show is Show.FUNNEL:
        return _funnel(address, workspace)
    if address.show is Show.BARS and explored.exploration.down:
        return replace(bars_chart(explored), trust=trust)
    return trusted_chart(explored, series(explored, workspace), address, trust, foretold)


def trusted_chart(
    explored: Explored,
    drawn: tuple[Drawn, ...],
    address: ExploreAddress,
    trust: TrustMark | None,
    foretold: Foretold | None,
) -> Chart:
    """The metric over time, with the days that differ from their source, and those that grow."""
    found = replace(series_chart(explored, drawn, address), trust=trust)
    if found.gap or not drawn:
        return found
    days = drawn[0].series.days
    found.data["doubted"] = doubted(trust, days)
    if foretold and foretold.days and address.step is Granularity.DAY:
        found.data.update(_growing(explored, drawn, foretold, found.data["unsettled_from"]))
    return found


def _growing(
    explored: Explored, drawn: tuple[Drawn, ...], foretold: Foretold, unsettled: str | None
) -> dict[str, Any]:
    """What a single line will settle at; of several that add up, the days that grow alone."""
    metric, days = explored.exploration.metric, drawn[0].series.days
    if len(drawn) == 1 and not explored.exploration.down:
        return settling(metric, foretold, days, unsettled, drawn[0].series.values)
    if metric.denominator or explored.exploration.having is not None:
        return {}
    spans = zip(*(one.series.values for one in drawn), strict=True)
    sums = tuple(sum(value for value in span if value is not None) for span in spans)
    found = settling(metric, foretold, days, unsettled, sums)
    return {"unsettled_from": found["unsettled_from"]}


def _funnel(address: ExploreAddress, workspace: Workspace) -> Chart:
    """All steps over the same days and filters, whatever the table shows."""
    query = MetricQuery(STEPS, address.period, comparison=address.comparison, where=address.where)
    return funnel(run_query(query, workspace))


def series_chart(explored: Explored, drawn: tuple[Drawn, ...], address: ExploreAddress) -> Chart:
    """The metric over time, in the steps that the address asks for."""
    metric = explored.exploration.metric
    if not drawn:
        return Chart(_title(explored), "", {}, gap=_gap(explored))
    days = drawn[0].series.days
    data: dict[str, Any] = {
        "x": [day.isoformat() for day in days],
        "x_kind": "day",
        # A quarter is named by its first day, as a week is.
        "x_step": {"quarter": "month"}.get(address.step.value, address.step.value),
        "series": [
            {"name": one.name or _others(), "values": whole(metric.unit, one.series.values)}
            for one in drawn
        ],
        "unsettled_from": unsettled_span(explored.unsettled_from, address.period, days),
        **_axis(metric, explored.currency),
    }
    if (before := drawn[0].series.before) is not None and explored.before_period:
        name = in_words(explored.before_period)
        data["previous"] = {"name": name, "values": whole(metric.unit, before)}
    unit = axis_unit(metric, data["unit"], address.step)
    return Chart(_title(explored), unit, data, gap=_gap(explored))


def bars_chart(explored: Explored) -> Chart:
    """A bar for each of the first rows, and one for all others."""
    metric = explored.exploration.metric
    lines = list(explored.lines[:_MOST_BARS])
    names = [" · ".join(line.names) for line in lines]
    if explored.rest and len(lines) == len(explored.lines):
        lines, names = [*lines, explored.rest], [*names, _others()]
    values = tuple(line.cells[metric.key].value for line in lines)
    data: dict[str, Any] = {
        "x": names,
        "x_kind": "category",
        "series": [
            {
                "name": in_words(explored.exploration.query.period),
                "values": whole(metric.unit, values),
            }
        ],
        **_axis(metric, explored.currency),
    }
    if explored.before_period:
        data["previous"] = {
            "name": in_words(explored.before_period),
            "values": whole(metric.unit, tuple(_before(line, metric) for line in lines)),
        }
    return Chart(_title(explored), data["unit"], data, gap=_gap(explored))


def _before(line: Line, metric: Metric) -> Any:
    return line.before[metric.key].value if line.before else None


def _axis(metric: Metric, currency: str) -> dict[str, Any]:
    unit = currency if metric.unit is Unit.MONEY else ""
    return {
        "unit": unit,
        "format": metric.unit.value,
        "scale": scale(),
        "currency": unit,
        "is_price": bool(metric.denominator),
        **chart_locale(),
    }


def _title(explored: Explored) -> str:
    """What is seen, by what it is told apart, and the value of all."""
    metric = explored.exploration.metric
    cell = explored.total.cells[metric.key]
    title = split_title(str(metric.label), explored.exploration.down)
    if cell.value is None:
        return title
    return f"{title}: {short(metric.unit, cell.value, explored.currency)}"


def _gap(explored: Explored) -> str:
    """Why there is nothing to draw."""
    metric = explored.exploration.metric
    every = [*explored.lines, explored.total]
    if any(line.cells[metric.key].value is not None for line in every):
        return ""
    return explored.total.cells[metric.key].reason or _("Nothing in these days.")


def _others() -> str:
    return _("Other")
