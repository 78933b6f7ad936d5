"""Jobs of the end of a contract."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from privacy.closing.exporting import write_export


@job_task(queue="bulk", max_attempts=5)
def export_workspace(lease: Lease, export_id: str) -> None:
    """Write everything of the workspace into one sealed file for its owner."""
    write_export(lease, export_id=UUID(export_id))
