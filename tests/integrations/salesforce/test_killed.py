"""A worker that is killed in the middle costs nothing: its successor goes on with the same jobs."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.jobs.runner import run
from accounts.models import Job
from accounts.models.job import JobState
from accounts.tenancy import inside
from integrations.models import Source, SyncRun, SyncSlice
from sandbox.serving import Running
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.integrations.connecting import connect, use_sandbox
from tests.integrations.salesforce.comparing import differences

RESULTS = r"/jobs/query/750\w+/results"
_WORK = """
import sys, time, uuid, django
django.setup()
from accounts.jobs.runner import run
while run(uuid.UUID(sys.argv[1]), uuid.UUID(sys.argv[2])) != "done":
    time.sleep(0.1)
"""
_PATIENCE = 60.0


@dataclass(frozen=True)
class Scene:
    """A source about to be synced by Bulk in many slow pages, in a database of its own."""

    cast: Cast
    source: Source
    job_id: UUID
    salesforce: Running
    env: dict[str, str]

    def start_worker(self, job_id: UUID | None = None) -> subprocess.Popen[bytes]:
        """A worker for this job; for the first sync's where none is named."""
        words = [sys.executable, "-c", _WORK, str(self.cast.acme.pk), str(job_id or self.job_id)]
        return subprocess.Popen(words, env=self.env, stderr=subprocess.DEVNULL)

    def pages(self) -> int:
        with inside(self.cast.acme):
            return sum(SyncSlice.objects.values_list("pages_loaded", flat=True))

    def finish(self, job_id: UUID | None = None) -> None:
        """Take the job up as its lease runs out, and work until it is done."""
        end = time.monotonic() + _PATIENCE
        while not self.is_done(job_id or self.job_id):
            assert time.monotonic() < end, self.explanation()
            self._bring_forward(job_id or self.job_id)
            run(self.cast.acme.pk, job_id or self.job_id)
            time.sleep(0.1)

    def _bring_forward(self, job_id: UUID) -> None:
        """A job that was put off for a failure is tried at once, not in half a minute."""
        with inside(self.cast.acme):
            soon = timezone.now() + timedelta(minutes=2)
            put_off = Job.objects.filter(pk=job_id, state=JobState.QUEUED, run_after__lt=soon)
            put_off.update(run_after=timezone.now())

    def is_done(self, job_id: UUID) -> bool:
        with inside(self.cast.acme):
            return Job.objects.get(pk=job_id).state == JobState.DONE

    def explanation(self) -> str:
        """What the job and its slices say, for a test that fails."""
        with inside(self.cast.acme):
            job = Job.objects.get(pk=self.job_id)
            left = SyncSlice.objects.filter(finished_at=None).values_list("stream", "mode")
            return f"{job.state} {job.attempts}/{job.max_attempts} {job.last_error} {[*left]}"

    def assert_whole(self) -> None:
        with inside(self.cast.acme):
            row = SyncRun.objects.get()
            assert (row.state, row.error_text) == ("succeeded", "")
            assert row.rows_loaded == row.rows_expected
            assert differences(self.source, self.salesforce.control) == {}


@pytest.fixture
def scene(fresh_database: FreshDatabase, salesforce_process: Running, settings: Any) -> Scene:
    salesforce_process.control.reset(grants=True)
    use_sandbox(settings, salesforce_process)
    settings.JOB_LEASE_SECONDS = 2
    cast = make_cast()
    source = connect(cast.acme, cast.alice)
    with inside(cast.acme):
        Source.objects.update(options={"bulk_from": 50})
        job = Job.objects.get(task__endswith="sync_source")
    salesforce_process.control.settings(bulk_page_rows=40)
    env = fresh_database.env | {
        "DJANGO_SETTINGS_MODULE": "proactivox.settings",
        "SANDBOX_ORIGINS": f"{salesforce_process.origin},{salesforce_process.instance_origin}",
        "SANDBOX_CA": salesforce_process.ca_path,
        "SALESFORCE_CLIENT_ID": salesforce_process.client_id,
        "SALESFORCE_CLIENT_SECRET": salesforce_process.client_secret,
        "JOB_LEASE_SECONDS": "2",
    }
    return Scene(cast, source, job.pk, salesforce_process, env)


def kill_after(scene: Scene, pages: int) -> None:
    worker = scene.start_worker()
    end = time.monotonic() + _PATIENCE
    while scene.pages() < pages and worker.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()


@pytest.mark.torture
@pytest.mark.long
def test_a_successor_goes_on_with_the_same_remote_jobs(scene: Scene) -> None:
    scene.salesforce.control.fault("delay", path=RESULTS, times=-1, seconds=0.1)
    kill_after(scene, 12)
    with inside(scene.cast.acme):
        assert SyncRun.objects.get().state == "running"
        assert SyncSlice.objects.filter(finished_at=None).exists()
        remote = dict(SyncSlice.objects.values_list("stream", "remote_job_id"))
        before = scene.pages()
    assert before >= 12
    scene.salesforce.control.clear_faults()
    scene.salesforce.control.reset_counters()
    scene.finish()
    scene.assert_whole()
    with inside(scene.cast.acme):
        assert dict(SyncSlice.objects.values_list("stream", "remote_job_id")) == remote
        fetched = scene.pages() - before
    asked = scene.salesforce.control.requests()
    assert not [one for one in asked if one["method"] == "POST" and "jobs/query" in one["path"]]
    # What was committed is not fetched again; one request of the killed worker may still end here.
    results = [one for one in asked if one["path"].endswith("/results")]
    assert len(results) <= fetched + 1


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(12))
def test_workers_killed_at_any_moment_lose_and_repeat_nothing(scene: Scene, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        worker = scene.start_worker()
        time.sleep(chance.uniform(0.8, 3.0))
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    scene.finish()
    scene.assert_whole()
