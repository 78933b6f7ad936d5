"""What the rules of channels, or others, make of the last days: by channel and by thing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.channels.names import channel_name
from analytics.channels.preview import ChannelChange, Moved, Preview, Sums
from analytics.figures import exact, short
from analytics.metrics import Unit
from analytics.models import ThingKind
from analytics.pages.table_cells import Column, TableCell, TableRow

# Of each kind, so that hundreds of campaigns hide no lead source.
MOST_SHOWN = 25
_UNITS = {
    "spend": Unit.MONEY,
    "visits": Unit.COUNT,
    "leads": Unit.COUNT,
    "revenue": Unit.MONEY,
}


@dataclass(frozen=True)
class Figures:
    """A table as components/table.html takes it."""

    label: str
    columns: list[Column]
    rows: list[TableRow]


@dataclass(frozen=True)
class Listed:
    """Some of many things, and how many more there are."""

    rows: list[TableRow]
    columns: list[Column]
    more: int


def figures(found: Preview, currency: str) -> Figures:
    """What each channel cost and earned; where a draft changes it, what it was stands below."""
    heads = (_("Spend"), _("Visits"), _("Leads"), _("Won revenue"))
    columns = [_column(_("Channel")), *(_column(head, is_number=True) for head in heads)]
    return Figures(
        _("Channels"), columns, [TableRow(_cells(row, currency)) for row in found.channels]
    )


def _column(label: str, *, is_number: bool = False) -> Column:
    return Column(label, is_number, "", "")


def _cells(row: ChannelChange, currency: str) -> list[TableCell]:
    return [
        TableCell(channel_name(row.channel)),
        *(_cell(measure, row.before, row.after, currency) for measure in _UNITS),
    ]


def _cell(measure: str, before: Sums, after: Sums, currency: str) -> TableCell:
    was, now, unit = getattr(before, measure), getattr(after, measure), _UNITS[measure]
    sub = ""
    if was != now:
        sub = _("before: %(value)s") % {"value": _short(unit, was, currency)}
    if now is None and not sub:
        return TableCell("–", _("nothing in these days"), is_number=True, is_null=True)
    full = exact(unit, now, currency) if now is not None else ""
    return TableCell(_short(unit, now, currency), full, sub, is_number=True)


def _short(unit: Unit, value: int | None, currency: str) -> str:
    if value is None:
        return "–"
    return exact(unit, value, currency) if unit is Unit.COUNT else short(unit, value, currency)


def moved_rows(found: Preview, currency: str) -> Listed:
    """What would get another channel, the weightiest of each kind first."""
    heads = (_("What"), _("Channel now"), _("Channel then"))
    columns = [*map(_column, heads), _column(_("In the last 30 days"), is_number=True)]
    shown = _weightiest(found.moved)
    rows = [
        TableRow(
            [
                TableCell(one.name or "–", sub=_kind(one)),
                TableCell(channel_name(one.before)),
                TableCell(channel_name(one.after)),
                _weight(one, currency),
            ]
        )
        for one in shown
    ]
    return Listed(rows, columns, len(found.moved) - len(shown))


def nowhere_rows(found: Preview, currency: str) -> Listed:
    """What no rule fits, as far as anything came of it in these days."""
    weighty = [one for one in found.nowhere if one.weight]
    shown = _weightiest(weighty)
    columns = [_column(_("What")), _column(_("In the last 30 days"), is_number=True)]
    rows = [
        TableRow([TableCell(one.name or "–", sub=_kind(one)), _weight(one, currency)])
        for one in shown
    ]
    return Listed(rows, columns, len(weighty) - len(shown))


def _weightiest(things: Sequence[Moved]) -> list[Moved]:
    return [
        one
        for kind in ThingKind
        for one in [thing for thing in things if thing.kind is kind][:MOST_SHOWN]
    ]


def moved_in_words(found: Preview) -> str:
    """ "400 ad campaigns, 3 lead sources"; empty where nothing moves."""
    counts = Counter(one.kind for one in found.moved)
    words = {
        ThingKind.AD: ngettext("%(n)s ad campaign", "%(n)s ad campaigns", counts[ThingKind.AD]),
        ThingKind.CRM: ngettext(
            "%(n)s campaign in the CRM", "%(n)s campaigns in the CRM", counts[ThingKind.CRM]
        ),
        ThingKind.ORIGIN: ngettext(
            "%(n)s origin of visits", "%(n)s origins of visits", counts[ThingKind.ORIGIN]
        ),
        ThingKind.LEAD_SOURCE: ngettext(
            "%(n)s lead source", "%(n)s lead sources", counts[ThingKind.LEAD_SOURCE]
        ),
    }
    told = [
        text % {"n": exact(Unit.COUNT, counts[kind], "")}
        for kind, text in words.items()
        if counts[kind]
    ]
    return ", ".join(told)


def _kind(one: Moved) -> str:
    return str(one.kind.label)


def _weight(one: Moved, currency: str) -> TableCell:
    """What came of a thing, in the unit of its kind."""
    if not one.weight:
        return TableCell("–", _("nothing in these days"), is_number=True, is_null=True)
    if one.kind in (ThingKind.AD, ThingKind.CRM):
        amount = exact(Unit.MONEY, one.weight, currency)
        words = _("%(amount)s spent") if one.kind is ThingKind.AD else _("%(amount)s won")
        return TableCell(words % {"amount": amount}, is_number=True)
    count = exact(Unit.COUNT, one.weight, "")
    if one.kind is ThingKind.ORIGIN:
        words = ngettext("%(count)s visit", "%(count)s visits", one.weight)
    else:
        words = ngettext("%(count)s lead", "%(count)s leads", one.weight)
    return TableCell(words % {"count": count}, is_number=True)
