"""That a request which reached Proactivox was passed on to a customer; the house's own rows."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from privacy.models.requests import DataSubjectRequest


class Forwarding(WorkspaceModel):
    """From a request of the house to another workspace; ids alone, for no row spans two.

    `their_request_id` is chosen when it is asked for, so that a job that is tried again opens the
    same request; `arrived_at` is when it was open there, null until then.
    """

    request = WorkspaceForeignKey(
        DataSubjectRequest, on_delete=models.CASCADE, related_name="forwardings"
    )
    to_workspace_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    their_request_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    asked_at = models.DateTimeField(default=timezone.now)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "request", "to_workspace_id"], name="forwarding_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} to {self.to_workspace_id}"
