"""What changed, part by part: it sums to the change to the last micro."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from analytics.detection.explaining.decomposition import (
    Amounts,
    Decomposition,
    Effects,
    Segment,
    decompose,
)
from analytics.detection.explaining.dimension import Finding, Value, likely_dimension
from analytics.figures import exact, money
from analytics.metrics import CATALOGUE, MEASURES, Side, Unit
from analytics.models import Incident
from analytics.monitors.definition import Definition, of_part
from analytics.queries import Breakdown, Comparison, Filters, MetricQuery, Period, Row, run_query
from analytics.queries.question import SPLITS

_MOST_SHOWN = 12
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
_EFFECTS: Mapping[str, tuple[str, Any, Any]] = {
    "volume": ("volume", gettext_lazy("Volume"), gettext_lazy("how much there was of all")),
    "mix": ("mix", gettext_lazy("Mix"), gettext_lazy("which part had how much of it")),
    "rate": ("rate", gettext_lazy("Rate"), gettext_lazy("how often one became the next")),
    "price": ("price", gettext_lazy("Price"), gettext_lazy("what each was worth or cost")),
    "loose": ("loose", gettext_lazy("Without a cause"), gettext_lazy("nothing stands behind it")),
}
_Words = Callable[[int], str]
DIMENSIONS: Mapping[Breakdown, Any] = {
    Breakdown.CAMPAIGN: gettext_lazy("Campaign"),
    Breakdown.PLATFORM: gettext_lazy("Platform"),
    Breakdown.CHANNEL: gettext_lazy("Channel"),
    Breakdown.LEAD_SOURCE: gettext_lazy("Lead source"),
    Breakdown.CRM_CAMPAIGN: gettext_lazy("Campaign of the CRM"),
}


@dataclass(frozen=True)
class Line:
    """A row of the table: a part, its effects in the order of the columns, and their sum."""

    name: str
    cells: tuple[str, ...]
    total: str


@dataclass(frozen=True)
class Change:
    """The same without words: of which metric, by which dimension, and where it lies, if anywhere.

    `parts` sum to the change; `names` are theirs by their keys. All are whole numbers: what comes
    in parts of one is told in these.
    """

    metric: str
    dimension: Breakdown
    before: int
    after: int
    parts: Decomposition
    names: Mapping[str, str]
    likely: Finding | None


@dataclass(frozen=True)
class Explanation:
    """The change in words, where it lies, and its table; `lines` sum to `total`, cell by cell."""

    told: Change

    before_days: Period
    after_days: Period
    before: str
    after: str
    change: str
    likely: str
    dimension: str
    columns: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    total: Line
    # (dimension, its values) in which the change likely lies.
    place: tuple[str, tuple[str, ...]] = ("", ())


def explain(incident: Incident, asked: Definition, workspace: Workspace) -> Explanation | None:
    """The incident's days against the same weekdays before; None of what has no sums."""
    chain = _CHAINS.get(asked.catalogue.numerator) if asked.is_of_number else None
    if chain is None or incident.is_failure:
        return None
    filters = of_part(asked, incident.part).filters
    side = MEASURES[asked.catalogue.numerator].side
    splits = [one for one in DIMENSIONS if one in SPLITS[side] and _can_split(one, filters, side)]
    period = days_of(incident, asked)
    found = {one: _rows(chain, period, filters, one, workspace) for one in splits}
    likely = likely_dimension({one.value: _values(rows, chain[2]) for one, rows in found.items()})
    own = asked.by if asked.by in found and not incident.part else None
    chosen = Breakdown(likely.dimension) if likely else own or next(iter(splits), None)
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
    chain: tuple[str, str, str],
    period: Period,
    filters: Filters,
    by: Breakdown,
    workspace: Workspace,
) -> tuple[Row, ...]:
    query = MetricQuery(
        tuple(dict.fromkeys(chain)),
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
    chain: tuple[str, str, str],
    period: Period,
    by: Breakdown,
    rows: Sequence[Row],
    likely: Finding | None,
    currency: str,
) -> Explanation:
    segments = [
        Segment(row.key, _amounts(row.before, chain), _amounts(row.cells, chain)) for row in rows
    ]
    found = decompose(segments)
    words_of = _in_words(chain[2], currency)
    names = {row.key: row.name for row in rows}
    shown = [name for name in _EFFECTS if getattr(found.effects, name)] or ["volume"]
    lines = sorted(found.segments, key=lambda one: -abs(one[1].total))
    kept = [_line(names[key], own, shown, words_of) for key, own in lines[:_MOST_SHOWN]]
    if rest := lines[_MOST_SHOWN:]:
        words = _("%(n)d more") % {"n": len(rest)}
        kept.append(_line(words, _added([own for _k, own in rest]), shown, words_of))
    sums = [sum(getattr(one, at).amount for one in segments) for at in ("before", "after")]
    back = timedelta(days=7 * -(-period.days // 7))
    return Explanation(
        Change(chain[2], by, sums[0], sums[1], found, names, likely),
        Period(period.first_on - back, period.last_on - back),
        period,
        words_of(sums[0]),
        words_of(sums[1]),
        _signed(found.change, words_of),
        _likely(likely, names) if likely else "",
        str(DIMENSIONS[by]),
        tuple((str(_EFFECTS[name][1]), str(_EFFECTS[name][2])) for name in shown),
        tuple(kept),
        _line(_("The whole change"), found.effects, shown, words_of),
        (likely.dimension, tuple(likely.values)) if likely else ("", ()),
    )


def _amounts(cells: Mapping[str, Any] | None, chain: tuple[str, str, str]) -> Amounts:
    return Amounts(*(_whole(cells, metric) for metric in chain))


def _added(many: Sequence[Effects]) -> Effects:
    return Effects(*(sum(getattr(one, name) for one in many) for name in _EFFECTS))


def _line(name: str, own: Effects, shown: Sequence[str], words_of: _Words) -> Line:
    cells = tuple(_signed(getattr(own, effect), words_of) for effect in shown)
    return Line(name, cells, _signed(own.total, words_of))


def _signed(value: int, words_of: _Words) -> str:
    text = words_of(abs(value))
    return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text


def _in_words(metric: str, currency: str) -> _Words:
    """How its sums are written; those of money have two decimals, however small they are."""
    unit, measure = CATALOGUE[metric].unit, CATALOGUE[metric].measures[0]
    if unit is Unit.MONEY:
        return lambda value: f"{currency}\u00a0{money(value)}"
    return lambda value: exact(unit, measure.in_ones(value), currency)


def _likely(finding: Finding, names: Mapping[str, str]) -> str:
    words = {
        "dimension": str(DIMENSIONS[Breakdown(finding.dimension)]),
        "names": ", ".join(names.get(key, key) for key in finding.values),
        "explained": round(finding.explained * 100),
        "held": round(finding.held * 100),
    }
    return (
        _(
            "It lies in one place. %(dimension)s %(names)s: %(explained)d%% of the change, from "
            "%(held)d%% of what was expected."
        )
        % words
    )
