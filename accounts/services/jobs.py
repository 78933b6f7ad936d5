"""What people and tasks may do to a job besides running it: try again, stop, forget."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.audit import record
from accounts.jobs import retry
from accounts.models import Job, JobState
from accounts.tenancy import inside, require_workspace_id


def retry_job(*, job: Job) -> bool:
    """Queue a dead or cancelled job again with all its attempts. False if the work waits already.

    A job that is neither dead nor cancelled is left as it is, and nothing is recorded.
    """
    with inside(require_workspace_id()):
        is_queued = retry(job)
        if is_queued:
            record("job.retried", job, task=job.task)
    return is_queued


def cancel_job(*, job: Job) -> bool:
    """Stop a job: a waiting one at once, a running one at its next batch. False if it had ended."""
    with inside(require_workspace_id()):
        stopped = Job.objects.filter(
            pk=job.pk, state__in=[JobState.QUEUED, JobState.RUNNING]
        ).update(state=JobState.CANCELLED, finished_at=timezone.now(), lease_token=None)
        if stopped:
            record("job.cancelled", job, task=job.task)
    return bool(stopped)


def forget_arguments(*, job_id: UUID, kept: list[Any]) -> None:
    """Replace what a job carries, in the transaction that made it superfluous."""
    Job.objects.filter(pk=job_id).update(args=kept)
