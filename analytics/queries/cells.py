"""One value of an answer, from the sums that it is made of; or why there is none."""

from collections.abc import Iterable
from fractions import Fraction

from django.utils.translation import gettext as _

from analytics.formulas.totals import Sum
from analytics.metrics import Measure, Metric, Unit
from analytics.queries.found import Lacks, Sums
from analytics.queries.judging import Judge
from analytics.queries.periods import Period
from analytics.queries.result import Cell, Number


def cell_of(metric: Metric, sums: Sums, period: Period, judge: Judge, lacks: Lacks) -> Cell:
    """A value, or why there is none."""
    without = tuple(sorted({code for one in metric.measures for code in lacks.get(one.key, ())}))
    for measure in metric.measures:
        if is_unrated(measure, sums, lacks):
            return Cell(None, no_rate(lacks[measure.key]), without_rate=without)
        if reason := judge.missing(measure.key, sums, period):
            return Cell(None, reason, without_rate=without)
    top, bottom = metric.sums(sums)
    if metric.bottom is None:
        return Cell(read(metric, top), without_rate=without)
    if not bottom:
        return Cell(None, _nothing_below(metric), top, bottom, without)
    return Cell(ratio(metric, top, bottom), "", top, bottom, without)


def is_unrated(measure: Measure, sums: Sums, lacks: Lacks) -> bool:
    """Whether there are amounts, and a rate for none of them: that is no zero."""
    return measure.key in lacks and not sums.get(measure.key)


def no_rate(currencies: Iterable[str]) -> str:
    """Why amounts are not there."""
    text = _("Only amounts in %(currencies)s, for which no connected CRM has a rate.")
    return text % {"currencies": ", ".join(currencies)}


def value_of(metric: Metric, sums: Sums) -> Number | None:
    """A value over sums of which none is missing; None where there is nothing below the line."""
    top, bottom = metric.sums(sums)
    if metric.bottom is None:
        return read(metric, top)
    return ratio(metric, top, bottom) if bottom else None


def read(metric: Metric, total: Sum) -> Number:
    """A total as it is read: money in whole micros, else a whole number where it is one."""
    if isinstance(total, int):
        return total
    return round(total) if metric.unit is Unit.MONEY else float(total)


def ratio(metric: Metric, top: Sum, bottom: Sum) -> Number:
    """Money per something in whole micros, half to even; else a plain number."""
    if metric.unit is not Unit.MONEY:
        return float(top / bottom)
    if isinstance(top, int) and isinstance(bottom, int):
        return _rounded(top, bottom) if bottom > 0 else _rounded(-top, -bottom)
    return round(top / Fraction(bottom))


def _rounded(top: int, bottom: int) -> int:
    whole, left = divmod(top, bottom)
    return whole + (2 * left > bottom or (2 * left == bottom and whole % 2 == 1))


def _nothing_below(metric: Metric) -> str:
    words = {
        "impressions": _("There were no impressions."),
        "clicks": _("There were no clicks."),
        "spend": _("Nothing was spent."),
        "new_customers": _("There were no new customers."),
        "sessions": _("There were no visits."),
        "leads": _("There were no leads."),
        "conversions": _("No platform reports a conversion in these days."),
        "won": _("No deal was won in these days."),
        "cycles": _("No deal that was made before it was won closed in these days."),
        "revenue + lost_value": _("No deal with an amount closed in these days."),
        "won + lost": _("No deal closed in these days."),
    }
    return words.get(metric.denominator) or _("There is nothing to divide by.")
