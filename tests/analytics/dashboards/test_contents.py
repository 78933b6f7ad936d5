"""What stands on a board: every kind answered, few statements, one that fails costs no other."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest
from django.db import ProgrammingError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from accounts.models import Role
from accounts.subjects import Subject
from accounts.tenancy import inside
from analytics.dashboards.contents import TileContent, contents_of
from analytics.dashboards.layout import Layout, Tile, TileKind, dump_layout
from analytics.dashboards.reading import dashboard_for, dashboards_for, layout_of, version_of
from analytics.exploring.answer import explore
from analytics.exploring.series import series
from analytics.models import Dashboard, DashboardVersion
from analytics.personal_data import collect, erase
from analytics.queries.found import TooMany
from tests.analytics.test_pages import fill
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
_DAYS = "from=2026-03-01&to=2026-03-31"
_TODAY = date(2026, 4, 2)
_EVERY = (
    Tile("n1", TileKind.NUMBER, question="metrics=spend"),
    Tile("n2", TileKind.NUMBER, question="metrics=clicks,leads&draw=leads&by=channel"),
    Tile("s1", TileKind.SERIES, question="metrics=spend&step=day"),
    Tile("s2", TileKind.SERIES, question="metrics=spend&by=campaign&step=week"),
    Tile("b1", TileKind.BARS, question="metrics=spend,clicks&by=campaign"),
    Tile("f1", TileKind.FUNNEL),
    Tile("t1", TileKind.TABLE, question="metrics=spend,clicks&by=campaign&draw=clicks"),
    Tile("x1", TileKind.TEXT, text="Words"),
)


def answer(cast: Cast, *tiles: Tile, where: str = "") -> dict[str, TileContent]:
    with inside(cast.acme):
        found = contents_of(Layout(tiles, _DAYS, where), cast.acme, today=_TODAY)
    return {one.tile.id: one for one in found}


def test_each_tile_has_the_answer_that_the_explorer_gives(cast: Cast) -> None:
    fill(cast)
    found = answer(cast, *_EVERY)
    assert not any(one.trouble for one in found.values())
    assert all(one.has_data for one in found.values() if one.tile.kind is not TileKind.TEXT)
    with inside(cast.acme):
        for tile_id in ("n1", "n2", "s1", "s2", "b1", "t1"):
            one = found[tile_id]
            assert one.address
            assert one.address.asked
            assert one.explored
            same = explore(one.address.asked, cast.acme)
            told = one.explored
            assert (told.total, told.lines, told.rest) == (same.total, same.lines, same.rest)
            assert (told.left_out, told.unsettled_from) == (same.left_out, same.unsettled_from)
            if one.tile.kind is TileKind.SERIES:
                assert one.drawn == series(same, cast.acme)
    steps = found["f1"].steps
    assert steps
    assert steps.values["won_deals"].value == 1
    explored = found["n2"].explored
    assert explored
    assert explored.exploration.metric.key == "leads"


def test_tiles_without_parts_share_their_statements(cast: Cast) -> None:
    fill(cast)
    keys = ("spend", "clicks", "leads", "won_revenue", "roas", "ctr")
    tiles = [Tile(key, TileKind.NUMBER, question=f"metrics={key}") for key in keys]

    def statements(*some: Tile) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            answer(cast, *some)
        return sum("SAVEPOINT" not in one["sql"] for one in caught.captured_queries)

    funnel = Tile("f", TileKind.FUNNEL)
    assert statements(tiles[0]) == statements(*tiles, funnel)
    table = Tile("t", TileKind.TABLE, question="metrics=spend&by=campaign")
    assert statements(table) == statements(table, replace(table, id="b", kind=TileKind.BARS))
    with CaptureQueriesContext(connection) as caught:
        answer(cast, *_EVERY)
    states = sum("analytics_rollupbasis" in one["sql"] for one in caught.captured_queries)
    assert states == 1, "how fresh the sources are is read once for all tiles"


def test_one_that_fails_says_why_and_the_others_stay(cast: Cast) -> None:
    fill(cast)
    wrong = {
        "metrics=profit": "“profit” is no metric",
        "metrics=spend&where=colour+is+red": "cannot be read",
        "metrics=ctr&by=lead_source": "can be split by",
    }
    tiles = [Tile(f"w{n}", TileKind.TABLE, question=question) for n, question in enumerate(wrong)]
    found = answer(cast, _EVERY[0], *tiles)
    for tile, words in zip(tiles, wrong.values(), strict=True):
        assert words in found[tile.id].trouble
        assert found[tile.id].explored is None
    assert found["n1"].has_data
    with patch("analytics.dashboards.answering.explore", side_effect=TooMany):
        found = answer(cast, *_EVERY)
    assert "More rows than anybody reads" in found["b1"].trouble
    assert found["n1"].has_data
    everywhere = answer(cast, *_EVERY, where="colour is red")
    assert all(one.trouble for one in everywhere.values() if one.tile.kind is not TileKind.TEXT)


def test_the_boards_filter_holds_for_each_tile(cast: Cast) -> None:
    fill(cast, 2)
    found = answer(cast, *_EVERY, where="campaign contains nothing")
    assert not any(one.has_data for one in found.values() if one.tile.kind is TileKind.BARS)
    assert not found["n1"].trouble


def make(cast: Cast, name: str, *roles: Role, layout: Layout | None = None) -> Dashboard:
    """A board of Bob's."""
    with inside(cast.acme):
        row = Dashboard.objects.create(name=name, roles=list(roles), made_by=cast.bob)
        kept = dump_layout(layout or Layout(_EVERY))
        DashboardVersion.objects.create(dashboard=row, number=1, layout=kept, made_by=cast.bob)
    return row


