"""Jobs of erasures."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from privacy.erasure.reading import run_reading
from privacy.erasure.running import run_erasure


@job_task(queue="interactive")
def carry_out_erasure(lease: Lease, erasure_id: str) -> None:
    """Erase a person wherever something of them is, and certify it."""
    run_erasure(lease, erasure_id=UUID(erasure_id))


@job_task(queue="bulk")
def read_everything(lease: Lease) -> None:
    """Read every row of the workspace for the people who were erased since the last reading."""
    run_reading(lease)
