"""How values and days are written in print."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

from analytics.figures import MICROS, exact, money, price, scale
from analytics.metrics import Metric, Unit
from analytics.queries.dimensions import Granularity
from analytics.queries.result import Number

_SMALL = 10 * MICROS


def axis_mark(unit: Unit, value: float) -> str:
    """A mark of an axis with as few digits as it has: "2.5k"; money is in whole units here."""
    if unit not in (Unit.MONEY, Unit.COUNT):
        return exact(unit, value, "")
    for size, word in scale():
        if abs(value) >= size:
            return f"{exact(Unit.COUNT, value / size, '')}{word}"
    return exact(Unit.COUNT, value, "")


def day_mark(day: date, step: Granularity) -> str:
    """A day of an axis, short: "1 Oct"."""
    dot = "." if (get_language() or "en").startswith("da") else ""
    if step in (Granularity.MONTH, Granularity.QUARTER):
        return date_format(day, "M Y")
    return date_format(day, f"j{dot} M")


def figure(metric: Metric, value: Number) -> str:
    """A value in a column that names its unit."""
    if metric.unit is not Unit.MONEY:
        return exact(metric.unit, value, "")
    return price(int(value)) if abs(value) < _SMALL and metric.denominator else money(int(value))


def head(metric: Metric, currency: str) -> str:
    """What stands above such a column."""
    return f"{metric.label} ({currency})" if metric.unit is Unit.MONEY else str(metric.label)
