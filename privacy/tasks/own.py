"""Jobs of what users do about their own login."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from privacy.own.copying import run_copy
from privacy.own.leaving import run_leaving


@job_task(queue="interactive")
def finish_copy(lease: Lease, request_id: str) -> None:
    """Build a user's copy as soon as it is gathered, and give it out."""
    run_copy(lease, request_id=UUID(request_id))


@job_task(queue="interactive")
def finish_leaving(lease: Lease, request_id: str) -> None:
    """Tell a person that their login is erased."""
    run_leaving(lease, request_id=UUID(request_id))
