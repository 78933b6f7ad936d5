"""A field of a person's record that was corrected: before, after, and what its source said."""

from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from integrations.models import Source
from privacy.models.requests import DataSubjectRequest


class Upstream(models.TextChoices):
    """What became of the correction at the source that the data came from."""

    WAITING = "waiting", _("The source is being told")
    DONE = "done", _("The source is corrected")
    HELD = "held", _("Held here: the source is not corrected")


class Rectification(WorkspaceModel):
    """One correction. `before` and `after` are sealed; before is null where a hash alone was held.

    `correction_id` is integrations' `Correction`, which is there until the source says the same.
    `answer` is what the source, or the workspace's choice for it, said; sealed, it may name people.
    """

    request = WorkspaceForeignKey(
        DataSubjectRequest, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = WorkspaceForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=40)
    field = models.CharField(max_length=80)
    before = models.BinaryField(null=True)
    after = models.BinaryField(null=True)
    corrected_at = models.DateTimeField(default=timezone.now)
    corrected_by: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    correction_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    upstream = models.CharField(max_length=20, choices=Upstream.choices, default=Upstream.WAITING)
    answer = models.BinaryField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "request"], name="rectification_request"),
            models.Index(
                fields=["workspace", "source", "external_id"], name="rectification_record"
            ),
        ]

    def __str__(self) -> str:
        return f"Rectification {self.id}"
