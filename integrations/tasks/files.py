"""Imports a file that was uploaded."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from integrations.services import files


@job_task(queue="bulk", max_attempts=3)
def import_file(lease: Lease, run_id: str, upload_id: str, language: str) -> None:
    """Load the file behind `upload_id` as the run says; messages are written in `language`."""
    files.import_file(lease, UUID(run_id), UUID(upload_id), language)
