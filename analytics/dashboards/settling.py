"""Tiles that never overlap: each goes up as far as those above it let it, the moved one first."""

from collections.abc import Iterable
from dataclasses import replace

from analytics.dashboards.layout import COLUMNS, LEAST, LOWEST, TALLEST, Tile


def settled(tiles: Iterable[Tile], moved: str = "") -> tuple[Tile, ...]:
    """The same tiles in reading order, without overlaps and without empty rows above any.

    The tile `moved` is put before the first one beneath it whose upper half it reaches; columns,
    widths and heights stay as they are, where they lie within the board and show anything.
    """
    ordered = sorted(map(_within, tiles), key=_reading)
    others = _stacked([tile for tile in ordered if tile.id != moved])
    for tile in ordered:
        if tile.id == moved:
            others.insert(_rank(tile, others), tile)
    return tuple(sorted(_stacked(others), key=_reading))


def placed_last(tiles: Iterable[Tile], tile: Tile) -> tuple[Tile, ...]:
    """All with one more, beneath the others at the left, or at the right where there is room."""
    known = settled(tiles)
    bottom = max((one.y + one.h for one in known), default=0)
    last = [one for one in known if one.y + one.h == bottom]
    beside = replace(tile, x=max((one.x + one.w for one in last), default=0), y=bottom)
    is_free = all(one.y + one.h <= last[0].y for one in known if _is_across(beside, one))
    if last and is_free and beside.x + tile.w <= COLUMNS:
        return settled([*known, replace(beside, y=last[0].y)])
    return settled([*known, replace(tile, x=0, y=bottom)])


def _within(tile: Tile) -> Tile:
    wide, high = LEAST[tile.kind]
    w = _between(wide, tile.w, COLUMNS)
    x, y = _between(0, tile.x, COLUMNS - w), _between(0, tile.y, LOWEST)
    return replace(tile, x=x, y=y, w=w, h=_between(high, tile.h, TALLEST))


def _between(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))


def _reading(tile: Tile) -> tuple[int, int, str]:
    return tile.y, tile.x, tile.id


def _rank(tile: Tile, others: list[Tile]) -> int:
    """Before which of the others it comes."""
    for rank, other in enumerate(others):
        if _is_across(tile, other) and 2 * tile.y < 2 * other.y + other.h:
            return rank
    return len(others)


def _is_across(one: Tile, other: Tile) -> bool:
    """Whether they share a column."""
    return one.x < other.x + other.w and other.x < one.x + one.w


def _stacked(tiles: list[Tile]) -> list[Tile]:
    """Each as high as those before it in the list leave room."""
    heights, found = [0] * COLUMNS, []
    for tile in tiles:
        y = max(heights[tile.x : tile.x + tile.w])
        heights[tile.x : tile.x + tile.w] = [y + tile.h] * tile.w
        found.append(replace(tile, y=y))
    return found
