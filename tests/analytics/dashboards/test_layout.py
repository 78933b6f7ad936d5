"""Layouts: read as they were written, refused with words, settled without an overlap."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.errors import Trouble
from analytics.dashboards.asking import query_of
from analytics.dashboards.layout import COLUMNS, Layout, Tile, TileKind, dump_layout
from analytics.dashboards.parsing import checked, parse_layout
from analytics.dashboards.settling import placed_last, settled

_SPEND = Tile("a1", TileKind.NUMBER, "Spend", "metrics=spend&range=7d&csrf=1", w=3, h=2)
_TEXT = Tile("b2", TileKind.TEXT, "Words", text="Hello", x=3, w=3, h=2)


def test_what_is_written_is_read_and_what_means_nothing_is_left_out() -> None:
    layout = Layout((_SPEND, _TEXT), "range=90d&x=1", "channel is Display")
    kept = checked(layout)
    assert kept.tiles[0].question == "metrics=spend"
    assert kept.days == "range=90d"
    assert parse_layout(dump_layout(kept)) == kept
    assert parse_layout({}) == Layout()


@pytest.mark.parametrize(
    ("tile", "words"),
    [
        ({"kind": "pie"}, "“pie” is no kind"),
        ({"kind": "text", "w": "2"}, "has to be a whole number"),
        ({"kind": "text", "w": True}, "has to be a whole number"),
        ({"kind": "text", "title": 3}, "has to be a text"),
        ({"kind": "text", "x": 8, "w": 6}, "within 12 columns"),
        ({"kind": "text", "h": 0}, "Its height is 1 to 12 rows"),
        ({"kind": "text", "id": "a b"}, "letters and digits"),
        ("text", "is no object"),
    ],
)
def test_a_wrong_tile_is_named(tile: Any, words: str) -> None:
    with pytest.raises(Trouble, match=words):
        parse_layout({"tiles": [tile]})


def test_what_is_too_much_or_unreadable_is_not_kept() -> None:
    for wrong in (
        replace(Layout(), tiles=(_SPEND, _SPEND)),
        replace(Layout(), tiles=tuple(replace(_TEXT, id=f"t{n}") for n in range(41))),
        replace(Layout(), where="colour is red"),
        replace(Layout(), days="range=" + "7" * 300),
        replace(Layout(), tiles=(replace(_TEXT, text="x" * 5000),)),
    ):
        with pytest.raises(Trouble):
            checked(wrong)
    jsons: list[Any] = [None, [], {"tiles": {}}, {"where": 1}]
    for wrong_json in jsons:
        with pytest.raises(Trouble):
            parse_layout(wrong_json)


def test_a_tile_asks_under_the_boards_days_and_both_filters() -> None:
    own = replace(_SPEND, kind=TileKind.BARS, question="metrics=spend&by=channel&range=7d&where=a")
    board = Layout((), "range=90d&compare=year", "channel is (Display, Direct)")
    assert query_of(replace(own, question="metrics=spend&by=channel"), board) == (
        "metrics=spend&by=channel&range=90d&compare=year&show=bars"
        "&where=channel+is+%28Display%2C+Direct%29"
    )
    # One that cannot be read stands as it is, so that nothing is counted without it.
    assert "where=a" in query_of(own, board)
    assert "where=colour" in query_of(_SPEND, Layout(where="colour is red"))
    assert "by=" not in query_of(replace(own, kind=TileKind.NUMBER), board)


_TILES = st.lists(
    st.builds(
        Tile,
        id=st.uuids().map(lambda one: one.hex),
        kind=st.just(TileKind.TEXT),
        x=st.integers(-2, 14),
        y=st.integers(-2, 30),
        w=st.integers(0, 14),
        h=st.integers(0, 14),
    ),
    max_size=14,
    unique_by=lambda tile: tile.id,
)


def _overlap(one: Tile, other: Tile) -> bool:
    across = one.x < other.x + other.w and other.x < one.x + one.w
    return across and one.y < other.y + other.h and other.y < one.y + one.h


def _check(found: tuple[Tile, ...]) -> None:
    assert not any(_overlap(*two) for two in combinations(found, 2))
    assert all(tile.x >= 0 and tile.x + tile.w <= COLUMNS and tile.y >= 0 for tile in found)
    for tile in found:
        raised = replace(tile, y=tile.y - 1)
        others = [one for one in found if one.id != tile.id]
        assert tile.y == 0 or any(_overlap(raised, one) for one in others)
    assert list(found) == sorted(found, key=lambda tile: (tile.y, tile.x, tile.id))
    assert settled(found) == found


@settings(max_examples=50, deadline=None)
@given(tiles=_TILES, move=st.tuples(st.integers(0, 13), st.integers(-1, 12), st.integers(-1, 30)))
def test_settled_tiles_never_overlap_and_leave_no_gap(
    tiles: list[Tile], move: tuple[int, int, int]
) -> None:
    found = settled(tiles)
    _check(found)
    assert {tile.id for tile in found} == {tile.id for tile in tiles}
    if found:
        place, x, y = move
        tile = found[place % len(found)]
        moved = settled(
            [replace(one, x=x, y=y) if one.id == tile.id else one for one in found], tile.id
        )
        _check(moved)
        new = next(one for one in moved if one.id == tile.id)
        assert (new.w, new.h, new.x) == (tile.w, tile.h, max(0, min(x, COLUMNS - tile.w)))
    more = placed_last(found, replace(_TEXT, id="new"))
    _check(more)
    assert [one for one in more if one.id != "new"] == list(found)


def test_a_moved_tile_changes_places_with_the_one_whose_half_it_reaches() -> None:
    top, below = replace(_TEXT, id="top", x=0, w=6, h=4), replace(_TEXT, id="low", x=0, w=6, h=2)
    start = settled([top, replace(below, y=4)])

    def order(moved: str, y: int) -> list[str]:
        tiles = [replace(one, y=y) if one.id == moved else one for one in start]
        return [one.id for one in settled(tiles, moved)]

    assert order("low", 2) == ["top", "low"]
    assert order("low", 1) == ["low", "top"]
    assert order("top", 0) == ["top", "low"]
    assert order("top", 1) == ["low", "top"]
