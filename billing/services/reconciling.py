"""Each night asks Stripe about every customer: what no webhook told is found, and seats agree."""

from typing import Any
from uuid import UUID

from accounts.jobs import enqueue
from accounts.models import Membership, Workspace
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from billing.models import StripeCustomer


def request_comparison() -> int:
    """Ask for a comparison of each workspace that has a customer; how many."""
    return in_each_workspace(_request)


def request_seats(*, workspace_id: UUID) -> bool:
    """Ask to pay for as many members as there are now; False where nobody pays.

    A job that runs has counted already, so that each number has a job of its own.
    """
    with inside(workspace_id):
        if not _has_customer():
            return False
        key = f"seats:{Membership.objects.filter(workspace_id=workspace_id).count()}"
        return enqueue("billing.tasks.set_seats", dedupe_key=key) is not None


def follow_members(workspace_id: UUID, **_more: Any) -> None:
    """Receives accounts.signals.members_changed; of what closes or is gone nothing is asked."""
    is_open = Workspace.objects.filter(pk=workspace_id, closure=None).exists()
    if is_open:
        request_seats(workspace_id=workspace_id)


def _request() -> int:
    if not _has_customer():
        return 0
    return int(enqueue("billing.tasks.compare_with_stripe", dedupe_key="comparison") is not None)


def _has_customer() -> bool:
    workspace_id = require_workspace_id()
    return StripeCustomer.objects.filter(workspace_ref=workspace_id, left_at=None).exists()
