"""The end of a report: filters, currency, how far was read, and what each metric means."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.channels.version import rules_used
from analytics.dashboards.contents import TileContent
from analytics.exploring.language import filter_of, text_of
from analytics.exploring.words import clause_words, names_in
from analytics.figures import factor, money
from analytics.metrics import CATALOGUE, Metric
from analytics.pages.charts import STEPS
from analytics.queries.freshness import SourceState
from analytics.queries.periods import Period
from analytics.queries.rates import rates_used
from analytics.reporting.composing.beside import beside_facts
from analytics.reporting.setting.document import Fact


def metrics_of(contents: Sequence[TileContent]) -> list[Metric]:
    """Every metric that the tiles show, once each, in the order in which they show them."""
    keys: dict[str, None] = {}
    for content in contents:
        if content.steps is not None:
            keys |= dict.fromkeys(STEPS)
        elif content.explored is not None:
            asked = content.explored.exploration
            shown = asked.query.metrics if content.tile.kind == "table" else (asked.metric.key,)
            keys |= dict.fromkeys(shown)
    return [CATALOGUE[key] for key in keys]


def definitions_of(contents: Sequence[TileContent]) -> tuple[Fact, ...]:
    """What each metric means, with the version of its formula."""
    return tuple(
        Fact(_("%(metric)s (version %(number)d)") % words, str(metric.formula))
        for metric in metrics_of(contents)
        for words in [{"metric": metric.label, "number": metric.version}]
    )


def facts_of(
    contents: Sequence[TileContent],
    where: str,
    period: Period | None,
    sources: Sequence[SourceState],
    read_until: datetime | None,
    workspace: Workspace,
) -> tuple[Fact, ...]:
    """All that one needs to know of the numbers."""
    found = [Fact(_("Filter"), _where_words(where) or _("none: all rows count"))]
    found += _of_tiles(contents, where)
    found.append(Fact(_("Currency"), _currency(period, workspace)))
    if read_until is not None:
        found.append(Fact(_("Read until"), moment(read_until)))
    if sources:
        found.append(Fact(_("Sources"), "; ".join(_source(one) for one in sources)))
    found += [Fact(_("Left out"), text) for text in _left_out(contents)]
    found += beside_facts(contents)
    changed = dict.fromkeys(one.text for content in contents for one in content.beside.meanings)
    found += [Fact(_("Changed"), text) for text in changed]
    has_channels = any(
        one.explored is not None and one.explored.exploration.query.has_channels for one in contents
    )
    if has_channels and (rules := rules_used()):
        found.append(Fact(_("Rules of channels"), _("version %(n)d") % {"n": rules.version}))
    return tuple(found)


def moment(at: datetime) -> str:
    """A moment by the clock that counts here."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def _where_words(where: str) -> str:
    clause = filter_of(where)
    if clause is None:
        return ""
    return _("only where %(filter)s") % {"filter": clause_words(clause, names_in(clause))}


def _of_tiles(contents: Sequence[TileContent], where: str) -> list[Fact]:
    """Filters that single tiles have besides that of the board."""
    found = []
    for content in contents:
        clause = content.address.where if content.address else None
        if clause is not None and text_of(clause) != where:
            asked = content.address.asked if content.address else None
            name = content.tile.title or (str(asked.metric.label) if asked else _("A tile"))
            found.append(
                Fact(_("Filter of “%(tile)s”") % {"tile": name}, _where_words(text_of(clause)))
            )
    return found


def _currency(period: Period | None, workspace: Workspace) -> str:
    used = rates_used(period, workspace.currency) if period else []
    rates = [
        f"1 {one.currency} = {factor(one.lowest)} {workspace.currency}"
        if one.lowest == one.highest
        else f"1 {one.currency} = {factor(one.lowest)} – {factor(one.highest)} {workspace.currency}"
        for one in used
    ]
    return "; ".join([workspace.currency, *dict.fromkeys(rates)])


def _source(one: SourceState) -> str:
    if not one.is_active:
        return _("%(name)s (paused)") % {"name": one.name}
    if one.fresh_until is None:
        return one.name
    return _("%(name)s, read until %(moment)s") % {
        "name": one.name,
        "moment": moment(one.fresh_until),
    }


def _left_out(contents: Sequence[TileContent]) -> list[str]:
    text = _("%(amount)s, for which there is no rate")
    amounts = {
        f"{one.currency}\u00a0{money(one.micros)}"
        for content in contents
        if content.explored is not None
        for one in content.explored.left_out
    }
    return [text % {"amount": amount} for amount in sorted(amounts)]
