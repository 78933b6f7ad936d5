"""What jobs of this app may name; each is one call."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from analytics.rollups import rebuild


@job_task(queue="bulk")
def rebuild_rollups(lease: Lease, source_id: str = "") -> None:
    """Count a source anew by its present rules; without a source, everything of the workspace."""
    with lease.batch():
        rebuild(UUID(source_id) if source_id else None)
