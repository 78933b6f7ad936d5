"""Data keys of a workspace, each wrapped by a key that never enters the database."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.tenancy import new_id


class WorkspaceKey(models.Model):
    """One wrapped data key. Control plane: it opens nothing without the key ring outside."""

    class Purpose(models.TextChoices):
        DATA = "data"
        INDEX = "index"
        SUPPRESSION = "suppression"

    class State(models.TextChoices):
        ACTIVE = "active"
        RETIRED = "retired"
        SHREDDED = "shredded"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    # Not a foreign key: a shredded key's row outlives its workspace as proof of the shredding.
    workspace_ref: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    kek_id = models.CharField(max_length=40)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace_ref", "purpose"],
                condition=models.Q(state="active"),
                name="workspace_key_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} key {self.id} ({self.state})"
