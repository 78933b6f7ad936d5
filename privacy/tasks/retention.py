"""Deletes at night what is past its retention."""

from accounts.jobs import Lease, job_task
from privacy.retention import running


@job_task(queue="bulk")
def run_retention(lease: Lease) -> None:
    """Carry out the entered workspace's rules."""
    running.run_retention(lease)
