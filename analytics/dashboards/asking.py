"""Between a tile and the explorer: the address that asks its question under the board's words."""

from datetime import date

from django.http import QueryDict

from accounts.models import WeekStart
from analytics.address import Days, days_of
from analytics.dashboards.layout import Layout, Tile, TileKind, clean_question, days_over
from analytics.exploring.address import DAYS, ExploreAddress, Show, read_explore
from analytics.exploring.language import NoFilter, filter_of, text_of
from analytics.metrics import CATALOGUE
from analytics.queries.periods import Calendar
from analytics.queries.where import both

_SHOWN = {
    TileKind.NUMBER: Show.SERIES,
    TileKind.SERIES: Show.SERIES,
    TileKind.BARS: Show.BARS,
    TileKind.FUNNEL: Show.FUNNEL,
    TileKind.TABLE: Show.TABLE,
}


def query_of(tile: Tile, layout: Layout) -> str:
    """The explorer's query for a tile: its own question, the board's days or its own, both filters.

    A number is of everything that fits the filters, so it has no parts.
    """
    given = QueryDict(clean_question(tile.question), mutable=True)
    for name, values in days_over(QueryDict(tile.days), layout.days).lists():
        given.setlist(name, values)
    given["show"] = _SHOWN[tile.kind].value
    if tile.kind is TileKind.NUMBER:
        for name in ("by", "pivot", "having", "sort", "top"):
            given.pop(name, None)
    given["where"] = _both(given.get("where", ""), layout.where)
    if not given["where"]:
        del given["where"]
    return given.urlencode()


def gone_metrics(tile: Tile) -> list[str]:
    """The keys of a tile's metrics that are in no catalogue any more."""
    asked = QueryDict(tile.question).get("metrics", "").split(",")
    return [key for key in filter(None, map(str.strip, asked)) if key not in CATALOGUE]


def _both(own: str, of_all: str) -> str:
    """Both filters as one; one that cannot be read stands alone, so that the explorer says why."""
    for text in (own, of_all):
        try:
            filter_of(text)
        except NoFilter:
            return text
    return text_of(both(filter_of(own), filter_of(of_all)))


def address_of(
    tile: Tile, layout: Layout, today: date, fiscal: Calendar | None, week_start: str
) -> ExploreAddress:
    """The state of the explorer that asks what a tile shows."""
    return read_explore(QueryDict(query_of(tile, layout)), today, fiscal, week_start)


def days_shown(
    layout: Layout, today: date, fiscal: Calendar | None, week_start: str = WeekStart.MONDAY
) -> Days:
    """The board's own days, which hold for every tile that has none."""
    return Days(**days_of(QueryDict(layout.days), today, fiscal, week_start, DAYS))
