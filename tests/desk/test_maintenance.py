"""Planned work: told on every page in time, refused what it takes away, and ended at the desk."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.errors import Refused
from accounts.maintenance import forget_maintenance
from accounts.models import AuditEvent, Effect, Maintenance, User
from accounts.models.workspace import HOUSE_ID
from accounts.services.maintenance import end_maintenance, plan_maintenance
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.cast import Cast
from tests.desk.conftest import stepped_in

PAGE, OVERVIEW = "/desk/maintenance/", "/w/acme/overview/"
WORDS = {"text_en": "We move to new disks.", "text_da": "Vi flytter til nye diske."}


@pytest.fixture(autouse=True)
def unplanned() -> None:
    forget_maintenance()


def plan(by: User, *, starts: int, effect: str = Effect.NONE, before: int = 0) -> Maintenance:
    """A window of two hours that begins in so many hours."""
    now = timezone.now()
    return plan_maintenance(
        starts_at=now + timedelta(hours=starts),
        ends_at=now + timedelta(hours=starts + 2),
        hours_before=before,
        effect=effect,
        by=by.pk,
        **WORDS,
    )


def shown(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_every_page_tells_of_it_from_its_hours_before(cast: Cast, browser: Browser) -> None:
    alice, stranger = browser(cast.alice), Client()
    plan(cast.alice, starts=5, before=4)
    assert WORDS["text_en"] not in shown(alice, "/w/acme/settings/")
    assert WORDS["text_en"] in shown(stranger, "/status/")
    Maintenance.objects.update(shown_from=timezone.now())
    forget_maintenance()
    for page in ("/w/acme/settings/", "/accounts/profile/", "/workspaces/new/"):
        assert WORDS["text_en"] in shown(alice, page)
    for page in ("/en/pricing/", "/accounts/login/", "/en/status/"):
        assert WORDS["text_en"] in shown(stranger, page)
    assert WORDS["text_da"] in shown(stranger, "/da/pricing/")


def test_its_times_are_those_of_the_workspace(cast: Cast, browser: Browser) -> None:
    """And Denmark's for strangers, with the zone said; the browser's own on hovering."""
    cast.acme.time_zone = "America/New_York"
    cast.acme.save()
    window = plan(cast.alice, starts=1, before=2)
    start = window.starts_at.astimezone(cast.acme.zone)
    page = shown(browser(cast.alice), "/w/acme/settings/")
    ours = shown(Client(), "/en/pricing/")
    assert f"({start.tzname()})" in page
    assert f"({start.tzname()})" not in ours
    assert f"({window.starts_at.astimezone(ZoneInfo('Europe/Copenhagen')).tzname()})" in ours


def test_read_only_refuses_changes_alone(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    plan(cast.alice, starts=-1, effect=Effect.READ_ONLY)
    assert alice.get(OVERVIEW).status_code == 200
    answer = alice.post("/w/acme/settings/", {"name": "Other"})
    assert (answer.status_code, 3500 < int(answer["Retry-After"]) <= 3600) == (503, True)
    assert "Nothing can be changed right now" in answer.content.decode()
    cast.acme.refresh_from_db()
    assert cast.acme.name == "Acme"
    assert alice.post("/accounts/logout/").status_code == 302


def test_closed_answers_503_and_the_rest_of_the_house_is_open(
    cast: Cast, browser: Browser, erin: User
) -> None:
    alice = browser(cast.alice)
    window = plan(cast.alice, starts=-1, effect=Effect.CLOSED)
    answer = alice.get(OVERVIEW)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) <= 3600
    assert WORDS["text_en"] in answer.content.decode()
    told = Client().get("/api/v1/metrics")
    assert (told.status_code, told.json()["code"]) == (503, "maintenance")
    for open_page in ("/healthz", "/en/pricing/", "/accounts/login/", "/en/status/"):
        assert Client().get(open_page).status_code != 503
    client = stepped_in_before(erin, window)
    client.post(f"{PAGE}{window.pk}/end/")
    assert alice.get(OVERVIEW).status_code == 200
    assert not end_maintenance(maintenance_id=window.pk, by=erin.pk)


def stepped_in_before(erin: User, window: Maintenance) -> Client:
    """Erin set her second step up before the window began; the desk stays open in it."""
    Maintenance.objects.filter(pk=window.pk).update(effect=Effect.NONE)
    forget_maintenance()
    client = stepped_in(erin)
    Maintenance.objects.filter(pk=window.pk).update(effect=Effect.CLOSED)
    forget_maintenance()
    return client


def test_it_is_planned_at_the_desk_and_in_the_trail(cast: Cast, erin: User) -> None:
    client = stepped_in(erin)
    day = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%d")
    form: dict[str, Any] = {"starts_at": f"{day}T20:00", "ends_at": f"{day}T21:30", **WORDS}
    form |= {"hours_before": 24, "effect": "closed"}
    wrong = client.post(PAGE, {**form, "ends_at": f"{day}T19:00"}).content.decode()
    assert "It ends before it begins." in wrong
    assert client.post(PAGE, form).status_code == 302
    window = Maintenance.objects.get()
    assert window.starts_at - window.shown_from == timedelta(hours=24)
    assert f"{day} 20:00 to {day} 21:30 UTC" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}{window.pk}/end/")
    assert "Nothing is planned." in client.get(PAGE).content.decode()
    with inside(HOUSE_ID):
        lines = AuditEvent.objects.filter(action__startswith="maintenance.").order_by("seq")
        told = [(line.action, line.actor_id) for line in lines]
    assert told == [("maintenance.planned", erin.pk), ("maintenance.ended", erin.pk)]


def test_what_is_no_window_is_refused(cast: Cast) -> None:
    now, by = timezone.now(), cast.alice.pk
    for hours in ((2, 1), (-3, -1), (1, 26)):
        starts_at, ends_at = (now + timedelta(hours=hour) for hour in hours)
        with pytest.raises(Refused):
            plan_maintenance(
                starts_at=starts_at, ends_at=ends_at, hours_before=0, effect="none", by=by, **WORDS
            )
    assert not Maintenance.objects.exists()
