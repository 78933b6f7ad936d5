"""Why a ratio moved: by the mix of its parts, by their rates and by their prices, in words."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor, log10
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from analytics.built_in import BUILT_IN
from analytics.detection.explaining.dimension import likely_part
from analytics.detection.explaining.ratios import (
    RatioChange,
    RatioSegment,
    Terms,
    decompose_ratio,
)
from analytics.figures import MICROS, exact
from analytics.formulas.totals import Total
from analytics.metrics import CATALOGUE, Metric, Unit
from analytics.pages.explained import Change, Explanation, Named, Wording, explanation_of, signed
from analytics.queries import Breakdown, Period, Row

# {ratio: the count that stands between what is below its line and what is above it}
_BETWEEN: Mapping[str, str] = {
    "cpm": "clicks",
    "cost_per_conversion": "clicks",
    "platform_roas": "conversions",
    "cpl": "clicks",
    "paid_cac": "clicks",
    "roas": "won_deals",
}
_LIKELY = gettext_lazy(
    "It lies in one place. %(dimension)s %(names)s: %(explained)d%% of the change, from "
    "%(held)d%% of what it is divided by."
)
_LEAST_DECIMALS, _MOST_DECIMALS, _DIGITS = 2, 8, 4
_NAMES = {
    one.numerator: one.label for one in BUILT_IN.values() if one.top.single and not one.denominator
}


def can_be_taken_apart(metric: Metric) -> bool:
    """Whether both of its sums are the sums of those of its parts."""
    totals = [one for one in (metric.top, metric.bottom) if one is not None]
    return all(len(product) == 1 for one in totals for product, _factor in one.terms)


def asked_metrics(metric: Metric) -> tuple[str, ...]:
    """What has to be known of each part."""
    between = _BETWEEN.get(metric.key, "")
    return (metric.key, between) if between else (metric.key,)


def explain_ratio(
    metric: Metric,
    found: Mapping[Breakdown, tuple[Row, ...]],
    period: Period,
    own: Breakdown | None,
    workspace: Workspace,
) -> Explanation | None:
    """By the dimension in which it likely lies, else by the monitor's own, or the first."""
    changes = {by: _change(metric, rows) for by, rows in found.items()}
    known = {by: one for by, one in changes.items() if one is not None and one.parts.segments}
    likely = likely_part({by.value: one.shares for by, one in known.items()})
    chosen = Breakdown(likely.dimension) if likely else own if own in known else None
    chosen = chosen or next(iter(known), None)
    if chosen is None:
        return None
    change, names = known[chosen], {row.key: row.name for row in found[chosen]}
    unit = _unit(metric, found[chosen])
    told = Change(
        *(metric.key, chosen, change.before, change.after, change.parts, names, likely), unit
    )
    words = _wording(metric, unit, workspace.currency)
    return explanation_of(told, period, words, _note(change, words))


def _change(metric: Metric, rows: Sequence[Row]) -> RatioChange | None:
    segments = [
        RatioSegment(row.key, _terms(metric, row.before), _terms(metric, row.cells)) for row in rows
    ]
    return decompose_ratio(segments, _unit(metric, rows))


def _terms(metric: Metric, cells: Mapping[str, Any] | None) -> Terms:
    """The sums of a part. A rate has no price, and an amount for each one has no rate."""
    if cells is None:
        return Terms(0, 0, 0)
    cell = cells[metric.key]
    above, below = Fraction(cell.numerator or 0), Fraction(cell.denominator or 0)
    if between := _BETWEEN.get(metric.key):
        return Terms(below, Fraction(cells[between].value or 0), above)
    return Terms(below, below if metric.unit in (Unit.MONEY, Unit.DURATION) else above, above)


def _shown(metric: Metric) -> Fraction:
    """How many of its own unit are one as it is shown: a point of a rate, a unit of a currency."""
    if metric.unit is Unit.MONEY:
        return Fraction(MICROS)
    return Fraction(1, 100) if metric.unit is Unit.RATE else Fraction(1)


def _decimals(metric: Metric, rows: Sequence[Row]) -> int:
    """So many that the larger of both values has four digits, and two at least."""
    values = []
    for at in ("before", "cells"):
        terms = [_terms(metric, getattr(row, at)) for row in rows]
        below = sum((Fraction(one.below) for one in terms), Fraction(0))
        above = sum((Fraction(one.above) for one in terms), Fraction(0))
        values.append(abs(above / below) if below else Fraction(0))
    size = float(max(values) / _shown(metric))
    places = _DIGITS - 1 - floor(log10(size)) if size > 0 else _LEAST_DECIMALS
    return min(max(places, _LEAST_DECIMALS), _MOST_DECIMALS)


def _unit(metric: Metric, rows: Sequence[Row]) -> Fraction:
    """The last digit that is shown: all that is told are whole numbers of it."""
    return _shown(metric) / Fraction(10 ** _decimals(metric, rows))


def _wording(metric: Metric, unit: Fraction, currency: str) -> Wording:
    places = len(str((_shown(metric) / unit).numerator)) - 1
    step = Decimal(unit.numerator) / Decimal(unit.denominator)

    def number(value: int) -> str:
        # A fraction as a decimal, so that no digit is lost.
        amount: Any = value * step
        return exact(metric.unit, amount, currency, places)

    def points(value: int) -> str:
        amount: Any = value * step * 100
        return _("%(number)s points") % {"number": exact(Unit.COUNT, amount, "", places)}

    changed = points if metric.unit is Unit.RATE else number
    return Wording(number, changed, _effects(metric), _LIKELY)


def _effects(metric: Metric) -> Named:
    """What each effect is of this ratio, by the names of its sums."""
    above, below = _name(metric.top), _name(metric.bottom)
    between = _BETWEEN.get(metric.key)
    middle = str(CATALOGUE[between].label) if between else ""
    rate = (middle or above, below)
    price = (above, middle or below)
    return {
        "mix": (_("Mix"), _("which part had how much of %(sum)s") % {"sum": below}),
        "rate": (_("Rate"), " ÷ ".join(rate)),
        "price": (_("Price"), " ÷ ".join(price)),
        "loose": (
            _("Without a cause"),
            _("%(above)s without any %(below)s") % {"above": above, "below": below},
        ),
    }


def _name(total: Total | None) -> str:
    """What a sum is called."""
    keys = total.keys if total else ()
    return " + ".join(str(_NAMES.get(key, key.replace("_", " "))) for key in keys)


def _note(change: RatioChange, words: Wording) -> str:
    """What did most of it; that more of all moves no ratio."""
    effects, whole = change.parts.effects, change.parts.change
    volume = _("More or less of everything moves no ratio, so there is no volume in it.")
    if not whole:
        return volume
    name = max(words.effects, key=lambda one: getattr(effects, one) * (1 if whole > 0 else -1))
    label, what = words.effects[name]
    most = _("Most of it is %(effect)s (%(what)s): %(value)s of %(change)s.") % {
        "effect": str(label),
        "what": what,
        "value": signed(getattr(effects, name), words.changed),
        "change": signed(whole, words.changed),
    }
    return f"{most} {volume}"
