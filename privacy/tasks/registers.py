"""Carries Proactivox's notice of a breach into a customer's register."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from privacy.registers.breaches import telling


@job_task(queue="interactive")
def tell_customer(lease: Lease, entry_id: str, workspace_id: str, note_id: str) -> None:
    """Enter the notice at the customer and note in the house that it was."""
    telling.tell_customer(
        lease, entry_id=UUID(entry_id), workspace_id=UUID(workspace_id), note_id=UUID(note_id)
    )
