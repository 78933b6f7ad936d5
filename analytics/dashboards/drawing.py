"""Tiles as their template takes them: title, link to the explorer, number, chart or table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.dashboards.asking import gone_metrics
from analytics.dashboards.contents import TileContent
from analytics.dashboards.layout import KIND_LABELS, LEAST, Tile, TileKind
from analytics.dashboards.marking import (
    Changed,
    Notes,
    Opening,
    Settles,
    changed_of,
    mark_of,
    notes_of,
    openings_of,
    own_days,
    passport_of,
    settles_of,
)
from analytics.exploring.address import ExploreAddress
from analytics.exploring.answer import Explored
from analytics.exploring.charts import bars_chart, trusted_chart
from analytics.exploring.flat import passport_words
from analytics.exploring.page import Remark, own_remarks, remarks_of
from analytics.exploring.table import Table, bare, table
from analytics.exploring.titles import split_title
from analytics.figures import Change, change_of, exact_of, short, sparkline
from analytics.metrics import CATALOGUE
from analytics.pages.agreeing import TrustMark
from analytics.pages.charts import Chart, funnel
from analytics.pages.happenings import marked

_CHARTS = {TileKind.SERIES: "line", TileKind.BARS: "bar", TileKind.FUNNEL: "funnel"}
_MOST_NAMED = 3


@dataclass(frozen=True)
class Figure:
    """The number of a tile, with what it was before and its shape over the days."""

    value: str
    exact: str
    change: Change | None
    before: str
    points: str
    previous: str
    passport_url: str
    reason: str


@dataclass(frozen=True)
class DrawnTile:
    """A tile as it is seen. `place` are the classes that put it where it stands."""

    tile: Tile
    kind: str
    title: str
    place: str
    url: str
    trouble: str
    is_empty: bool
    figure: Figure | None = None
    chart: Chart | None = None
    chart_kind: str = ""
    table: Table | None = None
    remarks: tuple[Remark, ...] = ()
    mark: TrustMark | None = None
    settles: Settles | None = None
    notes: Notes | None = None
    openings: tuple[Opening, ...] = ()
    passport_url: str = ""
    days: str = ""
    changed: tuple[Changed, ...] = ()

    @property
    def least(self) -> tuple[int, int]:
        """How wide and how high it has to be."""
        return LEAST[self.tile.kind]


def drawn(contents: Sequence[TileContent], slug: str) -> list[DrawnTile]:
    """All tiles of a board, in the order in which they are read."""
    return [_drawn(one, slug) for one in contents]


def without_links(one: DrawnTile) -> DrawnTile:
    """The same, from which nothing is opened."""
    return replace(
        one,
        url="",
        passport_url="",
        changed=(),
        openings=(),
        notes=None,
        figure=replace(one.figure, passport_url="") if one.figure else None,
        table=bare(one.table) if one.table else None,
    )


def is_unsettled(contents: Sequence[TileContent]) -> bool:
    """Whether the last days of any tile are not complete."""
    answers = [one.explored or one.steps for one in contents]
    days = [one.address.period.last_on if one.address else date.min for one in contents]
    return any(
        answer is not None and answer.unsettled_from is not None and answer.unsettled_from <= last
        for answer, last in zip(answers, days, strict=True)
    )


def place_of(tile: Tile) -> str:
    """Classes, because a strict policy allows no style in the page; rows are told by digits."""
    y = tile.y
    digits = f"at-c-{y // 100} at-d-{y // 10 % 10} at-e-{y % 10}"
    return f"at-x-{tile.x} at-w-{tile.w} at-h-{tile.h} {digits}"


def title_of(content: TileContent) -> str:
    """Its own title, else what it asks in a few words."""
    tile, address = content.tile, content.address
    if tile.title or address is None:
        return tile.title or (_("Text") if tile.kind is TileKind.TEXT else "")
    # Where a metric is gone, the address names another, of which the tile says nothing.
    if tile.kind is TileKind.FUNNEL or gone_metrics(tile):
        return str(KIND_LABELS[tile.kind])
    if address.asked is not None and tile.kind is not TileKind.TABLE:
        names = [str(address.asked.metric.label)]
    elif address.asked is not None:
        every = [str(metric.label) for metric in address.asked.query.catalogue]
        names = every[:_MOST_NAMED] + ["…"] * (len(every) > _MOST_NAMED)
    else:
        names = [str(CATALOGUE[key].label) for key in address.metrics]
    return split_title(", ".join(names), address.by)


def _drawn(content: TileContent, slug: str) -> DrawnTile:
    tile, explored, address = content.tile, content.explored, content.address
    explore_url = reverse("analytics:explore", kwargs={"slug": slug})
    bare = DrawnTile(
        tile,
        str(KIND_LABELS[tile.kind]),
        title_of(content),
        place_of(tile),
        f"{explore_url}?{content.query}" if address is not None else "",
        content.trouble,
        not content.has_data and tile.kind is not TileKind.TEXT and not content.trouble,
        days=own_days(content),
    )
    bare = replace(
        bare,
        mark=mark_of(content, slug),
        changed=changed_of(content, slug),
        openings=openings_of(content, slug),
        passport_url=passport_of(content, slug),
    )
    if content.steps is not None:
        return replace(bare, chart=funnel(content.steps), chart_kind="funnel")
    if explored is None or address is None:
        return bare
    bare = replace(bare, remarks=_remarks(explored))
    metric = explored.exploration.metric
    if tile.kind is TileKind.NUMBER:
        settles = settles_of(content, metric, explored.currency)
        figure = _figure(content, explored, address, slug)
        return replace(bare, figure=figure, settles=settles, is_empty=False)
    if tile.kind is TileKind.TABLE:
        return replace(bare, table=_linked(table(explored, address, slug), explore_url))
    if tile.kind is TileKind.BARS and explored.exploration.down:
        return replace(bare, chart=bars_chart(explored), chart_kind=_CHARTS[tile.kind])
    chart = _over_time(content, explored, address, bare.mark, slug)
    return replace(bare, chart=chart, chart_kind="line", notes=notes_of(content, slug))


def _over_time(
    content: TileContent,
    explored: Explored,
    address: ExploreAddress,
    mark: TrustMark | None,
    slug: str,
) -> Chart:
    """With its days' marks; whether these agree with their sources stands above it."""
    beside = content.beside
    found = trusted_chart(explored, content.drawn, address, mark, beside.foretold)
    found = replace(found, trust=None)
    return marked(found, beside.happened, slug) if beside.happened else found


