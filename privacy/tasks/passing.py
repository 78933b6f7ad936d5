"""Jobs of requests that are passed on."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from privacy.requests.passing import deliver_passed


@job_task(queue="interactive")
def pass_request_on(lease: Lease, forwarding_id: str) -> None:
    """Open a request that reached Proactivox in the workspace that has to answer it."""
    deliver_passed(lease=lease, forwarding_id=UUID(forwarding_id))
