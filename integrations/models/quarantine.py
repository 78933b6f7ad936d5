"""Records of erased people that are really new: made in the CRM after the erasure."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from integrations.models.sources import Source


class QuarantinedRecord(WorkspaceModel):
    """Kept out until a member decides; `let_in_at` lets this record in, and no other one.

    `kind` is the model ("Lead", "Contact"), `created_at` when the CRM says that it was made. What
    is decided to stay out leaves no row: `Suppression` knows its id.
    """

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    external_id = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    met_at = models.DateTimeField(default=timezone.now)
    let_in_at = models.DateTimeField(null=True)
    let_in_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "external_id"], name="quarantined_record"
            ),
        ]

    def __str__(self) -> str:
        return f"Quarantined {self.kind} {self.id}"
