"""Shared links: who makes and revokes them, what a stranger sees, and what nobody ever does."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Closure, Membership, Role
from accounts.tenancy import inside
from accounts.unpaid import register_unpaid
from analytics.dashboards.layout import Layout, Tile, TileKind, dump_layout
from analytics.models import (
    Annotation,
    Dashboard,
    DashboardVersion,
    SavedReport,
    SharedLink,
)
from analytics.queries.dimensions import Breakdown
from analytics.sharing.allowed import MADE_OF, is_personal, names_somebody
from analytics.sharing.keeping import forget_links
from analytics.sharing.tokens import new_token
from integrations.models import Campaign
from tests.analytics.test_pages import client_of, fill, see
from tests.budget import at_length
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
QUESTION = "metrics=spend&by=campaign&range=custom&from=2026-03-01&to=2026-03-31"
PASSWORD = "open it for me"


def report(cast: Cast, question: str = QUESTION) -> SavedReport:
    with inside(cast.acme):
        return SavedReport.objects.create(name="Brands", question=question, made_by=cast.bob)


def make(cast: Cast, row: SavedReport, **more: Any) -> Any:
    until = timezone.localdate() + timedelta(days=30)
    data = {"name": "What brands cost", "until": until.isoformat(), "password": "", **more}
    return client_of(cast.bob).post(f"/w/acme/explore/reports/{row.pk}/share/", data)


def link(cast: Cast, question: str = QUESTION, **more: Any) -> str:
    """The path of a new link."""
    answer = make(cast, report(cast, question), **more)
    assert answer.status_code == 200, answer.content
    found = re.search(r"https?://[^/\s<]+(/s/[\w-]+/)<", answer.content.decode())
    assert found is not None
    return found[1]


def test_a_stranger_sees_the_numbers_and_no_way_into_the_product(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        Annotation.objects.create(first_on="2026-03-02", kind="sale", text="Hans phoned us")
    path = link(cast)
    answer = Client().get(path)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "What brands cost" in html
    assert "USD\u00a0" in html.replace("&nbsp;", "\u00a0")
    assert 'id="shared-data"' in html
    people = ("Hans phoned", cast.bob.get_full_name(), cast.bob.email)
    for hidden in ("/w/", "htmx.min", "CSV", *people):
        assert hidden not in html, hidden
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert Client().get(f"/da{path}").status_code == 200
    with inside(cast.acme):
        row = SharedLink.objects.get()
        assert (row.opened, row.opened_on is not None) == (2, True)
        assert path.split("/")[2].encode() not in bytes(row.token_hash)
        assert AuditEvent.objects.get(action="link.made").actor_id == cast.bob.pk


def test_a_password_is_asked_for_limited_and_remembered_for_the_link_alone(cast: Cast) -> None:
    fill(cast)
    path, other = link(cast, password=PASSWORD), link(cast, password=PASSWORD)
    client = Client()
    locked = client.get(path)
    assert "behind a password" in locked.content.decode()
    assert "What brands cost" not in locked.content.decode()
    assert locked["Referrer-Policy"] == "same-origin"
    assert client.post(path, {"password": "another one"}).status_code == 422
    opened = client.post(path, {"password": PASSWORD})
    cookie = opened.cookies["shared_link"]
    assert (opened.status_code, cookie["max-age"], cookie["httponly"]) == (303, 12 * 3600, True)
    assert PASSWORD not in cookie.value
    assert "What brands cost" in client.get(path).content.decode()
    assert "What brands cost" not in client.get(other).content.decode()
    assert "What brands cost" in client.get(f"/da{path}").content.decode()
    stranger = Client()
    found = [stranger.post(path, {"password": f"guess {n}"}).status_code for n in range(11)]
    assert found[-1] == 429
    with inside(cast.acme):
        kept = SharedLink.objects.values_list("password", flat=True)
        assert all(one.startswith("argon2$") for one in kept)


def test_expired_revoked_deleted_unknown_closing_and_unpaid_answer_alike(cast: Cast) -> None:
    fill(cast)
    path = link(cast, offers_csv="on")
    assert Client().get(path).status_code == 200

    def ended(address: str = path) -> str:
        answer = Client().get(address)
        assert answer.status_code == 404
        assert "no-store" in answer["Cache-Control"]
        assert Client().get(f"{address}table.csv").status_code == 404
        return re.sub(r"/s/[\w-]+/", "", answer.content.decode())

    unknown = ended(f"/s/{new_token(cast.acme.pk)}/")
    assert unknown == ended("/s/nothing/") == ended(f"/s/{new_token(cast.bob.pk)}/")
    now = timezone.now()
    for change in ({"expires_at": now - timedelta(seconds=1)}, {"revoked_at": now}):
        with inside(cast.acme):
            SharedLink.objects.update(**change)
            assert ended() == unknown
            SharedLink.objects.update(expires_at=now + timedelta(days=1), revoked_at=None)
    with inside(cast.acme):
        SavedReport.objects.update(deleted_at=now)
        assert ended() == unknown
        SavedReport.objects.update(deleted_at=None)
    assert Client().get(path).status_code == 200
    Closure.objects.create(workspace=cast.acme, erase_after=now + timedelta(days=30))
    assert ended() == unknown


def test_a_link_of_a_workspace_that_nobody_pays_for_shows_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cast)
    path = link(cast)
    monkeypatch.setattr("accounts.unpaid._readers", [])
    register_unpaid(lambda key: key == cast.acme.pk)
    assert Client().get(path).status_code == 404


def test_acmes_token_shows_nothing_of_rival_and_charlie_sees_no_link(cast: Cast) -> None:
    fill(cast)
    path = link(cast)
    token = path.split("/")[2]
    moved = new_token(cast.rival.pk)[:22] + token[22:]
    assert Client().get(f"/s/{moved}/").status_code == 404
    with inside(cast.acme):
        pk = SharedLink.objects.get().pk
    charlie = client_of(cast.charlie)
    assert "What brands cost" not in see(charlie, "shared/", "rival").content.decode()
    assert charlie.get("/w/acme/shared/").status_code == 404
    for slug in ("acme", "rival"):
        assert charlie.post(f"/w/{slug}/shared/{pk}/revoke").status_code == 404
    charlie.post("/w/rival/shared/revoke")
    assert Client().get(path).status_code == 200


def test_who_made_it_or_an_admin_revokes_it_at_once(cast: Cast) -> None:
    fill(cast)
    first, second = link(cast), link(cast)
    with inside(cast.acme):
        mine = SharedLink.objects.order_by("made_at").first()
        assert mine is not None
        SharedLink.objects.exclude(pk=mine.pk).update(made_by=cast.alice)
        others = SharedLink.objects.exclude(pk=mine.pk).get()
    bob, alice = client_of(cast.bob), client_of(cast.alice)
    bob.post(f"/w/acme/shared/{others.pk}/revoke")
    assert Client().get(second).status_code == 200
    bob.post(f"/w/acme/shared/{mine.pk}/revoke")
    assert Client().get(first).status_code == 404
    assert bob.post("/w/acme/shared/revoke").status_code == 403
    assert "1 link was revoked" in alice.post("/w/acme/shared/revoke", follow=True).content.decode()
    assert Client().get(second).status_code == 404
    with inside(cast.acme):
        actions = AuditEvent.objects.filter(action__startswith="link.revoked")
        assert sorted(actions.values_list("action", flat=True)) == [
            "link.revoked",
            "link.revoked_all",
        ]


def test_a_link_stays_when_its_maker_may_no_more_and_the_list_says_so(cast: Cast) -> None:
    fill(cast)
    path = link(cast, password=PASSWORD)
    listed = see(client_of(cast.alice), "shared/").content.decode()
    assert "What brands cost" in listed
    assert "has left" not in listed
    Membership.objects.filter(user=cast.bob, workspace=cast.acme).update(role=Role.VIEWER)
    assert "has left, or may not share" in see(client_of(cast.alice), "shared/").content.decode()
    assert "behind a password" in Client().get(path).content.decode()
    bob = client_of(cast.bob)
    assert see(bob, "shared/").status_code == 403
    row = report(cast)
    assert see(bob, f"explore/reports/{row.pk}/share/").status_code == 403


@pytest.mark.parametrize(
    "question",
    [
        "metrics=leads&by=lead_source",
        "metrics=spend&where=" + quote('campaign contains "hans@example.com"'),
        *at_length(
            "metrics=leads&where=" + quote("lead_source is Webinar"),
            "metrics=spend&where=" + quote('campaign contains "+45 12 34 56 78"'),
        ),
    ],
)
def test_what_may_name_a_person_is_refused_at_making_and_at_showing(
    cast: Cast, question: str
) -> None:
    fill(cast)
    refused = make(cast, report(cast, question))
    assert refused.status_code == 422
    assert "cannot be shared" in refused.content.decode()
    path = link(cast)
    with inside(cast.acme):
        assert SharedLink.objects.count() == 1
        SharedLink.objects.update(question=question)
    assert Client().get(path).status_code == 404


def test_a_campaign_that_is_named_after_a_person_is_shown_without_its_name(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        Campaign.objects.filter(kind="ad").update(name="Letter to hans@example.com")
    path = link(cast, offers_csv="on")
    html = Client().get(path).content.decode()
    table = Client().get(f"{path}table.csv")
    assert "hans@example.com" not in html
    assert "(name withheld)" in html
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert "hans@example.com" not in table.content.decode()


def test_the_classification_of_columns_decides_what_may_be_shown() -> None:
    assert {one for one in Breakdown if is_personal(one)} == {
        Breakdown.NONE,
        Breakdown.LEAD_SOURCE,
    }
    assert set(MADE_OF) == set(Breakdown) - {Breakdown.NONE}
    for column in {one for columns in MADE_OF.values() for one in columns}:
        table, name = column.rsplit(".", 1)
        assert apps.get_model(table)._meta.get_field(name)
    assert names_somebody("ask anna.b@firm.dk")
    assert not names_somebody("Brand DK 2026 – 50% off")


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("until", "", "required"),
        ("password", "short", "at least 8"),
        *at_length(
            ("until", "2020-01-01", "between today and a year"),
            ("until", "2099-01-01", "between today and a year"),
            ("name", "For hans@example.com", "strangers read this"),
        ),
    ],
)
def test_a_wrong_form_makes_nothing_and_says_how_to_mend_it(
    cast: Cast, field: str, value: str, says: str
) -> None:
    answer = make(cast, report(cast), **{field: value})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    with inside(cast.acme):
        assert not SharedLink.objects.exists()


def test_a_dashboard_is_shared_as_it_stands_without_its_texts(cast: Cast) -> None:
    fill(cast)
    question = QUESTION.partition("&range")[0]
    tiles = (
        Tile("a", TileKind.NUMBER, "", "metrics=spend"),
        Tile("b", TileKind.SERIES, "Over the days", "metrics=clicks"),
        Tile("c", TileKind.TABLE, "Campaigns", question),
        Tile("d", TileKind.TEXT, "Said", text="Hans phoned us"),
    )
    path = f"/w/acme/dashboards/{board(cast, tiles)}/share/"
    until = (timezone.localdate() + timedelta(days=2)).isoformat()
    data = {"name": "For the board", "until": until, "password": ""}
    client = client_of(cast.bob)
    assert "offers_csv" not in client.get(path).content.decode()
    found = re.search(r"(/s/[\w-]+/)<", client.post(path, data).content.decode())
    assert found is not None
    answer = Client().get(found[1])
    html = answer.content.decode()
    for shown in ("For the board", "Over the days", "Campaigns", "USD\u00a0"):
        assert shown in html, shown
    for hidden in ("/w/", "Hans phoned", cast.bob.get_full_name()):
        assert hidden not in html, hidden
    with inside(cast.acme):
        version = DashboardVersion.objects.create(
            dashboard=Dashboard.objects.get(), number=2, layout=dump_layout(Layout(tiles[:1]))
        )
        Dashboard.objects.update(version=version.number)
    assert "Over the days" in Client().get(found[1]).content.decode()
    with inside(cast.acme):
        Dashboard.objects.update(deleted_at=timezone.now())
    assert Client().get(found[1]).status_code == 404
    assert client_of(cast.charlie).get(path).status_code == 404


def test_a_dashboard_with_a_tile_about_people_is_refused(cast: Cast) -> None:
    fill(cast)
    key = board(cast, (Tile("a", TileKind.TABLE, "", "metrics=leads&by=lead_source"),))
    page = see(client_of(cast.bob), f"dashboards/{key}/share/").content.decode()
    assert "cannot be shared by a link" in page


def board(cast: Cast, tiles: tuple[Tile, ...]) -> Any:
    """The id of a board that Bob sees, of March."""
    layout = Layout(tiles, days="from=2026-03-01&to=2026-03-31")
    with inside(cast.acme):
        row = Dashboard.objects.create(name="Board", made_by=cast.bob, version=1, roles=[])
        DashboardVersion.objects.create(dashboard=row, number=1, layout=dump_layout(layout))
    return row.pk


def test_ended_links_are_forgotten_after_a_while(cast: Cast) -> None:
    fill(cast)
    link(cast)
    link(cast)
    with inside(cast.acme):
        row = SharedLink.objects.first()
        assert row is not None
        SharedLink.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(days=91))
    assert forget_links() == 1
