"""Carries out changes at the platforms, and gives a right back that is no longer wanted."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from integrations import actions


@job_task(queue="interactive", max_attempts=8)
def carry_out(lease: Lease, action_id: str) -> None:
    """Do what was asked for and approved, once."""
    actions.carry_out(lease, action_id=UUID(action_id))


@job_task(queue="interactive", max_attempts=8)
def give_back(lease: Lease, source_id: str) -> None:
    """End the right to change campaigns, and no other."""
    actions.give_back_right(lease, source_id=UUID(source_id))
