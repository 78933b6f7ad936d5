"""Lines of a passport: by whose rates amounts are converted, and who tells of stages."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analytics.figures import factor
from analytics.metrics import Metric
from analytics.queries import MetricResult, SourceState
from analytics.queries.rates import RateUsed, rates_used
from analytics.selectors import first_entries


@dataclass(frozen=True)
class Fact:
    """One line, as components/facts.html takes it."""

    label: str
    value: str
    url: str = ""
    hint: str = ""
    badge_tone: str = ""


def stage_facts(metric: Metric, result: MetricResult) -> list[Fact]:
    """Whether a source's own history tells of entries into stages or only our syncs; since when."""
    if not {"mql", "sql"} & {measure.key for measure in metric.measures}:
        return []
    first = first_entries()
    told = [source for source in result.sources if source.has_crm and source.has_stages]
    return [
        Fact(_("Entries of %(source)s") % {"source": one.name}, _told_by(one, first.get(one.id)))
        for one in told
    ]


def _told_by(source: SourceState, first_on: date | None) -> str:
    if source.snapshots_since is not None:
        day = date_format(source.snapshots_since, "DATE_FORMAT")
        return _("what our own syncs saw, since %(day)s") % {"day": day}
    if first_on is None:
        return _("its own history")
    day = date_format(first_on, "DATE_FORMAT")
    return _("its own history, since %(day)s") % {"day": day}


def money_facts(metric: Metric, result: MetricResult) -> list[Fact]:
    """The currency, and by whose rates amounts in others are converted."""
    if not any(measure.is_money for measure in metric.measures):
        return []
    found = [Fact(_("Currency"), result.currency)]
    used = rates_used(result.query.period, result.currency)
    are_several = len({one.source for one in used}) > 1
    return found + [
        Fact(_("Rate"), _rate(one, result.currency), hint=_converts(one, metric, are_several))
        for one in used
    ]


def _converts(one: RateUsed, metric: Metric, are_several: bool) -> str:
    """Whose rates they are and, where several have some, whether they are for their own alone."""
    origin = _origin(one, metric)
    if not (are_several and one.is_own):
        return origin
    return _("%(origin)s; its own deals") % {"origin": origin}


def _origin(one: RateUsed, metric: Metric) -> str:
    """Whose rates they are, and the rate of which day an amount is converted by."""
    if not one.is_dated:
        return _("the rate that %(source)s has now") % {"source": one.source}
    days = {
        "revenue": _("by the close date"),
        "lost_value": _("by the close date"),
        "pipeline": _("by the day on which the opportunity was made"),
        "spend": _("by the day on which it was spent"),
        "conversion_value": _("by the day on which it was reported"),
    }
    of = dict.fromkeys(days[measure.key] for measure in metric.measures if measure.key in days)
    text = _("dated rates of %(source)s, %(day)s")
    return text % {"source": one.source, "day": ", ".join(of)}


def _rate(one: RateUsed, currency: str) -> str:
    words = {
        "currency": one.currency,
        "rate": factor(one.lowest),
        "highest": factor(one.highest),
        "own": currency,
    }
    if one.lowest == one.highest:
        return _("1 %(currency)s = %(rate)s %(own)s") % words
    return _("1 %(currency)s = %(rate)s to %(highest)s %(own)s, by the day") % words
