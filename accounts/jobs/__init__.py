"""Work that survives everything: rows in PostgreSQL, leases, fencing; the broker only rings.

A task is a function taking a Lease and the job's arguments:

    @job_task(queue="sync", max_attempts=5)
    def sync_source(lease: Lease, source_id: str) -> None: ...

A service asks for it in its own transaction: enqueue("integrations.tasks.sync_source", source.pk).
"""

from accounts.jobs.lease import Later, Lease, LeaseLost
from accounts.jobs.queue import cancel, enqueue, retry
from accounts.jobs.registry import QUEUES, JobTask, job_task, resolve

__all__ = [
    "QUEUES",
    "JobTask",
    "Later",
    "Lease",
    "LeaseLost",
    "cancel",
    "enqueue",
    "job_task",
    "resolve",
    "retry",
]
