"""The desk is there for ours alone, shows counts and states, and changes by services alone."""

from ipaddress import ip_network
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs import enqueue
from accounts.models import (
    AccessGrant,
    AuditEvent,
    ConfidantKind,
    DeadJob,
    Job,
    JobState,
    SourceStanding,
    User,
    WorkspaceStanding,
)
from accounts.tenancy import inside
from integrations.models import Source
from proactivox.desk.refreshing import LATE_AFTER, refresh_standings
from tests.architecture.test_urls import addresses
from tests.cast import Cast
from tests.desk.conftest import confidant, stepped_in

DEAD = "/desk/accounts/deadjob/"


def pages() -> list[str]:
    """Every address of the desk."""
    routes = [route for route, _view in addresses(get_resolver().url_patterns)]
    return [f"/{route}" for route in routes if route.startswith("desk/") and "<" not in route]


def statuses(client: Client) -> set[int]:
    return {client.get(page).status_code for page in pages()}


def furnish(cast: Cast) -> None:
    """A late, a broken and a paused source, and a job that died over somebody's address."""
    long_ago = timezone.now() - 2 * LATE_AFTER
    with inside(cast.acme):
        states: dict[str, Any] = {
            "Private name": {"fresh_until": long_ago},
            "Another name": {"trouble_code": "access_revoked", "trouble_text": "of dora@acme"},
            "Third name": {"paused_at": long_ago},
        }
        for name, values in states.items():
            Source.objects.create(connector="hubspot", name=name, **values)
        for state in (JobState.DEAD, JobState.QUEUED):
            job_id = enqueue("accounts.tasks.send_mail", uuid4(), "dora@acme.example")
            assert job_id
            Job.objects.filter(pk=job_id).update(state=state, last_error="dora@acme.example")
    refresh_standings()


def test_nobody_else_learns_that_there_is_a_desk(cast: Cast, erin: User) -> None:
    assert len(pages()) >= 8
    assert statuses(Client()) == {404}
    assert statuses(stepped_in(cast.alice)) == {404}
    password_alone = Client()
    password_alone.force_login(erin, "allauth.account.auth_backends.AuthenticationBackend")
    assert statuses(password_alone) == {403}
    assert statuses(stepped_in(erin)) == {200}


def test_only_from_addresses_that_are_allowed(cast: Cast, erin: User, settings: Settings) -> None:
    client = stepped_in(erin)
    settings.DESK_ADDRESSES = [ip_network("10.8.0.0/16")]
    assert statuses(client) == {404}
    settings.DESK_ADDRESSES = [ip_network("127.0.0.0/8")]
    assert statuses(client) == {200}
    settings.DESK_ADDRESSES = []
    assert statuses(client) == {404}


def test_a_partner_has_the_page_for_asking_and_no_other(cast: Cast) -> None:
    client = stepped_in(confidant("frank@partner.example", ConfidantKind.PARTNER))
    found = {page for page in pages() if client.get(page).status_code == 200}
    assert found == {"/desk/access/", "/desk/promise/"}


def test_a_list_has_a_name_and_tells_workspaces_of_one_name_apart(cast: Cast, erin: User) -> None:
    type(cast.acme).objects.filter(pk=cast.rival.pk).update(name=cast.acme.name)
    refresh_standings()
    page = stepped_in(erin).get("/desk/accounts/workspacestanding/").content.decode()
    assert "<h1>Workspace standings</h1>" in page
    for slug in ("acme", "rival"):
        assert f'<td class="field-address">{slug}</td>' in page


def test_an_empty_value_has_a_word_to_filter_by(cast: Cast, erin: User) -> None:
    refresh_standings()
    WorkspaceStanding.objects.filter(workspace=cast.acme).update(plan="", status="")
    page = stepped_in(erin).get("/desk/accounts/workspacestanding/").content.decode()
    assert '<a href="?plan=">(none)</a>' in page.replace("\n", "").replace("    ", "")
    assert '<a href="?status=">(none)</a>' in page.replace("\n", "").replace("    ", "")


def test_it_shows_counts_and_states_and_nothing_of_people(cast: Cast, erin: User) -> None:
    furnish(cast)
    row = WorkspaceStanding.objects.get(workspace=cast.acme)
    assert (row.members, row.sources, row.late_sources, row.broken_sources) == (2, 3, 1, 1)
    assert (row.dead_jobs, row.dead_mails, row.waiting_jobs) == (1, 1, 1)
    assert refresh_standings() == 0
    client = stepped_in(erin)
    shown = "".join(client.get(page).content.decode() for page in pages())
    assert "access_revoked" in shown
    for private in ("dora", "Private name", "alice@", "Alice", "bob@", "Bob"):
        assert private not in shown
    with inside(cast.acme):
        Source.objects.all().delete()
    assert refresh_standings() > 0
    assert not SourceStanding.objects.exists()


def test_no_list_can_change_a_row(cast: Cast, erin: User) -> None:
    furnish(cast)
    client = stepped_in(erin)
    pk = DeadJob.objects.get().pk
    for part in ("add/", f"{pk}/", f"{pk}/change/", f"{pk}/delete/", f"{pk}/history/"):
        assert client.get(f"{DEAD}{part}").status_code == 404
    client.post(DEAD, {"action": "delete_selected", "_selected_action": [pk], "index": 0})
    assert DeadJob.objects.filter(pk=pk).exists()


def test_a_failed_job_is_tried_again_by_its_workspaces_own_service(cast: Cast, erin: User) -> None:
    furnish(cast)
    pk = DeadJob.objects.get().pk
    values = {"action": "try_again", "_selected_action": [pk], "index": 0}
    page = stepped_in(erin).post(DEAD, values, follow=True).content.decode()
    assert "1 of 1 are tried again." in page
    assert not DeadJob.objects.exists()
    with inside(cast.acme):
        assert Job.objects.get(pk=pk).state == JobState.QUEUED
        line = AuditEvent.objects.get(action="job.retried")
    assert (line.actor_kind, line.actor_id) == ("support", erin.pk)


def test_a_look_is_asked_for_after_the_promise(cast: Cast, erin: User) -> None:
    from accounts.models import Confidant

    Confidant.objects.update(signed_at=None)
    client = stepped_in(erin)
    form: dict[str, Any] = {"workspace": "acme", "reason": "Spend is missing", "minutes": 60}
    assert client.post("/desk/access/", form)["Location"] == "/desk/promise/"
    client.post("/desk/promise/")
    assert Confidant.objects.get().signed_at is not None
    wrong = client.post("/desk/access/", {**form, "workspace": "nowhere"}).content.decode()
    assert "There is no such workspace." in wrong
    assert client.post("/desk/access/", form).status_code == 302
    with inside(cast.acme):
        assert AccessGrant.objects.get().staff_id == erin.pk
    again = client.post("/desk/access/", form).content.decode()
    assert "You have asked already" in again


def test_no_page_of_the_desk_brings_code_of_its_own(cast: Cast, erin: User) -> None:
    """The policy for scripts and styles is that of every other page."""
    client = stepped_in(erin)
    policies = {client.get(page).headers["Content-Security-Policy"] for page in pages()}
    (policy,) = policies
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
