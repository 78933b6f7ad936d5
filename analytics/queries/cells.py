"""One value of an answer, from the sums that it is made of; or why there is none."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from analytics.metrics import MEASURES, Measure, Metric, Unit
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
    top = sums.get(metric.numerator, 0)
    if not metric.denominator:
        return Cell(MEASURES[metric.numerator].in_ones(top), without_rate=without)
    bottom = sums.get(metric.denominator, 0)
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


def ratio(metric: Metric, top: int, bottom: int) -> Number:
    """Money per something in whole micros, half to even; else a plain number."""
    return round(top / bottom) if metric.unit is Unit.MONEY else top / bottom


def _nothing_below(metric: Metric) -> str:
    words = {
        "impressions": _("There were no impressions."),
        "clicks": _("There were no clicks."),
        "spend": _("Nothing was spent."),
        "new_customers": _("There were no new customers."),
        "sessions": _("There were no visits."),
    }
    return words[metric.denominator]
