"""What jobs of this app may name; each is one call."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from analytics import rollups
from analytics.exporting import writing
from analytics.services import settling


@job_task(queue="bulk")
def rebuild_rollups(lease: Lease, source_id: str = "") -> None:
    """Count a source anew by its present rules; without a source, everything of the workspace."""
    with lease.batch():
        rollups.rebuild(UUID(source_id) if source_id else None)


@job_task(queue="bulk")
def assign_channels(lease: Lease) -> None:
    """Give everything its channel by the present rules."""
    with lease.batch():
        rollups.assign_channels()


@job_task(queue="bulk")
def learn_settling(lease: Lease, source_id: str) -> None:
    """Learn how a source's days grow, as read up to yesterday."""
    with lease.batch():
        settling.learn_settling(source_id=UUID(source_id))


@job_task(queue="bulk")
def write_export(lease: Lease, export_id: str) -> None:
    """Write the file of numbers that a program asked for."""
    with lease.batch():
        writing.write_export(export_id=UUID(export_id))
