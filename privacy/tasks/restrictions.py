"""Jobs of restrictions."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from privacy.restrictions.starting import restrict_objector as restrict_by_objection


@job_task(queue="interactive")
def restrict_objector(lease: Lease, request_id: str) -> None:
    """Restrict whoever objects, as soon as the mailbox is known to be theirs."""
    with lease.batch():
        restrict_by_objection(request_id=UUID(request_id))
