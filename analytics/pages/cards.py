"""The cards of the overview: value, change, shape, and the way to the passport."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.address import Address
from analytics.figures import change_of, exact, short, sparkline
from analytics.metrics import CATALOGUE
from analytics.queries import Comparison, MetricResult

# In the order of the money: what it cost, what it brought, what came of it, was it worth it.
CARDS = (
    "spend",
    "won_revenue",
    "roas",
    "paid_cac",
    "leads",
    "mql",
    "sql",
    "pipeline_created",
    "impressions",
    "clicks",
    "ctr",
    "cpc",
)


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
    return [_card(key, result, address, slug) for key in CARDS]


def passport_url(key: str, address: Address, slug: str) -> str:
    """Where a number says where it comes from, under the same filters."""
    return reverse("analytics:number", kwargs={"slug": slug, "metric": key}) + address.with_(
        by=None, sort=None, q=None, page=None, trend=None
    )


def versus(address: Address) -> str:
    """With what is compared, in words that follow a change."""
    if address.comparison is Comparison.YEAR:
        return _("than a year before")
    return _("than the %(days)d days before") % {"days": address.period.days}


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
        exact=exact(metric.unit, cell.value, result.currency) if cell.value is not None else "",
        change=by.text if by else "",
        direction=by.direction if by else "",
        tone=by.tone if by else "",
        versus=_versus(by is not None, result, address),
        points=sparkline(series.values, most) if series and has_value else "",
        previous=sparkline(then, most) if has_value else "",
        passport_url=passport_url(key, address, slug),
        null_reason="" if has_value else cell.reason,
    )


def _versus(is_compared: bool, result: MetricResult, address: Address) -> str:
    if is_compared:
        return versus(address)
    return _("nothing to compare with") if result.before else ""
