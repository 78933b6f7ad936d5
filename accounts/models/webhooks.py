"""Where a workspace's own systems are told of what happens, and each message on its way there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


class WebhookEndpoint(WorkspaceModel):
    """An address of the customer's; it and its secrets are sealed, pages show the host alone.

    `cursor` is the last line of the audit trail that it has taken. `failing_since` is the first
    failure after the last success; until `paused_until` nothing is tried.
    """

    host = models.CharField(max_length=255)
    address = models.BinaryField()
    streams = ArrayField(models.CharField(max_length=20))
    secret = models.BinaryField()
    old_secret = models.BinaryField(null=True)
    old_secret_until = models.DateTimeField(null=True)
    cursor = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    off_why = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace"], condition=Q(off_at=None), name="webhook_endpoint_on"
            ),
        ]

    def __str__(self) -> str:
        return self.host


class DeliveryState(models.TextChoices):
    """Given up: all tries are used; a member can send it again."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class WebhookDelivery(WorkspaceModel):
    """One message, byte for byte the same in every try; a part of the trail names its lines."""

    endpoint = WorkspaceForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    body = models.TextField()
    first_seq = models.BigIntegerField(null=True)
    last_seq = models.BigIntegerField(null=True)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "endpoint", "-created_at"], name="webhook_delivery_newest"
            ),
            models.Index(fields=["workspace", "created_at"], name="webhook_delivery_old"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"
