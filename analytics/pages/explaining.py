"""What changed, part by part: it sums to the change to the last micro."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from analytics.detection.explaining.decomposition import Amounts, Segment, decompose
from analytics.detection.explaining.dimension import Finding, Value, likely_dimension
from analytics.figures import exact, money
from analytics.metrics import CATALOGUE, Metric, Side, Unit
from analytics.models import Incident
from analytics.monitors.definition import Definition, of_part
from analytics.pages.explained import (
    DIMENSIONS,
    EFFECTS,
    Change,
    Explanation,
    Wording,
    Words,
    explanation_of,
)
from analytics.pages.explaining_ratios import asked_metrics, can_be_taken_apart, explain_ratio
from analytics.queries import Breakdown, Comparison, Filters, MetricQuery, Period, Row, run_query
from analytics.queries.question import SPLITS

__all__ = ["DIMENSIONS", "Change", "Explanation", "days_of", "explain"]

# A longer time than this is another story than the day on which it began.
_LONGEST = 28
# {numerator: the metrics that are its volume, its events and its amount}
_CHAINS: Mapping[str, tuple[str, str, str]] = {
    "spend": ("impressions", "clicks", "spend"),
    "clicks": ("impressions", "clicks", "clicks"),
    "impressions": ("impressions", "impressions", "impressions"),
    "conversions": ("clicks", "conversions", "conversions"),
    "conversion_value": ("clicks", "conversions", "conversion_value"),
    "leads": ("leads", "leads", "leads"),
    "mql": ("leads", "mql", "mql"),
    "sql": ("leads", "sql", "sql"),
    "opportunities": ("opportunities", "opportunities", "opportunities"),
    "pipeline": ("opportunities", "opportunities", "pipeline_created"),
    "won": ("won_deals", "won_deals", "won_deals"),
    "revenue": ("won_deals", "won_deals", "won_revenue"),
    "lost": ("lost_deals", "lost_deals", "lost_deals"),
    "lost_value": ("lost_deals", "lost_deals", "lost_value"),
    "new_customers": ("new_customers", "new_customers", "new_customers"),
}
_LIKELY = gettext_lazy(
    "It lies in one place. %(dimension)s %(names)s: %(explained)d%% of the change, from "
    "%(held)d%% of what was expected."
)


def explain(incident: Incident, asked: Definition, workspace: Workspace) -> Explanation | None:
    """The incident's days against the same weekdays before; None of what has no sums."""
    if incident.is_failure or not asked.is_of_number:
        return None
    metric, period = asked.catalogue, days_of(incident, asked)
    chain = _CHAINS.get(metric.numerator)
    is_ratio = bool(metric.denominator) and can_be_taken_apart(metric)
    if not is_ratio and (chain is None or metric.denominator):
        return None
    wanted = asked_metrics(metric) if is_ratio else chain or ()
    filters = of_part(asked, incident.part).filters
    found = {
        one: _rows(wanted, period, filters, one, workspace) for one in _splits(metric, filters)
    }
    own = asked.by if asked.by in found and not incident.part else None
    if is_ratio:
        return explain_ratio(metric, found, period, own, workspace)
    return _explain_sum(wanted, found, period, own, workspace)


def _splits(metric: Metric, filters: Filters) -> list[Breakdown]:
    """By what all of its sums can be split."""
    return [
        one
        for one in DIMENSIONS
        if all(one in SPLITS[side] and _can_split(one, filters, side) for side in metric.sides)
    ]


def _explain_sum(
    chain: Sequence[str],
    found: Mapping[Breakdown, tuple[Row, ...]],
    period: Period,
    own: Breakdown | None,
    workspace: Workspace,
) -> Explanation | None:
    likely = likely_dimension({one.value: _values(rows, chain[2]) for one, rows in found.items()})
    chosen = Breakdown(likely.dimension) if likely else own or next(iter(found), None)
    if chosen is None or not found[chosen]:
        return None
    return _explanation(chain, period, chosen, found[chosen], likely, workspace.currency)


def days_of(incident: Incident, asked: Definition) -> Period:
    """From its first day to the last that was out or judged; of a change the days it compares."""
    latest = incident.latest.get("day")
    last = date.fromisoformat(latest) if latest else incident.opened_on
    if asked.kind == "change":
        return Period(last - timedelta(days=int(asked.parameters["days"]) - 1), last)
    if incident.ended_on and incident.worst.get("day"):
        last = max(date.fromisoformat(incident.worst["day"]), incident.opened_on)
    # What is judged by sums of days began with the first of them.
    opened = incident.opened_on - timedelta(days=incident.monitor.told.get("span", 1) - 1)
    first = max(opened, last - timedelta(days=_LONGEST - 1))
    return Period(min(first, last), last)


def _can_split(by: Breakdown, filters: Filters, side: Side) -> bool:
    return not (side is Side.DEALS and filters.is_ads and by is Breakdown.CHANNEL)


def _rows(
    metrics: Sequence[str],
    period: Period,
    filters: Filters,
    by: Breakdown,
    workspace: Workspace,
) -> tuple[Row, ...]:
    query = MetricQuery(
        tuple(dict.fromkeys(metrics)),
        period,
        comparison=Comparison.WEEKDAYS,
        filters=filters,
        breakdown=by,
    )
    return run_query(query, workspace).rows


def _values(rows: Sequence[Row], metric: str) -> list[Value]:
    return [
        Value(row.key, float(_whole(row.before, metric)), float(_whole(row.cells, metric)))
        for row in rows
    ]


def _whole(cells: Mapping[str, Any] | None, metric: str) -> int:
    """A sum, in parts of one where it comes in such; of what nothing was told there was none."""
    return round((cells[metric].value or 0) * _parts_of(metric)) if cells else 0


def _parts_of(metric: str) -> int:
    return CATALOGUE[metric].measures[0].parts


def _explanation(
    chain: Sequence[str],
    period: Period,
    by: Breakdown,
    rows: Sequence[Row],
    likely: Finding | None,
    currency: str,
) -> Explanation:
    segments = [
        Segment(row.key, _amounts(row.before, chain), _amounts(row.cells, chain)) for row in rows
    ]
    sums = [sum(getattr(one, at).amount for one in segments) for at in ("before", "after")]
    names = {row.key: row.name for row in rows}
    unit = Fraction(1, _parts_of(chain[2]))
    told = Change(chain[2], by, sums[0], sums[1], decompose(segments), names, likely, unit)
    words = _in_words(chain[2], currency)
    return explanation_of(told, period, Wording(words, words, EFFECTS, _LIKELY))


def _amounts(cells: Mapping[str, Any] | None, chain: Sequence[str]) -> Amounts:
    return Amounts(*(_whole(cells, metric) for metric in chain))


def _in_words(metric: str, currency: str) -> Words:
    """How its sums are written; those of money have two decimals, however small they are."""
    unit, measure = CATALOGUE[metric].unit, CATALOGUE[metric].measures[0]
    if unit is Unit.MONEY:
        return lambda value: f"{currency}\u00a0{money(value)}"
    return lambda value: exact(unit, measure.in_ones(value), currency)
