"""A sync that nothing would start again is started, once; old files go, new ones stay."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts import unpaid
from accounts.jobs import Lease, enqueue
from accounts.jobs import queue as jobs_queue
from accounts.models import Closure, Job
from accounts.tenancy import inside
from integrations.files import store
from integrations.models import Credential, Source, SyncRun
from integrations.services.resuming import resume_syncs
from integrations.services.sources import START, SYNC
from integrations.services.sweeps import delete_old_files, request_missed_syncs
from integrations.services.syncing.runs import open_run
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def make_source(name: str, **state: Any) -> Source:
    source = Source(connector="salesforce", name=name)
    for field, value in state.items():
        setattr(source, field, value)
    source.save()
    Credential.objects.create(source=source, access_token=b"", instance_url="", token_url="")
    return source


def waiting() -> dict[str, str]:
    """What is asked for in the entered workspace, {name of the source: task}."""
    names = {str(source.pk): source.name for source in Source.objects.all()}
    rows = Job.objects.filter(state__in=["queued", "running"]).values_list("dedupe_key", "task")
    return {names[str(key).partition(":")[0]]: task for key, task in rows}


def test_syncs_that_nothing_would_start_again_are_asked_for_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[object] = []
    monkeypatch.setattr(jobs_queue, "_ring_on_commit", lambda *about: rung.append(about))
    now = timezone.now()
    with inside(cast.acme):
        died, planned = make_source("Died"), make_source("Planned")
        running, ranged = make_source("Running"), make_source("Ranged")
        make_source("Paused", paused_at=now)
        make_source("Gone", disconnected_at=now)
        Source.objects.create(connector="csv", name="File")
        enqueue(SYNC, died.pk, dedupe_key=str(died.pk))
        Job.objects.update(state="dead", finished_at=now)
        enqueue(START, planned.pk, dedupe_key=str(planned.pk))
        job_id = enqueue(SYNC, running.pk, dedupe_key=str(running.pk))
        assert job_id is not None
        Job.objects.filter(pk=job_id).update(state="running")
        enqueue(SYNC, ranged.pk, now.isoformat(), "", dedupe_key=f"{ranged.pk}:261124")
    with inside(cast.rival):
        make_source("Never begun")
    rung.clear()
    assert request_missed_syncs() == 2
    with inside(cast.acme):
        assert waiting() == {"Died": SYNC, "Planned": START, "Running": SYNC, "Ranged": SYNC}
    with inside(cast.rival):
        assert waiting() == {"Never begun": SYNC}
    assert request_missed_syncs() == 0
    # The sweeper rings for them, in turns: nobody's hundred sources fill the broker first.
    assert rung == []


@pytest.mark.parametrize("why", ["unpaid", "closing"])
def test_where_it_stands_still_nothing_is_read_until_it_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "unpaid":
        monkeypatch.setattr(unpaid, "_readers", [lambda workspace_id: workspace_id == cast.acme.pk])
    else:
        ends = timezone.now() + timedelta(days=30)
        Closure.objects.create(workspace=cast.acme, erase_after=ends)
    for workspace in (cast.acme, cast.rival):
        with inside(workspace):
            source = make_source("Salesforce")
    assert request_missed_syncs() == 1
    with inside(cast.acme):
        assert resume_syncs() == 0
        source = Source.objects.get()
        job_id = enqueue(SYNC, source.pk, dedupe_key=str(source.pk))
        assert job_id is not None
        Job.objects.filter(pk=job_id).update(state="running", lease_token=job_id)
    lease = Lease(cast.acme.pk, job_id, job_id, 90, SYNC, (str(source.pk),))
    assert open_run(lease, source_id=source.pk) is None
    with inside(cast.acme):
        source = Source.objects.get()
        assert (source.trouble_code, bool(source.trouble_text)) == (why, True)
        assert not SyncRun.objects.exists()
        Job.objects.update(state="done", finished_at=timezone.now())
    monkeypatch.setattr(unpaid, "_readers", [])
    Closure.objects.filter(workspace=cast.acme).delete()
    assert request_missed_syncs() == 1


def test_old_uploads_and_lists_of_rejects_go_and_new_ones_stay(
    cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.PRIVATE_FILES_DIR = str(tmp_path)
    for name, days in (("a.csv", 2), ("a.json", 2), ("b.csv", 0), ("c.rejects", 31)):
        path = store.folder(cast.acme.pk) / name
        path.write_text("1,2")
        os.utime(path, (time.time() - days * 86400 - 60,) * 2)
    assert delete_old_files() == 3
    assert [path.name for path in store.folder(cast.acme.pk).iterdir()] == ["b.csv"]
