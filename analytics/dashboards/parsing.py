"""Reads a layout from JSON, and says what may not be kept of one."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from analytics.dashboards.layout import (
    COLUMNS,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LOWEST,
    MOST_TILES,
    TALLEST,
    Layout,
    Tile,
    TileKind,
    clean_days,
    clean_question,
    new_id,
)
from analytics.exploring.language import LONGEST, NoFilter, filter_of
from analytics.models.reports import LONGEST_QUESTION

_LONGEST_DAYS = 200
_TEXTS = ("id", "title", "question", "text", "days")


def parse_layout(given: Any) -> Layout:
    """The layout of a JSON value; raises Trouble, which says what is wrong with which tile.

    What its questions and its filter say is not looked at: what is no more is told on its tile.
    """
    if not isinstance(given, Mapping):
        raise Trouble(_("A dashboard is an object with the field “tiles”."))
    found = given.get("tiles", [])
    if not isinstance(found, list):
        raise Trouble(_("“tiles” has to be a list."))
    tiles = tuple(_tile(one, place) for place, one in enumerate(found, 1))
    layout = Layout(tiles, _text(given, "days", ""), _text(given, "where", ""))
    return replace(layout, tiles=_placed(layout.tiles))


def checked(layout: Layout) -> Layout:
    """One that may be kept: questions and days by the words that mean something alone.

    Raises Trouble where its filter cannot be read, or something is too long.
    """
    if len(layout.days) > _LONGEST_DAYS:
        raise Trouble(_("These days are too long to be kept."))
    _check_where(layout.where)
    tiles = (_checked(tile, place) for place, tile in enumerate(_placed(layout.tiles), 1))
    return replace(layout, tiles=tuple(tiles), days=clean_days(layout.days))


def _placed(tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
    if len(tiles) > MOST_TILES:
        text = _("At most %(count)d tiles on a dashboard.") % {"count": MOST_TILES}
        raise Trouble(text, advice=_("Make a second dashboard for the others."))
    if len({tile.id for tile in tiles}) < len(tiles):
        raise Trouble(_("Two tiles have the same id."))
    for place, tile in enumerate(tiles, 1):
        if not tile.id.isalnum() or not tile.id.isascii():
            text = _("The id of tile %(place)d has to be letters and digits.")
            raise Trouble(text % {"place": place})
        if not _is_placed(tile):
            text = _("Tile %(place)d does not stand within %(columns)d columns and %(rows)d rows.")
            values = {"place": place, "columns": COLUMNS, "rows": LOWEST + 1}
            advice = _("Its height is 1 to %(rows)d rows.") % {"rows": TALLEST}
            raise Trouble(text % values, advice=advice)
    return tiles


def _check_where(where: str) -> None:
    try:
        filter_of(where)
    except NoFilter as wrong:
        text = _("The dashboard’s filter cannot be read: %(why)s")
        raise Trouble(text % {"why": wrong}) from wrong
    if len(where) > LONGEST:
        raise Trouble(_("At most %(count)d letters.") % {"count": LONGEST})


def _tile(given: Any, place: int) -> Tile:
    if not isinstance(given, Mapping):
        raise Trouble(_("Tile %(place)d is no object.") % {"place": place})
    kind = given.get("kind")
    if kind not in set(TileKind):
        wrong = _("Tile %(place)d: “%(kind)s” is no kind; these are: %(known)s.")
        known = ", ".join(TileKind)
        raise Trouble(wrong % {"place": place, "kind": str(kind)[:40], "known": known})
    tile_id, title, question, text, days = (_text(given, name, "", place) for name in _TEXTS)
    x, y, w, h = (_whole(given, name, place) for name in ("x", "y", "w", "h"))
    return Tile(tile_id or new_id(), TileKind(kind), title, question, text, x, y, w, h, days)


def _text(given: Mapping[str, Any], name: str, default: str, place: int = 0) -> str:
    value = given.get(name, default)
    if not isinstance(value, str):
        text = _("“%(name)s” of tile %(place)d has to be a text.")
        raise Trouble(text % {"name": name, "place": place})
    return value.replace("\0", "")


def _whole(given: Mapping[str, Any], name: str, place: int) -> int:
    value = given.get(name, getattr(Tile, name))
    if not isinstance(value, int) or isinstance(value, bool):
        text = _("“%(name)s” of tile %(place)d has to be a whole number.")
        raise Trouble(text % {"name": name, "place": place})
    return value


def _checked(tile: Tile, place: int) -> Tile:
    longest = {
        "id": 40,
        "title": LONGEST_TITLE,
        "text": LONGEST_TEXT,
        "question": LONGEST_QUESTION,
        "days": _LONGEST_DAYS,
    }
    for name, most in longest.items():
        if len(getattr(tile, name)) > most:
            text = _("“%(name)s” of tile %(place)d is too long: at most %(count)d letters.")
            raise Trouble(text % {"name": name, "place": place, "count": most})
    if tile.kind is TileKind.TEXT:
        return replace(tile, question="", days="")
    question, days = clean_question(tile.question), clean_days(tile.days)
    return replace(tile, question=question, days=days, text="")


def _is_placed(tile: Tile) -> bool:
    is_wide = tile.w >= 1 and tile.x >= 0 and tile.x + tile.w <= COLUMNS
    return is_wide and 1 <= tile.h <= TALLEST and 0 <= tile.y <= LOWEST


def parse_text(text: str) -> Layout:
    """The layout of a text that holds JSON; raises Trouble."""
    try:
        return parse_layout(json.loads(text))
    except ValueError as wrong:
        raise Trouble(_("This is no layout of a dashboard.")) from wrong
