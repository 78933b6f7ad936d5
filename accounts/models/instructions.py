"""What a customer has instructed its processor to do with personal data, version by version."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceModel


class Instruction(WorkspaceModel):
    """Append-only: the newest version stands, and nothing is done for a purpose outside of it.

    `agreement` is the version of the data processing agreement, `clauses` are those of it that the
    customer takes, `purposes` their words as they were then. `given_by` is null where nobody has
    decided since the agreement was made. `accepted` is the number of the published agreement that
    the customer had accepted by then, `accepted_sha256` that of its text; null and "" before the
    first. `sha256` covers all of it, and the version before.
    """

    version = models.PositiveIntegerField()
    agreement = models.CharField(max_length=20)
    clauses = ArrayField(models.CharField(max_length=40))
    purposes = ArrayField(models.CharField(max_length=200))
    given_at = models.DateTimeField(default=timezone.now)
    given_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    accepted: "models.PositiveIntegerField[int | None, int | None]" = models.PositiveIntegerField(
        null=True
    )
    accepted_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "version"], name="instruction_version")
        ]

    def __str__(self) -> str:
        return f"Instructions {self.version}"
