"""National identification numbers that nobody needed: kept apart, sealed, and not for long."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceModel


class QuarantinedNumber(WorkspaceModel):
    """A finding, and where: "app.model.column", with "#Lead.Title" behind it for one of many.

    What people write has its numbers sealed here until a member decides, because nothing else
    holds them; `row_id` is the text's row. Of what a source sent only the finding is kept: the
    source has the number, and `source_id` says which.
    """

    place = models.CharField(max_length=200)
    row_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    source_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    count = models.PositiveIntegerField()
    # Ten digits each, a line each.
    numbers = models.BinaryField(null=True)
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "found_at"], name="quarantined_number_at"),
            models.Index(fields=["workspace", "row_id"], name="quarantined_number_row"),
        ]

    def __str__(self) -> str:
        return f"{self.count} in {self.place}"
