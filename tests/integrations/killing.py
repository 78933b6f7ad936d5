"""A worker in a process of its own that is killed in the middle, and its successor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from uuid import UUID

from accounts.jobs.runner import run
from accounts.models import Job
from accounts.models.job import JobState
from accounts.tenancy import inside
from integrations.models import SyncSlice

_WORK = """
import sys, time, uuid, django
django.setup()
from accounts.jobs.runner import run
while run(uuid.UUID(sys.argv[1]), uuid.UUID(sys.argv[2])) != "done":
    time.sleep(0.05)
"""
_PATIENCE = 60.0


def kill_after(env: Mapping[str, str], workspace_id: UUID, job_id: UUID, pages: int) -> None:
    """Start a worker, and kill it as soon as it has kept so many pages or pieces."""
    words = [sys.executable, "-c", _WORK, str(workspace_id), str(job_id)]
    worker = subprocess.Popen(words, env=dict(env), stderr=subprocess.DEVNULL)
    end = time.monotonic() + _PATIENCE
    while kept_pages(workspace_id) < pages and worker.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()


def finish(workspace_id: UUID, job_id: UUID) -> None:
    """Take the job up as its lease runs out, and work until it is done."""
    end = time.monotonic() + _PATIENCE
    while True:
        with inside(workspace_id):
            job = Job.objects.get(pk=job_id)
        if job.state == JobState.DONE:
            return
        assert time.monotonic() < end, f"{job.state} {job.attempts} {job.last_error}"
        run(workspace_id, job_id)
        time.sleep(0.05)


def kept_pages(workspace_id: UUID) -> int:
    """How many pages or pieces were committed so far."""
    with inside(workspace_id):
        return sum(SyncSlice.objects.values_list("pages_loaded", flat=True))
