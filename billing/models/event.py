"""The inbox of Stripe's webhooks: ids alone, for an event is a hint and never the truth."""

from uuid import UUID

from django.db import models
from django.utils import timezone


class EventState(models.TextChoices):
    """What became of an event."""

    RECEIVED = "received"
    DONE = "done"
    FAILED = "failed"
    # Its type tells nothing that we follow.
    UNKNOWN_TYPE = "unknown_type"
    # No workspace of ours has this customer.
    UNKNOWN_CUSTOMER = "unknown_customer"


class StripeEvent(models.Model):
    """One event as Stripe delivered it; control plane: it comes before a workspace is known."""

    event_id = models.CharField(max_length=255, primary_key=True)
    type = models.CharField(max_length=100)
    api_version = models.CharField(max_length=40, blank=True)
    is_live = models.BooleanField()
    customer_id = models.CharField(max_length=64, blank=True)
    object_id = models.CharField(max_length=255, blank=True)
    workspace_ref: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    # Stripe's clock, then ours.
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=20, choices=EventState.choices, default=EventState.RECEIVED)
    settled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-received_at"], name="stripe_event_newest"),
            models.Index(
                fields=["customer_id"],
                condition=models.Q(state__in=["received", "failed"]),
                name="stripe_event_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=list(EventState.values)),
                name="stripe_event_state_known",
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
