"""Shared links made by programs: the address is told once, and nobody is named to strangers."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, Membership, Role
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.dashboards.layout import Layout, Tile, TileKind
from analytics.models import SavedReport, SharedLink
from tests.analytics.dashboards.test_contents import make
from tests.api_keys import delete, get, key_for, post
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
LINKS = "/api/v1/shared-links"
SPEND = "metrics=spend&by=channel"
LEADS = "metrics=leads&by=lead_source"


@pytest.fixture
def secret(cast: Cast) -> str:
    return key_for(cast.bob, cast.acme)


def report(cast: Cast, question: str = SPEND, **more: Any) -> SavedReport:
    with inside(cast.acme):
        values: Any = {"made_by": cast.bob, "is_shared": True, **more}
        return SavedReport.objects.create(name="Channels", question=question, **values)


def asked(row: Any, kind: str = "report", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "shows_id": str(row.pk), **more}


def test_a_link_opens_until_its_day_behind_its_password(cast: Cast, secret: str) -> None:
    until = (timezone.localdate() + timedelta(days=3)).isoformat()
    body = asked(report(cast), until=until, password="open it for me", offers_csv=True)
    made = post(secret, LINKS, body)
    whole = made.json()
    assert made.status_code == 201, made.content
    assert (whole["name"], whole["has_password"], whole["offers_csv"]) == ("Channels", True, True)
    path = urlsplit(whole["address"]).path
    opened = Client().get(path)
    assert (opened.status_code, b"shared-data" in opened.content) == (200, False)
    answer = Client().post(path, {"password": "open it for me"}, follow=True)
    assert b"shared-data" in answer.content
    token = path.strip("/").split("/")[-1]
    for place in (made["Location"], LINKS):
        assert token not in get(secret, place).content.decode(), "it is told once"
    with inside(cast.acme):
        row, event = SharedLink.objects.get(), AuditEvent.objects.get(action="link.made")
        assert (row.made_by_id, event.actor_kind) == (cast.bob.pk, "api_key")
        assert token not in str(event.data)
    assert delete(secret, made["Location"]).status_code == 204
    assert Client().get(path).status_code == 404


def test_a_dashboard_is_shared_as_it_stands_for_thirty_days(cast: Cast, secret: str) -> None:
    row = make(cast, "Board", layout=Layout((Tile("n1", TileKind.NUMBER, question=SPEND),)))
    made = post(secret, LINKS, asked(row, "dashboard", name="Costs", offers_csv=True)).json()
    assert (made["name"], made["offers_csv"], made["has_password"]) == ("Costs", False, False)
    last = timezone.now() + timedelta(days=29)
    assert made["expires_at"] > last.isoformat()
    assert Client().get(urlsplit(made["address"]).path).status_code == 200


def test_the_same_call_tells_the_same_address_once_more(cast: Cast, secret: str) -> None:
    body, once = asked(report(cast)), {"Idempotency-Key": "link-1"}
    assert post(secret, LINKS, body, **once).json() == post(secret, LINKS, body, **once).json()
    with inside(cast.acme):
        assert SharedLink.objects.count() == 1


def test_what_may_not_be_shared_is_refused_with_why(cast: Cast, secret: str) -> None:
    people = post(secret, LINKS, asked(report(cast, LEADS)))
    assert (people.status_code, people.json()["code"]) == (400, "personal")
    assert "Lead source" in people.content.decode()
    row = report(cast)
    today = timezone.localdate()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"name": "For dora@people.example"}, "name"),
        ({"password": "short"}, "password"),
        ({"until": "1999-01-01"}, "until"),
        ({"kind": "person"}, "kind"),
        ({"offers_csv": 1}, "offers_csv"),
    ]
    for more, field in wrong:
        answer = post(secret, LINKS, asked(row, **{"kind": "report", **more}))
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), field
    for days in (-1, 400):
        until = (today + timedelta(days=days)).isoformat()
        assert post(secret, LINKS, asked(row, until=until)).status_code == 400
    with inside(cast.acme):
        assert not SharedLink.objects.exists()


def test_nobody_shares_what_they_do_not_see(cast: Cast, secret: str) -> None:
    private = report(cast, made_by=cast.alice, is_shared=False)
    board = make(cast, "Board")
    with inside(cast.acme):
        type(board).objects.update(made_by=cast.alice)
    charlie = key_for(cast.charlie, cast.rival)
    for one, key in ((secret, "Bob"), (charlie, "Charlie")):
        assert post(one, LINKS, asked(private)).status_code == 400, key
        assert post(one, LINKS, asked(board, "dashboard")).status_code == 400, key
    assert post(charlie, LINKS, asked(report(cast))).status_code == 400


def test_a_key_without_the_scope_or_the_role_shares_nothing(cast: Cast) -> None:
    row = report(cast)
    reads = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    viewer = key_for(cast.alice, cast.acme)
    Membership.objects.filter(user=cast.alice).update(role=Role.VIEWER)
    for secret in (reads, viewer):
        assert post(secret, LINKS, asked(row)).status_code == 403
    with inside(cast.acme):
        assert not SharedLink.objects.exists()
