"""What a reader has to know beside the numbers: late sources, amounts left out, missing stages."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analytics.figures import money
from analytics.queries import LeftOut, MetricResult, SourceState


@dataclass(frozen=True)
class Notice:
    """One message, as components/alert.html takes it."""

    tone: str
    title: str
    text: str


@dataclass(frozen=True)
class Freshness:
    """A source's state in one line."""

    name: str
    label: str
    tone: str
    source: SourceState


def notices(result: MetricResult) -> list[Notice]:
    """What is missing, late or not settled in these numbers."""
    found = [_late(source) for source in result.sources if source.is_late]
    found += [_left_out(one) for one in result.left_out]
    since = result.snapshots_since
    has_stages = {"mql", "sql"} & set(result.query.metrics)
    if has_stages and since and result.query.period.first_on < since.date():
        day = date_format(since, "DATE_FORMAT")
        text = _(
            "Your CRM keeps no history of lead statuses, so we count what our own syncs have seen."
        )
        found.append(Notice("info", _("MQL and SQL are known since %(day)s") % {"day": day}, text))
    if result.unsettled_from and result.unsettled_from <= result.query.period.last_on:
        day = date_format(result.unsettled_from, "DATE_FORMAT")
        text = _("Platforms still report on these days; their numbers will change.")
        found.append(Notice("info", _("Incomplete from %(day)s on") % {"day": day}, text))
    return found


def freshness(result: MetricResult) -> list[Freshness]:
    """Each source in one line."""
    return [
        Freshness(source.name, *state_of(source), source)
        for source in result.sources
        if not source.is_disconnected or source.last_ad_on or source.has_crm
    ]


def _late(source: SourceState) -> Notice:
    text = source.trouble_text or _("Its last days are missing until it has been read again.")
    return Notice("warn", _("%(source)s is late") % {"source": source.name}, text)


def _left_out(one: LeftOut) -> Notice:
    words = {
        "spend": _("in spend"),
        "pipeline": _("in pipeline"),
        "revenue": _("in won revenue"),
        "lost_value": _("in lost value"),
        "conversion_value": _("in conversion value"),
    }
    amount = f"{one.currency}\u00a0{money(one.micros)}"
    title = _("%(amount)s %(where)s has no rate") % {
        "amount": amount,
        "where": words.get(one.measure, one.measure),
    }
    text = _("It is left out of every sum here. A rate from your CRM brings it in.")
    return Notice("warn", title, text)


def state_of(source: SourceState) -> tuple[str, str]:
    """A source's state in a word, and its tone."""
    if source.is_disconnected:
        return _("Disconnected"), "none"
    if source.is_paused:
        return _("Paused"), "none"
    if source.is_late:
        return _("Late"), "warn"
    if source.trouble_text:
        return _("Trouble"), "bad"
    if source.fresh_until is None and not source.is_file:
        return _("Not read yet"), "info"
    return (_("File") if source.is_file else _("Fresh")), "good"
