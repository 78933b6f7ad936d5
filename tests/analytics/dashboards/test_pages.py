"""Boards in the browser: begun, composed, shared, restored, and kept from whom it is not for."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Membership, Role
from accounts.tenancy import inside
from analytics.dashboards.beginnings import BEGINNINGS
from analytics.dashboards.keeping import forget_dashboards
from analytics.dashboards.layout import Layout, Tile, TileKind
from analytics.dashboards.reading import layout_of
from analytics.models import Dashboard, DashboardVersion, SavedReport
from tests.analytics.dashboards.test_contents import make
from tests.analytics.test_pages import client_of, fill, see
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
_TILE = Tile("a1", TileKind.NUMBER, "Cost", "metrics=spend", w=3, h=2)
_OTHER = Tile("b2", TileKind.TEXT, text="Read this <b>first</b>\n\nThen that", x=3, w=3, h=2)
_MARCH = "from=2026-03-01&to=2026-03-31"


def home(row: Dashboard) -> str:
    return f"/w/acme/dashboards/{row.pk}/"


def now_of(cast: Cast, row: Dashboard) -> tuple[int, Layout]:
    with inside(cast.acme):
        row.refresh_from_db()
        return row.version, layout_of(row)


def board(cast: Cast, *roles: Role) -> Dashboard:
    return make(cast, "Money", *roles, layout=Layout((_TILE, _OTHER)))


def test_a_board_is_begun_with_each_template(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    assert "Begin with a template" in see(client, "dashboards/").content.decode()
    for key in BEGINNINGS:
        assert see(client, f"dashboards/new/?begin={key}").status_code == 200
        data = {"beginning": key, "name": key, "roles": ["viewer"]}
        answer = client.post("/w/acme/dashboards/new/", data)
        html = client.get(f"{answer['Location']}?{_MARCH}").content.decode()
        assert "USD\u00a0" in html
        assert "style=" not in html
        assert "/explore/?metrics=" in html
    with inside(cast.acme):
        assert {tuple(row.roles) for row in Dashboard.objects.all()} == {("viewer",)}
    wrong = client.post("/w/acme/dashboards/new/", {"beginning": "pie", "name": ""})
    assert wrong.status_code == 422
    empty = client.post("/w/acme/dashboards/new/", {"beginning": "empty", "name": "Mine"})
    assert empty["Location"].endswith("/tiles/new/")


def test_days_and_filter_of_the_address_hold_instead_of_the_kept_ones(cast: Cast) -> None:
    fill(cast)
    client, row = client_of(cast.bob), board(cast)
    assert "USD\u00a0105" in client.get(f"{home(row)}?{_MARCH}").content.decode()
    none = client.get(f"{home(row)}?{_MARCH}&where=campaign+is+none").content.decode()
    assert "USD\u00a0105" not in none
    assert "board-filter" in none
    wrong = client.get(f"{home(row)}?{_MARCH}&where=colour+is+red").content.decode()
    assert "so none is shown" in wrong
    assert "USD\u00a0105" not in wrong
    chosen = client.get(f"{home(row)}?filter=1&{_MARCH}&platform=google_ads")
    assert chosen["Location"] == f"{home(row)}?{_MARCH}&where=platform+is+google_ads"
    where = "campaign contains brand"
    client.post(f"{home(row)}words", {"version": 1, "days": f"{_MARCH}&csrf=1", "where": where})
    version, layout = now_of(cast, row)
    assert (version, layout.days, layout.where) == (2, _MARCH, where)
    assert "USD\u00a0100" in client.get(home(row)).content.decode()
    cleared = client.get(f"{home(row)}?filter=1&platform=")
    assert cleared["Location"] == f"{home(row)}?where="
    assert "board-filter" not in client.get(cleared["Location"]).content.decode()


def test_tiles_are_added_changed_moved_and_taken_away(cast: Cast) -> None:
    fill(cast)
    client, row = client_of(cast.bob), board(cast)
    with inside(cast.acme):
        report = SavedReport.objects.create(name="Brands", question="metrics=clicks&by=campaign")
    for number, data in enumerate(
        (
            {"what": "metric", "metric": "spend", "kind": "bars", "by": "channel"},
            {"what": "report", "report": str(report.pk), "kind": "table"},
            {"what": "text", "title": "", "text": "Words"},
        ),
        1,
    ):
        answer = client.post(f"{home(row)}tiles/new/", {**data, "version": number})
        assert answer.status_code == 302
    wrong = {"what": "metric", "metric": "spend", "kind": "bars", "version": 4}
    assert client.post(f"{home(row)}tiles/new/", wrong).status_code == 422
    version, layout = now_of(cast, row)
    assert version == 4
    assert [tile.kind.value for tile in layout.tiles][2:] == ["bars", "table", "text"]
    table = next(tile for tile in layout.tiles if tile.title == "Brands")
    page = f"{home(row)}tiles/{table.id}/"
    assert 'value="clicks" checked' in client.get(page).content.decode()
    changed = {"version": 4, "title": "Leads", "kind": "series", "metric": "leads"}
    client.post(page, changed)
    moved = {
        "version": 5,
        "x-a1": 4,
        "y-a1": 1,
        "w-a1": 99,
        "h-a1": "x",
        "then": f"tile:{table.id}",
    }
    assert client.post(f"{home(row)}edit/", moved)["Location"] == page
    version, layout = now_of(cast, row)
    first = layout.tile("a1")
    assert first
    assert (version, first.x, first.w, first.h) == (6, 0, 12, 2)
    same = layout.tile(table.id)
    assert same
    assert (same.title, same.kind, same.question) == ("Leads", TileKind.SERIES, "metrics=leads")
    client.post(f"{page}delete", {"version": 6})
    assert now_of(cast, row)[1].tile(table.id) is None
    assert client.get(page).status_code == 404
    assert client.post(f"{home(row)}edit/", {"version": 7}).status_code == 302
    assert now_of(cast, row)[0] == 7
    html = client.get(home(row)).content.decode()
    assert "Read this &lt;b&gt;first&lt;/b&gt;" in html


def test_the_second_of_two_who_save_is_told_and_loses_nothing(cast: Cast) -> None:
    bob, alice, row = client_of(cast.bob), client_of(cast.alice), board(cast)
    assert bob.post(f"{home(row)}edit/", {"version": 1, "w-a1": 6}).status_code == 302
    late = alice.post(f"{home(row)}edit/", {"version": 1, "h-a1": 5})
    assert late.status_code == 409
    html = late.content.decode()
    assert "Bob" in html
    sent = re.search(r'name="layout" value="([^"]+)"', html)
    assert sent
    mine = sent[1].replace("&quot;", '"')
    assert now_of(cast, row)[0] == 2
    alice.post(f"{home(row)}duplicate", {"layout": mine})
    alice.post(f"{home(row)}layout", {"layout": mine, "version": 2})
    version, layout = now_of(cast, row)
    tile = layout.tile("a1")
    assert tile
    assert (version, tile.w, tile.h) == (3, 3, 5)
    with inside(cast.acme):
        copy = Dashboard.objects.get(made_by=cast.alice)
        assert layout_of(copy) == layout
        assert copy.roles == []
    for wrong in ("{", '{"tiles": 3}'):
        alice.post(f"{home(row)}layout", {"layout": wrong, "version": 3})
    assert now_of(cast, row)[0] == 3


def test_a_version_is_looked_at_and_restored_and_nobody_alters_one(cast: Cast) -> None:
    client, row = client_of(cast.bob), board(cast)
    client.post(f"{home(row)}edit/", {"version": 1, "w-a1": 6})
    listed = client.get(f"{home(row)}versions/").content.decode()
    assert "Version 2" in listed
    assert "at-w-3" in client.get(f"{home(row)}versions/1/").content.decode()
    assert client.get(f"{home(row)}versions/9/").status_code == 404
    assert client.post(f"{home(row)}versions/1/restore", {"version": 1}).status_code == 409
    client.post(f"{home(row)}versions/1/restore", {"version": 2})
    version, layout = now_of(cast, row)
    assert (version, layout.tile("a1")) == (3, _TILE)
    with inside(cast.acme):
        newest = DashboardVersion.objects.get(number=3)
        assert (newest.restored, newest.made_by_id) == (1, cast.bob.pk)
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"dashboard.set", "dashboard.reverted"} <= actions


def test_who_made_it_and_admins_say_who_sees_it(cast: Cast) -> None:
    row = board(cast)
    bob, alice = client_of(cast.bob), client_of(cast.alice)
    member = Membership.objects.get(user=cast.bob)
    wrong = {"name": "Ours", "roles": ["viewer", "owner"]}
    assert bob.post(f"{home(row)}settings/", wrong).status_code == 422
    bob.post(f"{home(row)}settings/", {"name": "Ours", "roles": ["marketer", "viewer"]})
    with inside(cast.acme):
        Dashboard.objects.update(made_by=cast.alice)
    assert "Duplicate it" in bob.get(f"{home(row)}settings/").content.decode()
    for path in ("settings/", "delete"):
        bob.post(f"{home(row)}{path}", {"name": "Bob’s", "roles": []})
    with inside(cast.acme):
        row.refresh_from_db()
    assert (row.name, row.roles, row.deleted_at) == ("Ours", ["marketer", "viewer"], None)
    Membership.objects.filter(pk=member.pk).update(role=Role.PRIVACY_OFFICER)
    assert bob.get(home(row)).status_code == 404
    Membership.objects.filter(pk=member.pk).update(role=Role.VIEWER)
    assert bob.get(home(row)).status_code == 200
    for path in ("edit/", "settings/", "tiles/new/"):
        assert bob.get(f"{home(row)}{path}").status_code == 403
    assert "Versions" in bob.get(f"{home(row)}versions/").content.decode()
    listed = alice.post(f"{home(row)}delete", follow=True).content.decode()
    assert "forgotten after 30 days" in listed
    assert alice.get(home(row)).status_code == 404
    alice.post(f"{home(row)}restore")
    assert alice.get(home(row)).status_code == 200


def test_deleted_ones_are_forgotten_with_their_versions(cast: Cast) -> None:
    row, kept = board(cast), board(cast)
    with inside(cast.acme):
        long_ago = timezone.now() - timedelta(days=31)
        Dashboard.objects.filter(pk=row.pk).update(deleted_at=long_ago)
    assert forget_dashboards() == 1
    with inside(cast.acme):
        assert set(DashboardVersion.objects.values_list("dashboard", flat=True)) == {kept.pk}
    answer = client_of(cast.bob).post(f"{home(row)}restore", follow=True)
    assert "deleted for good" in answer.content.decode()


def test_a_question_of_the_explorer_is_put_on_a_board(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    url = f"/w/acme/dashboards/add/?show=bars&q={quote('metrics=spend&by=channel&range=7d')}"
    assert "A new dashboard" in client.get(url).content.decode()
    new = {"q": "metrics=spend&range=7d", "dashboard": "new", "kind": "number", "title": "Costs"}
    made = client.post("/w/acme/dashboards/add/", new)
    with inside(cast.acme):
        begun = Dashboard.objects.get(name="Costs")
        assert made["Location"] == home(begun)
        assert (begun.roles, layout_of(begun).days) == ([], "range=7d")
    row = board(cast)
    assert 'value="bars" selected' in client.get(url).content.decode()
    assert "dashboards/add/?show=series" in see(client, "explore/").content.decode()
    data = {"q": "metrics=spend&by=channel", "dashboard": str(row.pk), "kind": "bars"}
    answer = client.post("/w/acme/dashboards/add/", data)
    version, layout = now_of(cast, row)
    tile = layout.tiles[-1]
    assert answer["Location"] == f"{home(row)}#tile-{tile.id}"
    assert (version, tile.question) == (2, "metrics=spend&by=channel")
    data["dashboard"] = str(cast.bob.pk)
    assert client.post("/w/acme/dashboards/add/", data).status_code == 422


def every_page(row: Dashboard) -> list[tuple[str, bool]]:
    """Paths of a board, each with whether it is only posted to."""
    looked_at = ("", "edit/", "settings/", "tiles/new/", "tiles/a1/", "versions/", "versions/1/")
    posted = (
        *("edit/", "settings/", "tiles/new/", "tiles/a1/", "tiles/a1/delete", "words", "layout"),
        *("duplicate", "delete", "versions/1/restore"),
    )
    return [(f"{row.pk}/{path}", False) for path in looked_at] + [
        (f"{row.pk}/{path}", True) for path in posted
    ]


def test_no_neighbour_sees_or_changes_a_board(cast: Cast) -> None:
    row = board(cast, Role.MARKETER, Role.VIEWER)
    client: Client = client_of(cast.charlie)
    data: dict[str, Any] = {"version": 1, "name": "Mine", "what": "text", "text": "x"}
    for slug in ("acme", "rival"):
        for path, is_post in every_page(row):
            url = f"/w/{slug}/dashboards/{path}"
            answer = client.post(url, data) if is_post else client.get(url)
            assert answer.status_code == 404, url
    client.post(f"/w/rival/dashboards/{row.pk}/restore")
    assert "Money" not in see(client, "dashboards/", slug="rival").content.decode()
    assert "Money" not in see(client, "dashboards/add/", slug="rival").content.decode()
    assert now_of(cast, row) == (1, Layout((_TILE, _OTHER)))
    with inside(cast.rival):
        assert not Dashboard.objects.exists()
