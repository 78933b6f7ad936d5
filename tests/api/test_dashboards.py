"""Dashboards for programs: what the key's maker sees, as set, with the numbers of each tile."""

import pytest

from accounts.models import Membership, Role
from accounts.permissions import Permission
from analytics.dashboards.layout import Layout, Tile, TileKind
from tests.analytics.dashboards.test_contents import make
from tests.analytics.test_pages import fill
from tests.api_keys import get, key_for
from tests.cast import Cast
from tests.counting import assert_same_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/dashboards"
TILES = (
    Tile("n1", TileKind.NUMBER, "Spend", question="metrics=spend"),
    Tile("f1", TileKind.FUNNEL, y=2),
    Tile("t1", TileKind.TABLE, question="metrics=spend,clicks&by=campaign", y=6),
    Tile("w1", TileKind.TABLE, question="metrics=visits", y=11),
    Tile("x1", TileKind.TEXT, text="Words", y=16),
)
LAYOUT = Layout(TILES, "from=2026-03-01&to=2026-03-31")


def test_a_board_is_read_as_it_is_set_and_as_numbers(cast: Cast) -> None:
    fill(cast)
    row = make(cast, "Mine", layout=LAYOUT)
    secret = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    (listed,) = get(secret, ALL).json()["dashboards"]
    one = get(secret, f"{ALL}/{row.pk}").json()
    assert {name: one[name] for name in listed} == listed
    assert one["layout"]["days"] == LAYOUT.days
    assert [tile["id"] for tile in one["layout"]["tiles"]] == ["n1", "f1", "t1", "w1", "x1"]
    tiles = {tile["id"]: tile for tile in get(secret, f"{ALL}/{row.pk}/contents").json()["tiles"]}
    spent = tiles["n1"]["table"]["total"]["values"]["spend"]["value"]
    assert spent == 105_000_000
    assert sum(filter(None, tiles["n1"]["series"][0]["values"])) == spent
    assert sum(line["values"]["spend"]["value"] for line in tiles["t1"]["table"]["lines"]) == spent
    assert tiles["f1"]["steps"]["leads"]["value"] == 1
    assert "visits" in tiles["w1"]["trouble"], "what one cannot answer costs no other"
    assert (tiles["x1"]["table"], tiles["x1"]["steps"], tiles["x1"]["trouble"]) == (None, None, "")


def test_a_key_sees_what_its_maker_sees_now(cast: Cast) -> None:
    own, shared = make(cast, "Mine"), make(cast, "Shared", Role.VIEWER)
    secret = key_for(cast.alice, cast.acme, [Permission.VIEW_NUMBERS])
    assert len(get(secret, ALL).json()["dashboards"]) == 2
    Membership.objects.filter(user=cast.alice).update(role=Role.VIEWER)
    assert [one["name"] for one in get(secret, ALL).json()["dashboards"]] == ["Shared"]
    for rest in ("", "/contents"):
        assert get(secret, f"{ALL}/{own.pk}{rest}").status_code == 404
        assert get(secret, f"{ALL}/{shared.pk}{rest}").status_code == 200


def test_charlies_key_finds_nothing_of_acme(cast: Cast) -> None:
    row = make(cast, "Shared", *Role)
    secret = key_for(cast.charlie, cast.rival)
    assert get(secret, ALL).json()["dashboards"] == []
    for rest in ("", "/contents"):
        assert get(secret, f"{ALL}/{row.pk}{rest}").status_code == 404


def test_a_list_of_three_costs_as_much_as_one(cast: Cast) -> None:
    secret = key_for(cast.bob, cast.acme)
    assert_same_queries(lambda: get(secret, ALL), lambda: make(cast, "One"))
