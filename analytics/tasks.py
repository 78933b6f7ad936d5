"""What jobs of this app may name; each is one call."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from analytics.rollups import rebuild
from analytics.services import settling


@job_task(queue="bulk")
def rebuild_rollups(lease: Lease, source_id: str = "") -> None:
    """Count a source anew by its present rules; without a source, everything of the workspace."""
    with lease.batch():
        rebuild(UUID(source_id) if source_id else None)


@job_task(queue="bulk")
def learn_settling(lease: Lease, source_id: str) -> None:
    """Learn how a source's days grow, as read up to yesterday."""
    with lease.batch():
        settling.learn_settling(source_id=UUID(source_id))
