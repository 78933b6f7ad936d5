"""The overview's charts, as components/chart.html takes them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.address import Address
from analytics.built_in import BUILT_IN
from analytics.figures import MICROS, change_of, chart_locale, exact, scale, short
from analytics.metrics import CATALOGUE, Metric, Unit
from analytics.pages.agreeing import TrustMark
from analytics.pages.cards import versus
from analytics.queries import Granularity, MetricResult, Period
from analytics.queries.result import Number
from analytics.rooms import grouped
from analytics.trust.foretold import Foretold
from analytics.trust.settling import Estimate

# A day that will still grow by more than this share is hatched.
_SETTLED_ENOUGH = 0.01
STEPS = ("leads", "mql", "sql", "opportunities", "won_deals")
_SPANS: dict[Granularity, Any] = {
    Granularity.DAY: gettext_lazy("a day"),
    Granularity.WEEK: gettext_lazy("a week"),
    Granularity.MONTH: gettext_lazy("a month"),
    Granularity.QUARTER: gettext_lazy("a quarter"),
}


_STEPS: dict[Granularity, Any] = {
    Granularity.DAY: gettext_lazy("by day"),
    Granularity.WEEK: gettext_lazy("by week"),
    Granularity.MONTH: gettext_lazy("by month"),
    Granularity.QUARTER: gettext_lazy("by quarter"),
}


@dataclass(frozen=True)
class Chart:
    """A chart: what is seen in words, the unit of its axis, and the data."""

    title: str
    unit: str
    data: dict[str, Any]
    trust: TrustMark | None = None
    # Why there is nothing to draw; empty where there is something.
    gap: str = ""


@dataclass(frozen=True)
class Choice:
    """One of several: a link, its word, and whether it is the one."""

    label: str
    url: str
    is_current: bool
    value: str = ""


def trend(
    result: MetricResult,
    address: Address,
    trust: TrustMark | None = None,
    foretold: Foretold | None = None,
) -> Chart:
    """One metric over time, with its comparison; days that are not whole yet are hatched.

    Of young days the chart shows what they will settle at, too, and marks those whose sums differ
    from their source's.
    """
    metric = CATALOGUE[address.trend]
    series = result.series[metric.key]
    cell, label = result.values[metric.key], str(metric.label)
    title = label
    if cell.value is not None:
        title = f"{label} {short(metric.unit, cell.value, result.currency)}"
        if by := change_of(metric, cell, result.before[metric.key] if result.before else None):
            title = f"{title}, {by.text} {versus(address)}"
    unit = result.currency if metric.unit is Unit.MONEY else ""
    data: dict[str, Any] = {
        "x": [day.isoformat() for day in series.days],
        "x_kind": "day",
        "x_step": address.granularity.value,
        "unit": unit,
        "format": metric.unit.value,
        "scale": scale(),
        "currency": unit,
        "is_price": bool(metric.denominator),
        "series": [{"name": label, "values": whole(metric.unit, series.values)}],
        "unsettled_from": unsettled_span(result.unsettled_from, result.query.period, series.days),
        "doubted": doubted(trust, series.days),
        **chart_locale(),
    }
    if foretold and foretold.days and address.granularity is Granularity.DAY:
        data |= settling(metric, foretold, series.days, data["unsettled_from"], series.values)
    if series.before is not None and result.before_period:
        name = in_words(result.before_period)
        data["previous"] = {"name": name, "values": whole(metric.unit, series.before)}
    return Chart(title, axis_unit(metric, unit, address.granularity), data, trust, cell.reason)


def doubted(trust: TrustMark | None, days: tuple[date, ...]) -> dict[str, str]:
    """{start of a span: words}; where several days of a span differ, of the first of them."""
    found: dict[str, str] = {}
    for on, words in sorted(trust.doubted.items() if trust else ()):
        spans = [day for day in days if day <= on]
        if spans:
            found.setdefault(spans[-1].isoformat(), words)
    return found


def settling(
    metric: Metric,
    foretold: Foretold,
    days: tuple[date, ...],
    unsettled: str | None,
    values: tuple[Number | None, ...],
) -> dict[str, Any]:
    """What the young days will settle at, with its band, and hatching from the first that grows."""
    known = [foretold.days.get(day) for day in days]
    grows = first_growing(foretold, days, values)
    first = [*([grows] if grows else []), *([date.fromisoformat(unsettled)] if unsettled else [])]
    return {
        "settled": {
            "name": _("Will settle at"),
            "values": whole(metric.unit, tuple(one.value if one else None for one in known)),
        },
        "band": {
            "name": _("band of 4 in 5 cases"),
            "low": whole(metric.unit, tuple(one.low if one else None for one in known)),
            "high": whole(metric.unit, tuple(one.high if one else None for one in known)),
        },
        "unsettled_from": min(first).isoformat() if first else None,
    }


def first_growing(
    foretold: Foretold, days: tuple[date, ...], values: tuple[Number | None, ...]
) -> date | None:
    """The first day that is so far from what it will settle at that it is hatched."""
    now = dict(zip(days, values, strict=True))
    return next(
        (on for on, one in sorted(foretold.days.items()) if still_grows(one, now.get(on))), None
    )


def still_grows(one: Estimate, now: Number | None) -> bool:
    """Whether a value is so far from what it will settle at that it is hatched."""
    return abs(one.value - (now or 0)) > _SETTLED_ENOUGH * (abs(one.value) or 1)


def funnel(result: MetricResult, trust: TrustMark | None = None) -> Chart:
    """From leads to won deals: what happened in the period, not what became of the same people."""
    cells = [result.values[key] for key in STEPS]
    data: dict[str, Any] = {
        "x": [str(CATALOGUE[key].label) for key in STEPS],
        "x_kind": "category",
        "format": "count",
        "series": [{"name": in_words(result.query.period), "values": [c.value for c in cells]}],
        **chart_locale(),
    }
    if result.before is not None and result.before_period:
        earlier = [result.before[key].value for key in STEPS]
        data["previous"] = {"name": in_words(result.before_period), "values": earlier}
    unit = _("number, and share of the step before")
    gap = "" if any(cell.value is not None for cell in cells) else cells[0].reason
    return Chart(_ends(cells[0].value, cells[-1].value), unit, data, trust, gap)


def _ends(leads: Number | None, won: Number | None) -> str:
    """The first and the last step in words; what has no value is not counted as nothing."""
    words = {"leads": exact(Unit.COUNT, leads or 0, ""), "won": exact(Unit.COUNT, won or 0, "")}
    if leads is None:
        return _("%(won)s won deals") % words if won is not None else _("No value yet")
    return _("%(leads)s leads, %(won)s won deals") % words


def in_words(period: Period) -> str:
    """A period by its first and last day; a single one is named once."""
    days = dict.fromkeys((period.first_on, period.last_on))
    return " – ".join(date_format(day, "DATE_FORMAT") for day in days)


def trend_choices(address: Address) -> list[tuple[str, list[Choice]]]:
    """Links to the trend of each of our metrics, room by room."""
    return [
        (
            room,
            [
                Choice(label, address.with_(trend=key), key == address.trend, key)
                for key, label in options
            ],
        )
        for room, options in grouped(BUILT_IN)
    ]


def axis_unit(metric: Metric, currency: str, span: Granularity) -> str:
    """What the axis counts: sums are so much a day, ratios stand for a day each."""
    if not metric.denominator:
        return (
            f"{currency} {_SPANS[span]}"
            if currency
            else _("number %(span)s") % {"span": _SPANS[span]}
        )
    word = {Unit.RATE: _("per cent"), Unit.RATIO: _("times"), Unit.DURATION: _("days")}.get(
        metric.unit, currency
    )
    return f"{word}, {_STEPS[span]}"


def whole(unit: Unit, values: tuple[Number | None, ...]) -> list[Number | None]:
    """Values as charts take them: money in whole units."""
    if unit is not Unit.MONEY:
        return list(values)
    return [None if value is None else value / MICROS for value in values]


def unsettled_span(since: date | None, period: Period, days: tuple[date, ...]) -> str | None:
    """The span in which the first day falls that is not whole."""
    if since is None or since > period.last_on or not days:
        return None
    return max((day for day in days if day <= since), default=days[0]).isoformat()
