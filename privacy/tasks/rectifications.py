"""Jobs of rectifications."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from privacy.rectifications.correcting import tell_source


@job_task(queue="interactive")
def correct_upstream(lease: Lease, rectification_id: str) -> None:
    """Correct the record at the source that it came from."""
    tell_source(lease=lease, rectification_id=UUID(rectification_id))
