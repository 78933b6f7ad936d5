"""The chart of one budget: what was spent, what was meant, and where it leads."""

from itertools import accumulate
from math import hypot
from typing import Any

from django.utils.translation import gettext as _

from analytics.budgets.showing import Row
from analytics.budgets.standings import Standing
from analytics.built_in import SIMPLE
from analytics.figures import MICROS, chart_locale, scale
from analytics.metrics import MEASURES, Metric, Unit
from analytics.pages.charts import Chart
from analytics.queries.periods import DAY
from analytics.queries.result import Number


def chart_of(one: Standing, row: Row, name: str) -> Chart | None:
    """Running sums by day; None for a ratio, which has none, and where nothing is to be drawn."""
    metric = SIMPLE[one.budget.metric]
    if metric.denominator or not (one.by_day or one.plan):
        return None
    days = [one.period.first_on + DAY * at for at in range(one.period.days)]
    unit = one.currency if metric.unit is Unit.MONEY else ""
    padded = [*one.by_day, *[None] * (len(days) - len(one.by_day))]
    data: dict[str, Any] = {
        "x": [day.isoformat() for day in days],
        "x_kind": "day",
        "x_step": "day",
        "unit": unit,
        "currency": unit,
        "format": metric.unit.value,
        "scale": scale(),
        "series": [{"name": str(metric.label), "values": [_shown(metric, v) for v in padded]}],
        **_plan(one, metric),
        **_forecast(one, metric, len(days)),
        **chart_locale(),
    }
    title = _("%(value)s of %(target)s, %(name)s") if row.target else _("%(value)s, %(name)s")
    words = {"value": row.value or "–", "target": row.target, "name": name}
    axis = _("%(unit)s, summed up") % {"unit": unit or _("number")}
    return Chart(title % words, axis, data)


def _plan(one: Standing, metric: Metric) -> dict[str, Any]:
    if not one.plan:
        return {}
    values = [_unit(metric, value) for value in one.plan]
    return {"previous": {"name": _("Plan"), "values": values}}


def _forecast(one: Standing, metric: Metric, days: int) -> dict[str, Any]:
    """From the last complete day on: what each day is to bring, in a band that grows."""
    if one.outlook is None or one.forecast is None:
        return {}
    parts = MICROS if metric.unit is Unit.MONEY else 1
    part = 1 / MEASURES[metric.numerator].parts
    begin = one.forecast.value - one.outlook.total * part
    settled = (one.settled.high - one.settled.low) / 2 if one.settled else 0.0
    # What a day that is not over has brought already will not be less at its end.
    least = float(one.value or 0)
    lines = [max(begin + run * part, least) for run in accumulate(one.outlook.daily)]
    reaches = [hypot(reach * part, settled) for reach in one.outlook.reaches]
    # It begins where the days that are there end.
    gone: list[Number | None] = [None] * (days - len(lines))
    if gone and (known := [v for v in one.by_day if v is not None]):
        gone[-1] = known[-1] * part / parts
    low = [max(v - r, least) for v, r in zip(lines, reaches, strict=True)]
    high = [v + r for v, r in zip(lines, reaches, strict=True)]
    return {
        "settled": {"name": _("Forecast"), "values": [*gone, *(v / parts for v in lines)]},
        "band": {
            "name": _("band of 4 in 5 cases"),
            "low": [*gone, *(v / parts for v in low)],
            "high": [*gone, *(v / parts for v in high)],
        },
    }


def _shown(metric: Metric, raw: int | None) -> Number | None:
    if raw is None:
        return None
    return _unit(metric, MEASURES[metric.numerator].in_ones(raw))


def _unit(metric: Metric, value: Number) -> Number:
    return value / MICROS if metric.unit is Unit.MONEY else value
