"""Dashboards made, changed, copied and set back by programs: what their pages allow, no more."""

from typing import Any

import pytest

from accounts.models import AuditEvent, Membership, Role
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.models import Dashboard, DashboardVersion
from tests.analytics.dashboards.test_contents import make
from tests.api_keys import delete, get, key_for, patch, post
from tests.cast import Cast
from tests.counting import assert_same_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/dashboards"
SPEND = {"kind": "number", "question": "metrics=spend"}
BARS = {"kind": "bars", "title": "Channels", "question": "metrics=spend&by=channel"}
BOARD: dict[str, Any] = {
    "name": "What it costs",
    "roles": ["viewer"],
    "layout": {"days": "range=30d&compare=previous", "tiles": [SPEND, BARS]},
}


@pytest.fixture
def secret(cast: Cast) -> str:
    return key_for(cast.bob, cast.acme)


def places(whole: Any) -> list[tuple[str, int, int, int, int]]:
    return [(t["kind"], t["x"], t["y"], t["w"], t["h"]) for t in whole["layout"]["tiles"]]


def test_a_board_is_made_as_it_was_said(cast: Cast, secret: str) -> None:
    made = post(secret, ALL, BOARD)
    one, whole = made["Location"], made.json()
    assert made.status_code == 201, made.content
    assert (whole["name"], whole["roles"], whole["version"]) == ("What it costs", ["viewer"], 1)
    assert places(whole) == [("number", 0, 0, 3, 2), ("bars", 3, 0, 6, 4)]
    assert whole["layout"]["tiles"][1]["title"] == "Channels"
    assert get(secret, one).json() == whole
    assert whole["made_by_id"] == str(cast.bob.pk)
    with inside(cast.acme):
        event = AuditEvent.objects.get(action="dashboard.made")
        assert (event.actor_kind, whole["id"] in event.target) == ("api_key", True)


def test_a_board_begins_with_a_template_or_with_nothing(cast: Cast, secret: str) -> None:
    begun = post(secret, ALL, {"name": "All", "beginning": "executive"}).json()
    assert len(begun["layout"]["tiles"]) > 3
    assert post(secret, ALL, {"name": "None"}).json()["layout"]["tiles"] == []
    both = post(secret, ALL, {"name": "Both", "beginning": "executive", "layout": {}})
    assert (both.status_code, list(both.json()["errors"])) == (400, ["beginning"])


def test_tiles_are_placed_sized_and_ordered_anew(cast: Cast, secret: str) -> None:
    one = post(secret, ALL, BOARD)["Location"]
    number, bars = get(secret, one).json()["layout"]["tiles"]
    wanted = [{**bars, "x": 0, "y": 0, "w": 8}, {**number, "x": 8, "y": 0, "w": 4, "h": 4}]
    changed = patch(secret, one, {"layout": {"tiles": wanted}}).json()
    assert places(changed) == [("bars", 0, 0, 8, 4), ("number", 8, 0, 4, 4)]
    assert changed["layout"]["days"] == BOARD["layout"]["days"], "what is not said stays"
    where = patch(secret, one, {"layout": {"where": "channel is Brand", "days": "range=90d"}})
    layout = where.json()["layout"]
    assert (layout["where"], layout["days"], len(layout["tiles"])) == (
        "channel is Brand",
        "range=90d",
        2,
    )
    same = patch(secret, one, {"layout": {"days": "range=90d"}}).json()
    assert same["version"] == where.json()["version"] == 3, "what is set already is no version"


@pytest.mark.parametrize(
    ("tile", "field"),
    [
        ({"kind": "pie"}, "kind"),
        ({"kind": "number", "question": "metrics=visits_of_mars"}, "question"),
        ({"kind": "bars", "question": "metrics=spend&by=colour"}, "question"),
        ({"kind": "number", "days": "range=forever"}, "days"),
        ({"kind": "number", "w": 13}, "w"),
        ({"kind": "number", "x": 11, "y": 0}, "x"),
        ({"kind": "number", "id": "a b"}, "id"),
        ({"kind": "number", "x": "1"}, "x"),
        ({"kind": "text", "text": "Call 010190-1234"}, "text"),
    ],
)
def test_what_a_tile_may_not_be_is_said_by_its_place_and_field(
    cast: Cast, secret: str, tile: Any, field: str
) -> None:
    answer = post(secret, ALL, {"name": "No", "layout": {"tiles": [SPEND, tile]}})
    assert answer.status_code == 400, answer.content
    errors = answer.json()["errors"]["layout"]
    assert field in str(errors), errors
    with inside(cast.acme):
        assert not Dashboard.objects.exists()


def test_what_a_board_may_not_be_is_refused_whole(cast: Cast, secret: str) -> None:
    wrong: list[dict[str, Any]] = [
        {"layout": {"where": "channel is"}},
        {"layout": {"days": "range=forever"}},
        {"layout": {"tiles": [{**SPEND, "id": "a"}, {**SPEND, "id": "a"}]}},
        {"layout": {"tiles": [SPEND] * 41}},
        {"roles": ["owner"]},
        {"name": ""},
    ]
    one = post(secret, ALL, BOARD)["Location"]
    before = get(secret, one).json()
    for body in wrong:
        answer = patch(secret, one, {"name": "Other", **body})
        assert answer.status_code == 400, body
        assert answer["Content-Type"] == "application/problem+json"
    assert get(secret, one).json() == before


