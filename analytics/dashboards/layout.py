"""How a board is set: its tiles, its days and its filter."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.utils.translation import gettext_lazy

from analytics.exploring.address import DAYS, WORDS

COLUMNS = 12
MOST_TILES = 40
TALLEST = 12
LOWEST = 999
LONGEST_TITLE = 120
LONGEST_TEXT = 4_000


class TileKind(StrEnum):
    """How a tile shows the answer to its question; a text asks nothing."""

    NUMBER = "number"
    SERIES = "series"
    BARS = "bars"
    FUNNEL = "funnel"
    TABLE = "table"
    TEXT = "text"


KIND_LABELS: Mapping[TileKind, Any] = {
    TileKind.NUMBER: gettext_lazy("Number"),
    TileKind.SERIES: gettext_lazy("Over time"),
    TileKind.BARS: gettext_lazy("Bars"),
    TileKind.FUNNEL: gettext_lazy("Funnel"),
    TileKind.TABLE: gettext_lazy("Table"),
    TileKind.TEXT: gettext_lazy("Text"),
}
# {kind: how wide and how high a new one is}, in columns and rows
SIZES: Mapping[TileKind, tuple[int, int]] = {
    TileKind.NUMBER: (3, 2),
    TileKind.SERIES: (6, 4),
    TileKind.BARS: (6, 4),
    TileKind.FUNNEL: (6, 5),
    TileKind.TABLE: (12, 5),
    TileKind.TEXT: (6, 2),
}
# {kind: how wide and how high one has to be, to show anything}
LEAST: Mapping[TileKind, tuple[int, int]] = {
    TileKind.NUMBER: (2, 2),
    TileKind.SERIES: (3, 3),
    TileKind.BARS: (3, 3),
    TileKind.FUNNEL: (4, 4),
    TileKind.TABLE: (4, 4),
    TileKind.TEXT: (2, 1),
}


@dataclass(frozen=True)
class Tile:
    """One tile: `question` is the query of the explorer, as a saved report keeps it.

    It stands in `w` of 12 columns from `x` on, `h` rows from `y` on, all counted from 0. Its days
    are the board's, but for the words of days that are its own: those hold whatever the board says.
    """

    id: str
    kind: TileKind
    title: str = ""
    question: str = ""
    text: str = ""
    x: int = 0
    y: int = 0
    w: int = 6
    h: int = 4
    days: str = ""


@dataclass(frozen=True)
class Layout:
    """All tiles in the order in which one reads them, the board's days and its filter.

    `days` are the explorer's words `range`, `from`, `to` and `compare` as a query; `where` is a
    filter in the explorer's language. Both hold for every tile; empty is the default, and none.
    """

    tiles: tuple[Tile, ...] = ()
    days: str = ""
    where: str = ""

    def tile(self, tile_id: str) -> Tile | None:
        """The tile of an id, None where there is none."""
        return next((tile for tile in self.tiles if tile.id == tile_id), None)


def new_id() -> str:
    """An id for a new tile, alone on its board."""
    return uuid4().hex[:12]


def clean_question(query: str) -> str:
    """The explorer's own words of a query, without days; what else came along is left out."""
    return _words(query, WORDS)


def clean_days(query: str) -> str:
    """The words of days of a query."""
    return _words(query, DAYS)


def _words(query: str, names: Iterable[str]) -> str:
    given = QueryDict(query[:20_000].lstrip("?").replace("\0", ""))
    kept = QueryDict(mutable=True)
    for name in names:
        if name in given:
            kept.setlist(name, given.getlist(name))
    return kept.urlencode()


def days_over(given: QueryDict, kept: str) -> QueryDict:
    """Words of days, with those of a query instead of those that they replace."""
    words = QueryDict(kept, mutable=True)
    if any(given.get(name) for name in ("range", "from", "to")):
        for name in ("range", "from", "to"):
            words.pop(name, None)
    for name in DAYS:
        if value := given.get(name):
            words[name] = str(value)
    return words


def dump_layout(layout: Layout) -> dict[str, Any]:
    """The JSON of a layout, from which the same is read."""
    return {**asdict(layout), "tiles": [_dump(tile) for tile in layout.tiles]}


def _dump(tile: Tile) -> dict[str, Any]:
    """Days of its own only where there are any, so that older layouts stay as they are written."""
    found = asdict(tile)
    return found if tile.days else {name: found[name] for name in found if name != "days"}
