"""Takes Stripe's deliveries in: kept once, answered at once, followed by a job."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.jobs import enqueue
from accounts.tenancy import inside
from billing.gateway.webhooks import Delivery, read_delivery
from billing.models import EventState, StripeEvent
from billing.services.replaying import workspace_of


def take_delivery(*, payload: bytes, signature: str) -> bool:
    """Keep an event and have its customer followed; False for one that was here before.

    Raises Forged. The event and its job are one transaction: neither is without the other.
    """
    delivery = read_delivery(payload, signature)
    workspace_id = workspace_of(delivery.customer_id)
    if workspace_id is None or not delivery.is_followed:
        return _keep(delivery, workspace_id)
    with inside(workspace_id):
        is_new = _keep(delivery, workspace_id)
        if is_new:
            enqueue(
                "billing.tasks.follow_customer", delivery.event_id, dedupe_key=delivery.event_id
            )
    return is_new


def _keep(delivery: Delivery, workspace_id: UUID | None) -> bool:
    """ON CONFLICT DO NOTHING: of two deliveries at once, one is new."""
    state = _state(delivery, workspace_id)
    row = StripeEvent(
        event_id=delivery.event_id,
        type=delivery.type[:100],
        api_version=delivery.api_version,
        is_live=delivery.is_live,
        customer_id=delivery.customer_id,
        object_id=delivery.object_id,
        workspace_ref=workspace_id,
        created_at=delivery.created_at,
        state=state,
        settled_at=None if state == EventState.RECEIVED else timezone.now(),
    )
    with transaction.atomic():
        before = StripeEvent.objects.filter(pk=delivery.event_id).exists()
        StripeEvent.objects.bulk_create([row], ignore_conflicts=True)
    return not before


def _state(delivery: Delivery, workspace_id: UUID | None) -> EventState:
    if not delivery.is_followed:
        return EventState.UNKNOWN_TYPE
    return EventState.UNKNOWN_CUSTOMER if workspace_id is None else EventState.RECEIVED