def test_who_sees_which_board_and_no_neighbour_any(cast: Cast) -> None:
    own, shared = make(cast, "Mine"), make(cast, "Shared", Role.VIEWER)
    with inside(cast.acme):
        for role, user, names in (
            (Role.MARKETER, cast.bob, {"Mine", "Shared"}),
            (Role.MARKETER, cast.alice, set()),
            (Role.VIEWER, cast.alice, {"Shared"}),
            (Role.OWNER, cast.alice, {"Mine", "Shared"}),
            (Role.ADMIN, cast.charlie, {"Mine", "Shared"}),
        ):
            assert {one.name for one in dashboards_for(role, user.pk)} == names
        assert {one.name for one in dashboards_for(Role.VIEWER, None)} == {"Shared"}
        assert layout_of(shared) == Layout(_EVERY)
        with pytest.raises(Http404):
            dashboard_for(own.pk, Role.VIEWER, cast.alice.pk)
        with pytest.raises(Http404):
            version_of(own, 2)
    with inside(cast.rival):
        assert not dashboards_for(Role.OWNER, cast.charlie.pk).exists()
        assert not DashboardVersion.objects.exists()
        for row in (own, shared):
            with pytest.raises(Http404):
                dashboard_for(row.pk, Role.OWNER, cast.charlie.pk)


def test_who_made_and_set_boards_is_told_and_forgotten(cast: Cast) -> None:
    row = make(cast, "Mine")
    bob = Subject(user_id=cast.bob.pk)
    told = {one.table: one.rows[0] for one in collect(bob)}
    assert told["analytics.dashboard"]["name"] == "Mine"
    assert told["analytics.dashboardversion"]["number"] == "1"
    assert sum(one.erased for one in erase(bob)) == 2
    with inside(cast.acme):
        assert dashboard_for(row.pk, Role.OWNER, cast.alice.pk).made_by is None
        assert version_of(row).made_by is None
        assert not dashboards_for(Role.MARKETER, cast.bob.pk).exists()


def test_nobody_alters_a_version(cast: Cast) -> None:
    make(cast, "Mine")
    with inside(cast.acme), pytest.raises(ProgrammingError), transaction.atomic():
        DashboardVersion.objects.update(layout={})
