"""What tests of one's own login need: jobs of the house, run at once in their order."""

from uuid import uuid4

import pytest

from accounts.jobs import Later, Lease, resolve
from accounts.models import Job, JobState
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from tests.accounts.conftest import danish, empty_cache

__all__ = ["danish", "empty_cache"]
_QUEUES = ("interactive", "sync")


def run_house_jobs() -> None:
    """Everything that waits in the house but mails, until nothing does; what polls comes again."""
    for _round in range(8):
        with inside(HOUSE_ID):
            rows = Job.objects.filter(queue__in=_QUEUES, state=JobState.QUEUED)
            jobs = list(rows.order_by("created_at", "pk"))
        if not jobs:
            return
        for job in jobs:
            _run(job)
    pytest.fail("Jobs of the house do not come to an end.")


def _run(job: Job) -> None:
    lease = Lease(HOUSE_ID, job.pk, uuid4(), 90, job.task, tuple(job.args), job.queue)
    with inside(HOUSE_ID):
        Job.objects.filter(pk=job.pk).update(state="running", lease_token=lease.token, attempts=1)
    try:
        resolve(job.task)(lease, *job.args)
    except Later:
        lease.end(JobState.QUEUED, delay=0, uncounted=True)
    else:
        lease.end(JobState.DONE)
