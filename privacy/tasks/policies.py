"""Jobs of published texts: tell users, customers and subscribers; carry an objection over."""

from uuid import UUID

from accounts.jobs import Lease, job_task
from privacy.policies import objecting, telling


@job_task(queue="bulk")
def announce_version(lease: Lease, number: int) -> None:
    """Mail every user about a coming privacy policy."""
    telling.announce_version(lease, number)


@job_task(queue="bulk")
def tell_subscribers(lease: Lease, change_id: str) -> None:
    """Mail who asked to be told of changes."""
    telling.tell_subscribers(lease, UUID(change_id))


@job_task(queue="bulk")
def tell_customers(lease: Lease, change_id: str) -> None:
    """Ask for the mails in each workspace."""
    telling.tell_customers(UUID(change_id))


@job_task(queue="bulk")
def tell_customer(lease: Lease, change_id: str) -> None:
    """Mail who manages privacy in one workspace."""
    telling.tell_customer(lease, UUID(change_id))


@job_task(queue="interactive")
def carry_objection(lease: Lease, objection_id: str) -> None:
    """Write a customer's objection down in the house."""
    objecting.carry_to_house(workspace_id=lease.workspace_id, objection_id=UUID(objection_id))
