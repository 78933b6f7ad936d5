"""The cards of the overview: value, change, shape, and the way to the passport."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.address import Address
from analytics.figures import change_of, exact_of, short, sparkline
from analytics.metrics import CATALOGUE, Metric
from analytics.queries import Comparison, MetricResult

# In the order of the money: what it cost, what it brought, what came of it, was it worth it.
# Twelve stand in six, four, three or two columns without a ragged row; so do the groups of four.
CARDS = (
    "spend",
    "won_revenue",
    "roas",
    "paid_cac",
    "pipeline_created",
    "leads",
    "mql",
    "sql",
    "clicks",
    "ctr",
    "conversions",
    "cost_per_conversion",
)
# Where no platform reports any of it, its place is another's.
INSTEAD = {"conversions": "impressions", "cost_per_conversion": "cpc"}


@dataclass(frozen=True)
class Card:
    """One number, as components/metric.html takes it."""

    key: str
    label: str
    value: str
    exact: str
    change: str
    direction: str
    tone: str
    versus: str
    points: str
    previous: str
    passport_url: str
    null_reason: str


def cards(result: MetricResult, address: Address, slug: str) -> list[Card]:
    """The cards, from the result of all their metrics by spans of time."""
    instead = {} if are_conversions_told(result) else INSTEAD
    return [_card(instead.get(key, key), result, address, slug) for key in CARDS]


def are_conversions_told(result: MetricResult) -> bool:
    """Whether any platform reports conversions in these days, or in those of the comparison."""
    both = (result.values, result.before or {})
    return any(one["conversions"].value is not None for one in both if "conversions" in one)


def passport_url(key: str, address: Address, slug: str) -> str:
    """Where a number says where it comes from, under the same filters."""
    return reverse("analytics:number", kwargs={"slug": slug, "metric": key}) + address.with_(
        by=None, sort=None, q=None, page=None, trend=None
    )


def versus(address: Address) -> str:
    """With what is compared, in words that follow a change: "+4.1% on the 30 days before"."""
    if address.comparison is Comparison.YEAR:
        return _("on a year before")
    days = address.period.days
    if address.comparison is Comparison.WEEKDAYS:
        weeks = -(-days // 7)
        return ngettext(
            "on the same weekdays a week before",
            "on the same weekdays %(weeks)d weeks before",
            weeks,
        ) % {"weeks": weeks}
    return ngettext("on the day before", "on the %(days)d days before", days) % {"days": days}


def _card(key: str, result: MetricResult, address: Address, slug: str) -> Card:
    metric, cell = CATALOGUE[key], result.values[key]
    has_value = cell.value is not None
    by = change_of(metric, cell, result.before[key] if result.before else None)
    series = result.series.get(key)
    then = series.before if series and series.before else ()
    most = max((v for v in (*(series.values if series else ()), *then) if v is not None), default=0)
    return Card(
        key=key,
        label=str(metric.label),
        value=short(metric.unit, cell.value, result.currency) if cell.value is not None else "",
        exact=exact_of(metric, cell.value, result.currency) if cell.value is not None else "",
        change=by.text if by else "",
        direction=by.direction if by else "",
        tone=by.tone if by else "",
        versus=_versus(metric, result) if has_value else "",
        points=sparkline(series.values, most) if series and has_value else "",
        previous=sparkline(then, most) if has_value else "",
        passport_url=passport_url(key, address, slug),
        null_reason="" if has_value else cell.reason,
    )


def _versus(metric: Metric, result: MetricResult) -> str:
    """What it was before; the days of the comparison stand once, at the head of the page."""
    if result.before is None:
        return ""
    value = result.before[metric.key].value
    if value is None:
        return _("no value before")
    return _("from %(value)s") % {"value": short(metric.unit, value, result.currency)}
