"""A worker without a broker: runs what is due, as the doorbell would."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.jobs.runner import run
from accounts.models import Job
from accounts.models.job import JobState
from accounts.tenancy import inside

_PATIENCE = 120.0


def work_off(workspace_id: UUID, *, task: str = "sync_source", steps: int = 200) -> list[str]:
    """Run the workspace's due jobs of a task until none is left that is due within a minute."""
    states: list[str] = []
    end = time.monotonic() + _PATIENCE
    while (job := next_job(workspace_id, task)) and time.monotonic() < end and steps:
        steps -= 1
        wait = (job.run_after - timezone.now()).total_seconds()
        if wait > 0:
            time.sleep(min(wait, 0.1))
            continue
        with inside(workspace_id):
            # In a test's own transaction the database's clock stands still.
            Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
        states.append(run(workspace_id, job.pk))
    return states


def next_job(workspace_id: UUID, task: str) -> Job | None:
    """The next job of a task that is due within a minute."""
    soon = timezone.now() + timedelta(minutes=1)
    with inside(workspace_id):
        due = Job.objects.filter(
            state=JobState.QUEUED, task__endswith=f".{task}", run_after__lt=soon
        )
        return due.order_by("run_after").first()