def _remarks(explored: Explored) -> tuple[Remark, ...]:
    """What is special to this tile; that the last days are not complete stands once above all."""
    own = own_remarks(explored.exploration.query.catalogue, None)
    return (*remarks_of(replace(explored, unsettled_from=date.max)), *own)


def _linked(found: Table, explore_url: str) -> Table:
    """The explorer's table, whose links lead to the explorer from wherever it stands."""
    rows = [replace(row, url=explore_url + row.url if row.url else "") for row in found.rows]
    return replace(found, rows=rows, columns=[replace(one, sort_url="") for one in found.columns])


def _figure(content: TileContent, explored: Explored, address: ExploreAddress, slug: str) -> Figure:
    metric, currency = explored.exploration.metric, explored.currency
    cell = explored.total.cells[metric.key]
    then = explored.total.before[metric.key] if explored.total.before else None
    line = content.drawn[0].series if content.drawn else None
    before: Any = line.before if line and line.before else ()
    known = [v for v in (*(line.values if line else ()), *before) if v is not None]
    most = max(known, default=0)
    is_known = cell.value is not None
    url = reverse("analytics:number", kwargs={"slug": slug, "metric": metric.key})
    return Figure(
        short(metric.unit, cell.value, currency) if cell.value is not None else "",
        exact_of(metric, cell.value, currency) if cell.value is not None else "",
        change_of(metric, cell, then),
        short(metric.unit, then.value, currency) if then and then.value is not None else "",
        sparkline(line.values, most) if line and is_known else "",
        sparkline(before, most) if before and is_known else "",
        url + passport_words(address, address.where),
        "" if is_known else cell.reason,
    )
