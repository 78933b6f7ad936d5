"""What is drawn beside a tile's numbers: a mark, what they settle at, notes, ways to passports."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.dashboards.contents import TileContent
from analytics.dashboards.layout import TileKind
from analytics.exploring.address import ExploreAddress
from analytics.exploring.answer import Explored
from analytics.exploring.flat import passport_words
from analytics.exploring.others import ALL, REST, others_words
from analytics.exploring.question import MOST_SERIES
from analytics.figures import short
from analytics.metrics import CATALOGUE, Metric
from analytics.pages.agreeing import TrustMark, trust_mark
from analytics.pages.charts import STEPS, in_words, still_grows
from analytics.pages.happenings import Happenings, lines
from analytics.pages.trusted import settles
from analytics.queries.periods import compared
from analytics.queries.result import Cell

_NOT_ALL = TileKind.NUMBER, TileKind.TABLE


@dataclass(frozen=True)
class Settles:
    """What the number of a tile will settle at, short, with all that is known of it."""

    text: str
    hint: str


@dataclass(frozen=True)
class Notes:
    """What happened on a tile's days: in a few words, and as annotations/_notes.html takes it."""

    words: str
    notes: Any
    happened: Any
    holidays: str


@dataclass(frozen=True)
class Changed:
    """That a tile's number means something else since a day, and where one reads of it."""

    text: str
    url: str


@dataclass(frozen=True)
class Opening:
    """A number beneath a chart that opens its passport."""

    label: str
    text: str
    url: str


def own_days(content: TileContent) -> str:
    """The days of a tile that has its own, with what they are compared with, in words."""
    address = content.address
    if address is None or not content.tile.days:
        return ""
    before = compared(address.period, address.comparison)
    if before is None:
        return in_words(address.period)
    words = {"days": in_words(address.period), "before": in_words(before)}
    return _("%(days)s, compared with %(before)s") % words


def mark_of(content: TileContent, slug: str) -> TrustMark | None:
    """Whether its days agree with their sources, and whether one of these is late."""
    if content.address is None:
        return None
    beside = content.beside
    agreed = trust_mark(beside.agreement, content.address.period, slug)
    if not beside.late:
        return agreed
    label = _("Late: %(sources)s") % {"sources": ", ".join(beside.late)}
    hint = _("Its last days are missing until it has been read again.")
    if agreed is None:
        url = reverse("analytics:data", kwargs={"slug": slug})
        return TrustMark(label, "warn", hint, url, {})
    both = f"{label}. {agreed.label}" if agreed.doubted else label
    return replace(agreed, label=both, tone="warn", hint=f"{hint} {agreed.hint}")


def changed_of(content: TileContent, slug: str) -> tuple[Changed, ...]:
    """What of its numbers means something else, the newest change first."""
    return tuple(Changed(one.text, one.url(slug)) for one in content.beside.meanings)


def settles_of(content: TileContent, metric: Metric, currency: str) -> Settles | None:
    """None where its days have settled, or nobody can tell."""
    told = content.beside.foretold
    if told is None or told.total is None or not still_grows(told.total, told.now):
        return None
    names = {"value": told.total.value, "low": told.total.low, "high": told.total.high}
    words = {name: short(metric.unit, value, currency) for name, value in names.items()}
    text = _("Will settle at %(value)s (%(low)s – %(high)s)") % words
    return Settles(text, " ".join(fact.hint for fact in settles(metric, told, currency)))


def notes_of(content: TileContent, slug: str) -> Notes | None:
    """The list that the marks of its chart are numbered after."""
    found = content.beside.happened
    if found is None or not (found.notes or found.incidents or found.holidays):
        return None
    said = lines(found, slug, content.explored.currency if content.explored else "")
    if not (said["notes"] or said["happened"] or said["holidays"]):
        return None
    return Notes(_counted(found), said["notes"], said["happened"], said["holidays"])


def _counted(found: Happenings) -> str:
    notes, incidents, holidays = map(len, (found.notes, found.incidents, found.holidays))
    counted = (
        (notes, ngettext("%(n)d annotation", "%(n)d annotations", notes)),
        (incidents, ngettext("%(n)d incident", "%(n)d incidents", incidents)),
        (holidays, ngettext("%(n)d holiday", "%(n)d holidays", holidays)),
    )
    return ", ".join(text % {"n": count} for count, text in counted if count)


def passport_of(content: TileContent, slug: str) -> str:
    """Where the number that stands above a chart comes from: of all rows that it is of."""
    explored, address = content.explored, content.address
    if explored is None or address is None or content.tile.kind in _NOT_ALL:
        return ""
    metric = explored.exploration.metric
    if explored.total.cells[metric.key].value is None:
        return ""
    is_whole = explored.exploration.having is None
    words = passport_words(address, address.where) if is_whole else others_words(address, ALL)
    return _number(slug, metric) + words


def openings_of(content: TileContent, slug: str) -> tuple[Opening, ...]:
    """Numbers of a chart that stand nowhere else: of a funnel each step, else all others."""
    explored, address = content.explored, content.address
    if address is None or content.tile.kind in _NOT_ALL or not content.has_data:
        return ()
    if content.steps is not None:
        of_all = passport_words(address, address.where)
        cells = ((CATALOGUE[key], content.steps.values[key]) for key in STEPS)
        return tuple(_openings(cells, content.steps.currency, slug, of_all))
    return tuple(_rest(content, explored, address, slug)) if explored else ()


def _openings(
    cells: Iterable[tuple[Metric, Cell]], currency: str, slug: str, words: str
) -> Iterable[Opening]:
    for metric, cell in cells:
        if cell.value is not None:
            text = short(metric.unit, cell.value, currency)
            yield Opening(str(metric.label), text, _number(slug, metric) + words)


def _rest(
    content: TileContent, explored: Explored, address: ExploreAddress, slug: str
) -> Iterable[Opening]:
    """All rows that have no bar or no line of their own."""
    metric, asked = explored.exploration.metric, explored.exploration
    if content.tile.kind is TileKind.SERIES and asked.down:
        # A chart has room for fewer than the table: the others are what its last line is of.
        if explored.count <= MOST_SERIES or asked.having is not None:
            return
        shown = MOST_SERIES - 1
        address = replace(address, given={**address.given, "top": [str(shown)]})
        url = _number(slug, metric) + others_words(address, REST)
        yield Opening(_other(explored.count - shown), "", url)
    elif explored.rest is not None and (cell := explored.rest.cells[metric.key]).value is not None:
        text = short(metric.unit, cell.value, explored.currency)
        label = _other(explored.count - len(explored.lines))
        yield Opening(label, text, _number(slug, metric) + others_words(address, REST))


def _other(count: int) -> str:
    return _("Other (%(count)d)") % {"count": count}


def _number(slug: str, metric: Metric) -> str:
    return reverse("analytics:number", kwargs={"slug": slug, "metric": metric.key})
