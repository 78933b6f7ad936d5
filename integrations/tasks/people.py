"""Forgets again whoever was erased and came back under a name that was not known then."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from integrations.services import people


@job_task(queue="interactive")
def erase_suppressed(lease: Lease, source_id: str) -> None:
    """Erase what was stored of people before it was known that they are suppressed."""
    people.erase_suppressed(lease, source_id=UUID(source_id))
