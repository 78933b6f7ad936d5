"""Jobs of erasures."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from privacy.erasure.running import run_erasure


@job_task(queue="interactive")
def carry_out_erasure(lease: Lease, erasure_id: str) -> None:
    """Erase a person wherever something of them is, and certify it."""
    run_erasure(lease, erasure_id=UUID(erasure_id))
