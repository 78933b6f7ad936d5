"""Does the jobs of published texts that wait, in the test's own transaction."""

from uuid import UUID, uuid4

from accounts.jobs import Lease, resolve
from accounts.models import Job, JobState
from accounts.tenancy import inside


def do_jobs(workspace_id: UUID) -> int:
    """Those of one workspace, the oldest first; how many."""
    with inside(workspace_id):
        waiting = Job.objects.filter(
            state=JobState.QUEUED, task__startswith="privacy.tasks.policies."
        )
        jobs = list(waiting.order_by("created_at", "pk"))
    for job in jobs:
        lease = Lease(workspace_id, job.pk, uuid4(), 90, job.task, tuple(job.args))
        with inside(workspace_id):
            Job.objects.filter(pk=job.pk).update(state="running", lease_token=lease.token)
        resolve(job.task)(lease, *job.args)
        lease.end(JobState.DONE)
    return len(jobs)
