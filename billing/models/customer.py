"""Whose customer at Stripe is whose workspace: asked before a workspace is known."""

from uuid import UUID

from django.db import models
from django.utils import timezone


class StripeCustomer(models.Model):
    """One customer at Stripe; control plane, and kept after the workspace for the accounts.

    Who follows it holds a lease, so that one job at a time writes what Stripe says.
    """

    customer_id = models.CharField(max_length=64, primary_key=True)
    # No foreign key: it outlives the workspace.
    workspace_ref = models.UUIDField(unique=True)
    # The member whose address Stripe writes to.
    contact_ref: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    # When its workspace was found to be gone.
    left_at = models.DateTimeField(null=True)
    # Since when more than one subscription goes on, which staff have been told.
    doubled_at = models.DateTimeField(null=True)
    lease_token: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["contact_ref"], name="stripe_customer_contact")]

    def __str__(self) -> str:
        return self.customer_id
