"""Annotations: made, changed, deleted, had back; marks of the trend; special days; Acme's alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.errors import Trouble
from accounts.models import AuditEvent, Membership, Role
from accounts.permissions import Permission, may
from accounts.tenancy import inside
from analytics.annotations import annotations_in, special_days
from analytics.annotations.keeping import (
    Written,
    add_annotation,
    delete_annotation,
    forget_annotations,
    restore_annotation,
)
from analytics.annotations.showing import marks
from analytics.models import Annotation
from analytics.queries import Filters, Period
from tests.analytics.test_pages import client_of, fill, see
from tests.cast import ROLES, Cast
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
FORM = {"text": "Spring sale", "kind": "sale", "first_on": "2026-03-02", "last_on": "", "scope": ""}


def note(day: int, last: int | None = None, **more: Any) -> Annotation:
    values = {"kind": "sale", "text": f"Note {day}", **more}
    last_on = date(2026, 3, last) if last else None
    return add_annotation(written=Written(date(2026, 3, day), last_on, **values))


def test_a_day_is_annotated_from_the_trend_and_marked_there(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    page = see(client, "annotations/new/?on=2026-03-02&next=/w/acme/overview/")
    assert 'value="2026-03-02"' in page.content.decode()
    answer = client.post(
        "/w/acme/annotations/new/", {**FORM, "is_special": "on", "next": "/w/acme/overview/"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/w/acme/overview/")
    with inside(cast.acme):
        row = Annotation.objects.get()
        assert (row.text, row.last_on, row.is_special, row.made_by) == (
            "Spring sale",
            None,
            True,
            cast.bob,
        )
        assert AuditEvent.objects.get(action="annotation.added").actor_id == cast.bob.pk
    html = see(client, "overview/?from=2026-03-01&to=2026-03-31").content.decode()
    assert '"marks": [{"x": "2026-03-02", "label": "1", "is_note": true}]' in html
    assert '"notes": {"2026-03-02": "1. Spring sale"}' in html
    assert 'aria-label="Annotations"' in html
    assert (
        "Spring sale" not in see(client, "overview/?from=2026-04-01&to=2026-04-30").content.decode()
    )


def test_deleting_can_be_undone_until_it_is_forgotten(cast: Cast) -> None:
    with inside(cast.acme):
        row = note(2)
    client = client_of(cast.bob)
    answer = client.post(f"/w/acme/annotations/{row.pk}/delete/", follow=True)
    html = answer.content.decode()
    assert "Undo" in html
    assert "Nothing is written down yet" in html
    client.post(f"/w/acme/annotations/{row.pk}/restore/")
    assert "Note 2" in see(client, "annotations/").content.decode()
    with inside(cast.acme):
        delete_annotation(annotation_id=row.pk)
        Annotation.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    assert forget_annotations() == 1
    with inside(cast.acme), pytest.raises(Trouble, match="for good"):
        restore_annotation(annotation_id=row.pk)


def test_what_is_changed_is_saved_and_what_is_wrong_says_why(
    cast: Cast, subtests: pytest.Subtests
) -> None:
    with inside(cast.acme):
        row = note(2)
    client, url = client_of(cast.bob), f"/w/acme/annotations/{row.pk}/"
    wrong = {
        "The last day comes before the first": {"last_on": "2026-03-01"},
        "At most 366 days": {"last_on": "2027-03-03"},
        "between the years": {"first_on": "1899-01-01"},
        "This field is required": {"text": ""},
        "valid date": {"first_on": "2026-02-30"},
        "Select a valid choice": {"scope": "platform:nowhere"},
        "at most 200": {"text": "x" * 201},
    }
    for words, change in wrong.items():
        with subtests.test(words):
            answer = client.post(url, {**FORM, **change})
            assert answer.status_code == 422
            assert words in answer.content.decode()
    with inside(cast.acme):
        assert Annotation.objects.get().text == "Note 2"
    assert client.post(url, {**FORM, "last_on": "2026-03-05"}).status_code == 302
    with inside(cast.acme):
        row = Annotation.objects.get()
        assert (row.text, row.ends_on) == ("Spring sale", date(2026, 3, 5))
    assert (
        client.get("/w/acme/annotations/00000000-0000-7000-8000-000000000009/").status_code == 404
    )


def test_special_days_are_those_that_were_said_to_be(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_ads()
        note(2, 4, is_special=True)
        note(4, 5, is_special=True, kind="outage")
        note(9)
        note(12, kind="launch", is_special=True, platform="meta_ads")
        brand = note(13, kind="launch", is_special=True, campaign_id=ads.campaigns[0])
        days = special_days(date(2026, 3, 3), date(2026, 3, 31))
        assert days == {
            date(2026, 3, 3): "sale",
            date(2026, 3, 4): "sale",
            date(2026, 3, 5): "outage",
            date(2026, 3, 12): "launch",
            date(2026, 3, 13): "launch",
        }
        google = special_days(date(2026, 3, 10), date(2026, 3, 31), Filters(("google_ads",)))
        assert google == {date(2026, 3, 13): "launch"}
        shoes = Filters(campaigns=(ads.campaigns[1],))
        assert [one.first_on.day for one in annotations_in(MARCH, shoes)] == [2, 4, 9, 12]
        delete_annotation(annotation_id=brand.pk)
        assert special_days(date(2026, 3, 13), date(2026, 3, 13)) == {}


def test_marks_stand_at_the_spans_that_hold_their_days(cast: Cast) -> None:
    with inside(cast.acme):
        rows = [note(2, 10), note(9), note(31)]
        weeks = [date(2026, 3, day) for day in (1, 2, 9, 16, 23, 30)]
        found = marks(rows, weeks, MARCH.last_on)
        assert [(one["x"], one["label"]) for one in found["marks"]] == [
            ("2026-03-02", "1"),
            ("2026-03-09", "2"),
            ("2026-03-30", "3"),
        ]
        assert found["notes"]["2026-03-09"] == "1. Note 2 · 2. Note 9"
        assert marks([], weeks, MARCH.last_on) == {}


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_and_who_writes(cast: Cast, role: Role) -> None:
    with inside(cast.acme):
        row = note(2)
    Membership.objects.filter(user=cast.bob).update(role=role)
    client, may_write = client_of(cast.bob), may(role, Permission.DEFINE_NUMBERS)
    assert see(client, "annotations/").status_code == 200
    assert see(client, "annotations/new/").status_code == (200 if may_write else 403)
    assert see(client, f"annotations/{row.pk}/").status_code == (200 if may_write else 403)
    for verb in ("delete", "restore"):
        answer = client.post(f"/w/acme/annotations/{row.pk}/{verb}/")
        assert answer.status_code == (302 if may_write else 403)


def test_charlie_sees_and_changes_nothing_of_acme(cast: Cast) -> None:
    with inside(cast.acme):
        row = note(2, text="Acme’s secret launch")
    charlie = client_of(cast.charlie)
    for path in ("annotations/", "annotations/new/", f"annotations/{row.pk}/"):
        assert see(charlie, path).status_code == 404
        assert see(Client(), path).status_code == 302
    assert "secret" not in see(charlie, "annotations/", slug="rival").content.decode()
    assert see(charlie, f"annotations/{row.pk}/", slug="rival").status_code == 404
    assert client_of(cast.charlie).post(f"/w/acme/annotations/{row.pk}/delete/").status_code == 404
    charlie.post(f"/w/rival/annotations/{row.pk}/delete/")
    charlie.post(f"/w/rival/annotations/{row.pk}/", FORM)
    with inside(cast.rival):
        assert not annotations_in(MARCH)
    with inside(cast.acme):
        kept = Annotation.objects.get()
        assert (kept.text, kept.deleted_at) == ("Acme’s secret launch", None)
