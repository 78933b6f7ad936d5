"""The blocks of a page: tiles in reading order, numbers side by side, narrow charts in pairs."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from analytics.dashboards.asking import gone_metrics
from analytics.dashboards.contents import TileContent
from analytics.dashboards.drawing import title_of
from analytics.dashboards.layout import TileKind
from analytics.dashboards.marking import own_days
from analytics.exploring.answer import Explored, Line, is_pivoted
from analytics.exploring.leaves import DIMENSIONS
from analytics.figures import change_of, exact_of, short
from analytics.metrics import Metric
from analytics.queries.result import Cell
from analytics.reporting.composing.drawing import (
    bars_picture,
    funnel_picture,
    series_picture,
)
from analytics.reporting.composing.writing import figure, head
from analytics.reporting.setting.document import (
    Block,
    Card,
    Cards,
    Column,
    Pair,
    Picture,
    Table,
    Words,
)

_HALF = 6


def blocks_of(contents: Iterable[TileContent]) -> tuple[Block, ...]:
    """All tiles as blocks."""
    found: list[Block] = []
    cards: list[Card] = []
    waiting: TileContent | None = None
    ordered = sorted(contents, key=lambda one: (one.tile.y, one.tile.x))
    for content in ordered:
        is_number = content.tile.kind is TileKind.NUMBER
        is_narrow = _is_narrow(content)
        if waiting and (not is_narrow or is_number):
            found.append(_block(waiting, is_wide=True))
            waiting = None
        if cards and not is_number:
            found.append(Cards(tuple(cards)))
            cards = []
        if is_number:
            cards.append(_card(content))
        elif not is_narrow:
            found.append(_block(content, is_wide=True))
        elif waiting:
            found.append(_pair(waiting, content))
            waiting = None
        else:
            waiting = content
    if waiting:
        found.append(_block(waiting, is_wide=True))
    return (*found, Cards(tuple(cards))) if cards else tuple(found)


def _is_narrow(content: TileContent) -> bool:
    """A table wants all the room that there is."""
    return content.tile.w <= _HALF and content.tile.kind is not TileKind.TABLE


def _pair(left: TileContent, right: TileContent) -> Pair:
    made = [_block(one, is_wide=False) for one in (left, right)]
    sides = [one for one in made if isinstance(one, Picture | Words)]
    return Pair(*sides)


def _block(content: TileContent, *, is_wide: bool) -> Picture | Table | Words:
    tile, explored = content.tile, content.explored
    if tile.kind is TileKind.TEXT:
        return Words(tile.title, tile.text)
    if content.trouble or not content.has_data:
        return Words(_name(content), content.trouble or _why_empty(content), is_trouble=True)
    if content.steps is not None:
        return funnel_picture(content, content.steps, is_wide=is_wide)
    if explored is None:
        return Words(_name(content), _why_empty(content), is_trouble=True)
    if tile.kind is TileKind.TABLE:
        return _table(content, explored)
    if tile.kind is TileKind.SERIES and content.drawn:
        return series_picture(content, explored, is_wide=is_wide)
    return bars_picture(content, explored, is_wide=is_wide)


def _name(content: TileContent) -> str:
    is_named = content.address is not None and not gone_metrics(content.tile)
    asked = content.address.asked if content.address and is_named else None
    return content.tile.title or (str(asked.metric.label) if asked else _("A tile"))


def _why_empty(content: TileContent) -> str:
    if content.explored is None:
        return _("No value yet")
    metric = content.explored.exploration.metric
    return content.explored.total.cells[metric.key].reason or _("Nothing in these days.")


def _card(content: TileContent) -> Card:
    explored = content.explored
    if content.trouble or explored is None:
        return Card(_name(content), "", gap=content.trouble or _("No value yet"))
    metric, total = explored.exploration.metric, explored.total
    cell = total.cells[metric.key]
    label = ", ".join(filter(None, (content.tile.title or str(metric.label), own_days(content))))
    if cell.value is None:
        return Card(label, "", gap=cell.reason)
    before = total.before[metric.key] if total.before else None
    by = change_of(metric, cell, before)
    card = Card(
        label,
        short(metric.unit, cell.value, explored.currency),
        exact_of(metric, cell.value, explored.currency),
    )
    if by is None or before is None or before.value is None:
        return card
    was = short(metric.unit, before.value, explored.currency)
    versus = _("from %(value)s") % {"value": was}
    return replace(card, change=by.text, tone=by.tone, versus=versus)


def _table(content: TileContent, explored: Explored) -> Table:
    asked = explored.exploration
    down = [str(DIMENSIONS[one]) for one in asked.down] or [_("Part")]
    names = tuple(Column(name) for name in down)
    metrics = asked.query.catalogue
    rows = [_row(line, list(line.names), explored) for line in explored.lines]
    if explored.rest is not None:
        count = explored.count - len(explored.lines)
        name = _("Other (%(count)d)") % {"count": count}
        rows.append(_row(explored.rest, [name], explored))
    total = _row(explored.total, [_("All")], explored)
    if not asked.query.dimensions:
        rows, total = [total], ()
    if is_pivoted(asked):
        across = [one.name if one.key is not None else _("Other") for one in explored.columns]
        every = _("%(metric)s, all") % {"metric": head(asked.metric, explored.currency)}
        columns = (*names, *(Column(name, True) for name in (every, *across)))
    else:
        columns = (*names, *(Column(head(one, explored.currency), True) for one in metrics))
    note = " ".join(filter(None, (own_days(content), _lacks(explored))))
    return Table(title_of(content), columns, tuple(rows), total, note)


def _row(line: Line, names: list[str], explored: Explored) -> tuple[str, ...]:
    asked = explored.exploration
    wide = max(1, len(asked.down))
    texts = [*names, *[""] * wide][:wide]
    if not is_pivoted(asked):
        return (*texts, *(_text(one, line.cells[one.key]) for one in asked.query.catalogue))
    metric = asked.metric
    across = (_text(metric, cells[metric.key]) for cells in line.columns)
    return (*texts, _text(metric, line.cells[metric.key]), *across)


def _text(metric: Metric, cell: Cell) -> str:
    return "–" if cell.value is None else figure(metric, cell.value)


def _lacks(explored: Explored) -> str:
    """Why columns are empty, once beneath the table."""
    total = explored.total.cells
    reasons = {
        f"{metric.label}: {total[metric.key].reason}"
        for metric in explored.exploration.query.catalogue
        if total[metric.key].value is None and total[metric.key].reason
    }
    return " ".join(sorted(reasons))
