"""What stands on a board: the answer of each tile, or why it has none; without a page around it."""

import logging
from dataclasses import dataclass, replace
from datetime import date

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accounts.errors import Trouble
from accounts.models import Workspace
from analytics.dashboards.answering import Answers, is_plain
from analytics.dashboards.asking import address_of, gone_metrics, query_of
from analytics.dashboards.beside import NOTHING, Beside
from analytics.dashboards.layout import Layout, Tile, TileKind
from analytics.exploring.address import ExploreAddress
from analytics.exploring.answer import Explored
from analytics.exploring.series import Drawn, series
from analytics.queries import MetricResult, fiscal_year
from analytics.queries.found import TooMany

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TileContent:
    """A tile with its answer; a text has none, and where there is a `trouble` there is none.

    `query` is the explorer's query for the same. `explored` is there for all but a funnel, whose
    `steps` are. `drawn` are the lines over time: of a number its own one, of a series each.
    `beside` is filled by `trusting.with_trust`.
    """

    tile: Tile
    query: str = ""
    address: ExploreAddress | None = None
    explored: Explored | None = None
    drawn: tuple[Drawn, ...] = ()
    steps: MetricResult | None = None
    trouble: str = ""
    beside: Beside = NOTHING

    @property
    def has_data(self) -> bool:
        """Whether any of its values is known."""
        if self.steps is not None:
            return any(cell.value is not None for cell in self.steps.values.values())
        if self.explored is None:
            return False
        lines = (*self.explored.lines, self.explored.total)
        keys = [self.explored.exploration.metric.key]
        if self.tile.kind is TileKind.TABLE:
            keys = list(self.explored.exploration.query.metrics)
        return any(line.cells[key].value is not None for line in lines for key in keys)


def contents_of(layout: Layout, workspace: Workspace, *, today: date) -> tuple[TileContent, ...]:
    """The contents of all tiles, in their order; inside of the workspace.

    Tiles without parts are answered together, by two statements for each of their periods, filters
    and steps of time; each other one by its own. What one of them cannot answer costs no other
    anything.
    """
    fiscal = fiscal_year(workspace)
    bare = [
        TileContent(
            tile,
            query_of(tile, layout),
            address_of(tile, layout, today, fiscal, workspace.week_start),
        )
        if tile.kind is not TileKind.TEXT
        else TileContent(tile)
        for tile in layout.tiles
    ]
    answers = Answers(workspace, today)
    answers.expect(
        (one.address, one.tile.kind is TileKind.FUNNEL)
        for one in bare
        if one.address is not None and not (_gone(one.tile) or _stopped(one.address))
    )
    return tuple(_filled(one, answers) for one in bare)


def _filled(content: TileContent, answers: Answers) -> TileContent:
    if content.address is None:
        return content
    if trouble := _gone(content.tile) or _stopped(content.address):
        return replace(content, trouble=trouble)
    try:
        with transaction.atomic():
            return _answered(content, answers)
    except TooMany:
        text = _("More rows than anybody reads. Take a dimension away, or choose fewer days.")
        return replace(content, trouble=text)
    except Trouble as trouble:
        return replace(content, trouble=str(trouble))
    except DatabaseError:
        _log.exception("A tile could not be answered.")
        text = _("This could not be answered now. Load the page again, or choose fewer days.")
        return replace(content, trouble=text)


def _gone(tile: Tile) -> str:
    """That a metric is no more; the explorer's words would name all that there are."""
    names = ", ".join(f"“{key}”" for key in gone_metrics(tile)[:3])
    text = _("%(names)s is no metric any more. Change this tile to ask for another.")
    return text % {"names": names} if names else ""


def _stopped(address: ExploreAddress) -> str:
    """Why it cannot be asked; a tile leaves nothing out, for then its number would be another."""
    return " ".join(address.troubles) or address.unfit


def _answered(content: TileContent, answers: Answers) -> TileContent:
    asked = content.address.asked if content.address else None
    if asked is None:
        return content
    if content.tile.kind is TileKind.FUNNEL:
        return replace(content, steps=answers.steps(asked))
    explored = answers.explored(asked)
    content = replace(content, explored=explored)
    # Bars of nothing but the whole are drawn over time, as in the explorer.
    is_over_time = content.tile.kind is TileKind.BARS and not asked.down
    if content.tile.kind not in (TileKind.NUMBER, TileKind.SERIES) and not is_over_time:
        return content
    if is_plain(asked):
        metric = asked.metric
        line = answers.plain(asked).series[metric.key]
        return replace(content, drawn=(Drawn(str(metric.label), line),))
    return replace(content, drawn=series(explored, answers.workspace))