def test_two_programs_do_not_undo_one_another(cast: Cast, secret: str) -> None:
    one = post(secret, ALL, BOARD)["Location"]
    seen = get(secret, one)["ETag"]
    assert patch(secret, one, {"layout": {"days": "range=7d"}}).json()["version"] == 2
    late = patch(secret, one, {"layout": {"days": "range=90d"}, "version": 1, "name": "Late"})
    assert (late.status_code, late.json()["code"]) == (409, "outdated")
    assert patch(secret, one, {"name": "Late"}, **{"If-Match": seen}).status_code == 412
    assert delete(secret, one, **{"If-Match": seen}).status_code == 412
    assert get(secret, one).json()["name"] == "What it costs"
    assert delete(secret, one, **{"If-Match": get(secret, one)["ETag"]}).status_code == 204
    assert get(secret, one).status_code == 404


def test_a_repeated_call_makes_one_board(cast: Cast, secret: str) -> None:
    once = {"Idempotency-Key": "board-1"}
    first, again = post(secret, ALL, BOARD, **once), post(secret, ALL, BOARD, **once)
    assert first.json() == again.json()
    with inside(cast.acme):
        assert Dashboard.objects.count() == 1


def test_a_board_is_as_it_was_and_every_setting_stays(cast: Cast, secret: str) -> None:
    one = post(secret, ALL, BOARD)["Location"]
    patch(secret, one, {"layout": {"tiles": []}})
    versions = get(secret, f"{one}/versions").json()["versions"]
    assert [(v["number"], v["tiles"]) for v in versions] == [(2, 0), (1, 2)]
    old = get(secret, f"{one}/versions/1").json()
    assert [t["kind"] for t in old["layout"]["tiles"]] == ["number", "bars"]
    late = post(secret, f"{one}/versions/1/restore", {"version": 1})
    assert (late.status_code, late.json()["code"]) == (409, "outdated")
    back = post(secret, f"{one}/versions/1/restore", {"version": 2}).json()
    assert (back["version"], back["layout"]) == (3, old["layout"])
    assert get(secret, f"{one}/versions").json()["versions"][0]["restored"] == 1
    assert post(secret, f"{one}/versions/9/restore").status_code == 404
    assert get(secret, f"{one}/versions/{10**30}").status_code == 404


def test_a_copy_is_its_makers_own(cast: Cast, secret: str) -> None:
    one = post(secret, ALL, BOARD)["Location"]
    theirs = key_for(cast.alice, cast.acme)
    copy = post(theirs, f"{one}/duplicate").json()
    assert (copy["name"], copy["roles"]) == ("Copy of What it costs", [])
    assert copy["made_by_id"] == str(cast.alice.pk)
    assert copy["layout"] == get(secret, one).json()["layout"]
    assert post(theirs, f"{one}/duplicate", {"name": "Mine"}).json()["name"] == "Mine"
    assert get(secret, f"{ALL}/{copy['id']}").status_code == 404, "for its maker and admins"


def test_a_board_of_another_is_set_and_neither_named_nor_deleted(cast: Cast, secret: str) -> None:
    row = make(cast, "Alice's", Role.MARKETER)
    with inside(cast.acme):
        Dashboard.objects.update(made_by=cast.alice)
    one = f"{ALL}/{row.pk}"
    assert patch(secret, one, {"layout": {"days": "range=7d"}}).status_code == 200
    both = patch(secret, one, {"layout": {"days": "range=90d"}, "name": "Bob's"})
    assert (both.status_code, both.json()["code"]) == (403, "refused")
    assert delete(secret, one).status_code == 403
    now = get(secret, one).json()
    assert (now["name"], now["layout"]["days"]) == ("Alice's", "range=7d"), "all or nothing"


def test_a_key_without_the_scope_or_the_role_changes_nothing(cast: Cast) -> None:
    row = make(cast, "Shared", *Role)
    calls = [
        ("", BOARD),
        (f"/{row.pk}/duplicate", {}),
        (f"/{row.pk}/versions/1/restore", {}),
    ]
    reads = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    viewer = key_for(cast.alice, cast.acme)
    Membership.objects.filter(user=cast.alice).update(role=Role.VIEWER)
    for secret in (reads, viewer):
        for rest, body in calls:
            assert post(secret, f"{ALL}{rest}", body).status_code == 403, rest
        assert patch(secret, f"{ALL}/{row.pk}", {"name": "No"}).status_code == 403
        assert delete(secret, f"{ALL}/{row.pk}").status_code == 403
        assert get(secret, f"{ALL}/{row.pk}/versions").status_code == 200
    with inside(cast.acme):
        assert DashboardVersion.objects.count() == 1


def test_charlies_key_changes_nothing_of_acme(cast: Cast) -> None:
    row = make(cast, "Shared", *Role)
    secret = key_for(cast.charlie, cast.rival)
    for rest in ("/versions", "/versions/1"):
        assert get(secret, f"{ALL}/{row.pk}{rest}").status_code == 404
    for rest in ("/duplicate", "/versions/1/restore"):
        assert post(secret, f"{ALL}/{row.pk}{rest}").status_code == 404
    assert patch(secret, f"{ALL}/{row.pk}", {"name": "Mine"}).status_code == 404
    assert delete(secret, f"{ALL}/{row.pk}").status_code == 404


def test_a_list_of_three_versions_costs_as_much_as_one(cast: Cast, secret: str) -> None:
    one = post(secret, ALL, BOARD)["Location"]
    days = iter(("7d", "90d", "30d"))
    assert_same_queries(
        lambda: get(secret, f"{one}/versions"),
        lambda: patch(secret, one, {"layout": {"days": f"range={next(days)}"}}),
    )
