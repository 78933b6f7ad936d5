"""Jobs of copies for the people who asked."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from privacy.access.building import run_building
from privacy.access.gathering import run_gathering


@job_task(queue="interactive", max_attempts=6)
def gather_package(lease: Lease, package_id: str) -> None:
    """Ask every store and every source about a person."""
    run_gathering(lease, package_id=UUID(package_id))


@job_task(queue="interactive", max_attempts=6)
def build_package(lease: Lease, package_id: str) -> None:
    """Make the file of what was gathered and looked through."""
    run_building(lease, package_id=UUID(package_id))
