"""Follows the customer of a message once more that was followed in vain."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.jobs import enqueue
from accounts.models import Workspace
from accounts.tenancy import inside
from billing.models import EventState, StripeCustomer, StripeEvent


def replay_event(*, event_id: str) -> None:
    """Follow an event's customer once more; raises Refused where nobody's customer it is."""
    event = StripeEvent.objects.get(pk=event_id)
    workspace_id = workspace_of(event.customer_id)
    if workspace_id is None:
        raise Refused(_("No workspace has the customer of this message."), code="unknown_customer")
    with inside(workspace_id):
        StripeEvent.objects.filter(pk=event_id).update(
            state=EventState.RECEIVED, workspace_ref=workspace_id, settled_at=None, error=""
        )
        enqueue("billing.tasks.follow_customer", event_id, dedupe_key=event_id)
        record("subscription.asked_again", event)


def workspace_of(customer_id: str) -> UUID | None:
    """Whose customer it is; None for nobody's, or one whose workspace is gone."""
    if not customer_id:
        return None
    refs = StripeCustomer.objects.filter(pk=customer_id, left_at=None)
    found = refs.values_list("workspace_ref", flat=True).first()
    # A closed workspace is erased, its customer stays for the accounts: nothing is written there.
    return found if found and Workspace.objects.filter(pk=found).exists() else None
