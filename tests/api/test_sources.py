"""Sources for programs: how they stand, what was read, and having one read."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.models import AuditEvent, Job
from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations.models import Source, StreamState, SyncRun, SyncSlice
from tests.api_keys import get, key_for, post
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/sources"
SYNC = "integrations.tasks.sync.sync_source"


@pytest.fixture
def source(cast: Cast) -> Source:
    with inside(cast.acme):
        found = Source.objects.create(
            connector="salesforce", name="Sales", fresh_until="2026-03-01T04:00:00Z"
        )
        schema = {"missing": {"Amount": "Revenue is not known."}}
        StreamState.objects.create(source=found, stream="Opportunity", rows=7, schema=schema)
    return found


@pytest.fixture
def run(cast: Cast, source: Source) -> SyncRun:
    with inside(cast.acme):
        found = SyncRun.objects.create(
            source=source,
            kind="incremental",
            state="partial",
            rows_loaded=5,
            rows_rejected=1,
            error_code="incomplete",
            error_text="Leads could not be read.",
        )
        moment = "2026-03-01T04:00:00Z"
        for stream, error in (("Opportunity", ""), ("Lead", "No permission.")):
            SyncSlice.objects.create(
                run=found,
                source=source,
                stream=stream,
                error_text=error,
                cursor_to=moment,
                mode="rest",
            )
    return found


def test_a_list_says_state_and_until_when_it_is_complete(cast: Cast, source: Source) -> None:
    secret = key_for(cast.alice, cast.acme, [Permission.VIEW_SOURCES])
    (found,) = get(secret, ALL).json()["sources"]
    assert (found["id"], found["state"], found["rows"]) == (str(source.pk), "ok", 7)
    assert (found["fresh_until"], found["complete_until"]) == ("2026-03-01T04:00:00Z", None)
    whole = get(secret, f"{ALL}/{source.pk}").json()
    (stream,) = whole["streams"]
    assert stream["missing"] == [{"field": "Amount", "costs": "Revenue is not known."}]
    with inside(cast.acme):
        StreamState.objects.update(schema={})
    assert get(secret, ALL).json()["sources"][0]["complete_until"] == found["fresh_until"]


def test_runs_tell_rows_and_errors(cast: Cast, source: Source, run: SyncRun) -> None:
    secret = key_for(cast.alice, cast.acme, [Permission.VIEW_SOURCES])
    (found,) = get(secret, f"{ALL}/{source.pk}/runs").json()["runs"]
    assert (found["rows_loaded"], found["rows_rejected"]) == (5, 1)
    assert found["error"] == {"code": "incomplete", "text": "Leads could not be read."}
    assert get(secret, f"{ALL}/{source.pk}/runs?state=failed").json()["runs"] == []
    whole = get(secret, f"{ALL}/{source.pk}/runs/{run.pk}").json()
    assert [(one["stream"], one["error"]) for one in whole["pieces"]] == [
        ("Lead", "No permission."),
        ("Opportunity", ""),
    ]


def test_a_sync_is_asked_for_once_and_followed(cast: Cast, source: Source) -> None:
    secret = key_for(cast.bob, cast.acme, [Permission.VIEW_SOURCES, Permission.MANAGE_SOURCES])
    first = post(secret, f"{ALL}/{source.pk}/syncs")
    again = post(secret, f"{ALL}/{source.pk}/syncs")
    assert (first.status_code, first.json()["id"]) == (202, again.json()["id"])
    with inside(cast.acme):
        assert Job.objects.filter(task=SYNC).count() == 1
        SyncRun.objects.create(source=source, kind="first", job_id=first.json()["id"])
    followed = get(secret, first["Location"]).json()
    assert (followed["state"], followed["run"]["kind"]) == ("queued", "first")


def test_a_paused_source_is_not_read_until_it_is_resumed(cast: Cast, source: Source) -> None:
    secret = key_for(cast.bob, cast.acme, [Permission.MANAGE_SOURCES])
    assert post(secret, f"{ALL}/{source.pk}/pause").json()["state"] == "paused"
    refused = post(secret, f"{ALL}/{source.pk}/syncs")
    assert (refused.status_code, refused.json()["code"]) == (400, "paused")
    assert post(secret, f"{ALL}/{source.pk}/resume").json()["state"] != "paused"
    with inside(cast.acme):
        lines = list(AuditEvent.objects.order_by("seq").values_list("action", "actor_kind"))
    assert lines[-2:] == [("source.pause", "api_key"), ("source.resume", "api_key")]


def test_a_key_that_only_looks_starts_nothing(cast: Cast, source: Source) -> None:
    secret = key_for(cast.alice, cast.acme, [Permission.VIEW_SOURCES])
    for step in ("syncs", "pause", "resume"):
        assert post(secret, f"{ALL}/{source.pk}/{step}").status_code == 403
    with inside(cast.acme):
        assert not Job.objects.filter(task=SYNC).exists()
        assert Source.objects.get().paused_at is None


def test_charlies_key_finds_nothing_of_acme(cast: Cast, source: Source, run: SyncRun) -> None:
    sync = post(key_for(cast.alice, cast.acme), f"{ALL}/{source.pk}/syncs").json()["id"]
    secret = key_for(cast.charlie, cast.rival)
    assert get(secret, ALL).json() == {"next": None, "sources": []}
    with inside(cast.rival):
        own = Source.objects.create(connector="salesforce", name="Theirs")
    for rest in ("", "/runs", f"/runs/{run.pk}", f"/syncs/{sync}"):
        assert get(secret, f"{ALL}/{source.pk}{rest}").status_code == 404, rest
    for rest in (f"/runs/{run.pk}", f"/syncs/{sync}", f"/syncs/{uuid4()}"):
        assert get(secret, f"{ALL}/{own.pk}{rest}").status_code == 404, rest
    for step in ("syncs", "pause", "resume"):
        assert post(secret, f"{ALL}/{source.pk}/{step}").status_code == 404, step
    with inside(cast.acme):
        assert Source.objects.get(pk=source.pk).paused_at is None


def test_a_sync_of_another_source_is_not_found_here(cast: Cast, source: Source) -> None:
    secret = key_for(cast.alice, cast.acme)
    sync: Any = post(secret, f"{ALL}/{source.pk}/syncs").json()["id"]
    with inside(cast.acme):
        other = Source.objects.create(connector="salesforce", name="Other")
    assert get(secret, f"{ALL}/{other.pk}/syncs/{sync}").status_code == 404
