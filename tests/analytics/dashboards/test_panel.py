"""A tile's panel: filled in as the explorer's form, tried, refused beside its fields, kept."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.models import Membership, Role
from accounts.tenancy import inside
from analytics.dashboards.layout import Layout, Tile, TileKind, dump_layout
from analytics.dashboards.parsing import parse_layout
from analytics.dashboards.reading import layout_of
from analytics.models import Dashboard
from tests.analytics.dashboards.test_contents import make
from tests.analytics.test_pages import MARCH, client_of, fill
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
_TILE = Tile("a1", TileKind.TABLE, "Cost", "metrics=spend,clicks&by=campaign&sort=-clicks", w=6)
_PART = {"HX-Request": "true"}
_ASKED: dict[str, Any] = {
    "version": 1,
    "title": "Cost",
    "kind": "table",
    "metric": ["spend", "clicks"],
    "by0": "campaign",
}


def board(cast: Cast, tile: Tile = _TILE) -> tuple[Client, str, Dashboard]:
    """Bob, the address of his board over March, and the board."""
    row = make(cast, "Money", Role.VIEWER, layout=Layout((tile,), MARCH))
    return client_of(cast.bob), f"/w/acme/dashboards/{row.pk}/", row


def tiles_of(cast: Cast, row: Dashboard) -> tuple[Tile, ...]:
    with inside(cast.acme):
        row.refresh_from_db()
        return layout_of(row).tiles


def test_a_question_is_changed_where_it_stands(cast: Cast) -> None:
    fill(cast)
    client, home, row = board(cast)
    part = client.get(f"{home}tiles/a1/?range=7d", headers=_PART).content.decode()
    assert "<html" not in part
    for words in ('value="clicks" checked', 'value="campaign" selected', "tiles/a1/preview"):
        assert words in part, words
    sent = _ASKED | {
        "kind": "bars",
        "draw": "clicks",
        "w0s": "platform",
        "w0o": "is",
        "w0v": "Google Ads",
        "span": "90d",
        "compare": "year",
        "board": "?range=7d",
    }
    answer = client.post(f"{home}tiles/a1/", sent, headers=_PART)
    assert answer.status_code == 204
    assert f'"{home}?range=7d#tile-a1"' in answer["HX-Trigger"]
    (one,) = tiles_of(cast, row)
    assert (one.kind, one.days, one.w) == (TileKind.BARS, "range=90d&compare=year", 6)
    for word in ("where=platform+is+google_ads", "draw=clicks", "sort=-clicks"):
        assert word in one.question
    again = client.get(f"{home}tiles/a1/").content.decode()
    assert "<html" in again
    assert 'value="90d" selected' in again
    assert 'value="Google Ads"' in again


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(cast: Cast) -> None:
    fill(cast)
    client, home, row = board(cast)
    wrongs: list[tuple[dict[str, Any], str]] = [
        ({"metric": []}, "Choose at least one metric."),
        ({"kind": "bars", "by0": ""}, "Bars need something to be split by."),
        ({"by0": "lead_source", "metric": ["ctr"]}, "can be split by"),
        ({"w0s": "", "w0v": "x"}, "Choose what this value is compared with."),
        ({"h0s": "spend", "h0v": "much"}, "is no number"),
        ({"span": "custom", "first": "2026-03-09"}, "Choose a day."),
        ({"span": "custom", "first": "2026-03-09", "last": "2026-03-01"}, "comes before"),
        ({"span": "custom", "first": "tomorrow", "last": "2026-03-01"}, "valid date"),
        ({"title": "x" * 200}, "at most 120 characters"),
        ({"kind": "pie"}, "Select a valid choice"),
    ]
    for change, words in wrongs:
        answer = client.post(f"{home}tiles/a1/", _ASKED | change)
        assert (answer.status_code, words in answer.content.decode()) == (422, True), words
    assert tiles_of(cast, row) == (_TILE,)
    assert row.version == 1


def test_the_preview_shows_the_tile_and_what_is_wrong_and_keeps_nothing(cast: Cast) -> None:
    fill(cast)
    client, home, row = board(cast)
    url = f"{home}tiles/a1/preview"
    html = client.get(url, _ASKED | {"kind": "number"}).content.decode()
    assert "USD\u00a0105" in html
    assert 'hx-swap-oob="true"' in html
    assert "/numbers/" not in html, "what leads away would take the panel with it"
    for change, words in (
        (_ASKED | {"kind": "series"}, 'id="chart-preview-data"'),
        ({"kind": "table"}, "at least one metric"),
        (_ASKED | {"board": "where=campaign+is+x"}, "Nothing in these days"),
    ):
        assert words in client.get(url, change).content.decode(), words
    more = client.post(f"{home}tiles/a1/", _ASKED | {"look": "1", "w0s": "channel", "w0v": "x"})
    assert (more.status_code, 'name="w1s"' in more.content.decode()) == (200, True)
    assert tiles_of(cast, row) == (_TILE,)


def test_a_new_tile_begins_with_its_question(cast: Cast) -> None:
    fill(cast)
    client, home, row = board(cast)
    assert "A new tile" in client.get(f"{home}tiles/ask/", headers=_PART).content.decode()
    assert client.get(f"{home}tiles/new/preview", _ASKED).status_code == 200
    client.post(f"{home}tiles/ask/", _ASKED | {"kind": "number", "title": ""})
    old, new = tiles_of(cast, row)
    assert (old.id, new.kind, new.w, new.x) == (_TILE.id, TileKind.NUMBER, 3, 6)
    assert new.id.isalnum()
    assert new.id != "new"


def test_who_was_too_late_is_told_in_the_panel(cast: Cast) -> None:
    client, home, row = board(cast)
    client.post(f"{home}tiles/a1/", _ASKED | {"title": "Mine"})
    late = client.post(f"{home}tiles/a1/", _ASKED | {"title": "Theirs"}, headers=_PART)
    html = late.content.decode()
    assert late.status_code == 409
    assert "Save mine over it" in html
    assert "<html" not in html
    assert tiles_of(cast, row)[0].title == "Mine"


def test_a_metric_that_is_gone_is_named_and_another_chosen(cast: Cast) -> None:
    fill(cast)
    client, home, row = board(cast, replace(_TILE, title="", question="metrics=own_gone"))
    html = client.get(home).content.decode()
    assert "“own_gone” is no metric any more" in html
    assert ">Table</a>" in html, "and no other metric's name stands above it"
    assert "cannot be asked any more" in client.get(f"{home}tiles/a1/").content.decode()
    client.post(f"{home}tiles/a1/", _ASKED)
    assert "metrics=spend%2Cclicks" in tiles_of(cast, row)[0].question


def test_days_of_its_own_are_kept_only_where_there_are_any() -> None:
    plain, own = Layout((_TILE,)), Layout((replace(_TILE, days="range=7d"),))
    assert "days" not in dump_layout(plain)["tiles"][0]
    assert parse_layout(dump_layout(own)) == own


def test_a_viewer_changes_nothing_and_a_neighbour_finds_nothing(cast: Cast) -> None:
    fill(cast)
    _client, home, row = board(cast)
    charlie = client_of(cast.charlie)
    for path in ("tiles/a1/", "tiles/ask/", "tiles/a1/preview"):
        for url in (home, home.replace("acme", "rival")):
            assert charlie.get(f"{url}{path}", _ASKED).status_code == 404
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)
    viewer = client_of(cast.bob)
    html = viewer.get(home).content.decode()
    assert "Open in Explore" in html
    assert "tiles/a1/" not in html
    for path in ("tiles/a1/", "tiles/ask/", "tiles/a1/preview"):
        assert viewer.get(f"{home}{path}").status_code == 403
    assert tiles_of(cast, row) == (_TILE,)
