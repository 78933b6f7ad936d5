"""The two messages that go over the broker: run this job, and sweep."""

from typing import Any
from uuid import UUID

from celery import shared_task


@shared_task(name="accounts.run_job", bind=True, ignore_result=True)
def run_job(self: Any, workspace_id: str, job_id: str) -> None:
    """Run the job if it is still there to be taken; a second ring finds nothing."""
    from accounts.jobs.runner import run

    run(UUID(workspace_id), UUID(job_id))


@shared_task(name="accounts.sweep_jobs", ignore_result=True, expires=30)
def sweep_jobs() -> None:
    """Ring for what waits."""
    from accounts.jobs.sweeper import sweep

    sweep()
