"""Files of numbers that programs ask for: written by a job, fetched for a day."""

from typing import Any

from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceModel


class NumbersExport(WorkspaceModel):
    """A question, and its answer as CSV, packed; sums and names of campaigns, nobody's data."""

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        FAILED = "failed"

    question: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    rows = models.PositiveIntegerField(null=True)
    size = models.PositiveIntegerField(null=True)
    content = models.BinaryField(null=True)
    # What cannot be asked any more, {field: why}: a range may have no days by the time of the job.
    errors: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["workspace", "expires_at"], name="numbers_export_old")]

    def __str__(self) -> str:
        return f"Export of {', '.join(self.question.get('metrics', []))} ({self.state})"
