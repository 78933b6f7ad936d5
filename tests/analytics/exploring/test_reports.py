"""Saved reports: kept, shared or one's own, overwritten, deleted, had back; Charlie sees none."""

from typing import Any
from urllib.parse import quote

import pytest

from accounts.models import AuditEvent, Membership, Role
from accounts.tenancy import inside
from analytics.models import SavedReport
from tests.analytics.test_pages import client_of, fill, see
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
_QUESTION = "metrics=spend%2Cclicks&by=campaign&where=campaign+contains+a&range=90d"
_LIST = "explore/reports/"


def save(cast: Cast, user: Any, name: str, **more: Any) -> SavedReport:
    data = {"q": f"?{_QUESTION}&csrf=1&report=x", "name": name, **more}
    assert client_of(user).post(f"/w/acme/{_LIST}new/", data).status_code == 302
    with inside(cast.acme):
        return SavedReport.objects.get(name=name)


def test_a_question_is_saved_opened_overwritten_deleted_and_had_back(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    row = save(cast, cast.bob, "What do brands cost?", is_shared="on")
    assert row.question == _QUESTION
    opened = see(client, f"explore/?{row.question}&report={row.pk}").content.decode()
    assert "What do brands cost?" in opened
    assert "changed since" not in opened
    changed = see(client, f"explore/?metrics=clicks&report={row.pk}").content.decode()
    assert "changed since" in changed
    home = f"/w/acme/{_LIST}{row.pk}/"
    client.post(f"{home}question", {"q": "metrics=clicks"})
    client.post(home, {"name": "Clicks", "is_shared": "on"})
    with inside(cast.acme):
        row.refresh_from_db()
        assert (row.name, row.question) == ("Clicks", "metrics=clicks")
    listed = client.post(f"{home}delete", follow=True).content.decode()
    assert "Undo" in listed
    assert "No report is saved yet" in listed
    assert ">Clicks</a>" in client.post(f"{home}restore", follow=True).content.decode()
    with inside(cast.acme):
        actions = AuditEvent.objects.filter(action__startswith="report.")
        found = list(actions.order_by("seq").values_list("action", flat=True))
    assert sorted(found) == sorted(
        ["report.saved", "report.changed", "report.changed", "report.deleted", "report.restored"]
    )


def test_a_private_one_is_ones_own_and_no_neighbour_sees_any(cast: Cast) -> None:
    fill(cast)
    own = save(cast, cast.bob, "Only mine")
    shared = save(cast, cast.bob, "For all", is_shared="on")
    names = see(client_of(cast.alice), _LIST).content.decode()
    assert "For all" in names
    assert "Only mine" not in names
    for row, user in ((own, cast.alice), (own, cast.charlie), (shared, cast.charlie)):
        for slug in ("acme", "rival"):
            client = client_of(user)
            if user == cast.alice and slug == "rival":
                continue
            for path in ("", "question", "delete"):
                url = f"/w/{slug}/{_LIST}{row.pk}/{path}"
                assert client.post(url, {"name": "x", "q": "metrics=mql"}).status_code == 404
            html = see(client, f"explore/?report={row.pk}", slug=slug).content.decode()
            assert row.name not in html
    with inside(cast.acme):
        kept = SavedReport.objects.filter(deleted_at=None, question=_QUESTION)
        assert set(kept.values_list("name", flat=True)) == {"Only mine", "For all"}
    assert "For all" not in see(client_of(cast.charlie), _LIST, slug="rival").content.decode()


def test_who_only_looks_saves_nothing(cast: Cast) -> None:
    Membership.objects.filter(user=cast.bob, workspace=cast.acme).update(role=Role.VIEWER)
    client = client_of(cast.bob)
    assert see(client, _LIST).status_code == 200
    assert see(client, f"{_LIST}new/?q={quote(_QUESTION)}").status_code == 403
    assert client.post(f"/w/acme/{_LIST}new/", {"name": "x"}).status_code == 403


def test_an_old_report_of_what_is_no_more_is_explained(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        old = SavedReport.objects.create(
            name="Old", question="metrics=profit,spend&by=region", made_by=cast.bob
        )
    html = see(client_of(cast.bob), f"explore/?{old.question}&report={old.pk}").content.decode()
    assert "“profit” is no metric" in html
    assert "“region” is no dimension" in html
    assert "Old" in html
