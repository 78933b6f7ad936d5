"""What privacy keeps: each version of the records of processing, append-only."""

from typing import Any

from django.db import models
from django.utils import timezone


class RecordVersion(models.Model):
    """The records of processing as they were from `kept_at` on, until the next version.

    The same for every workspace: it holds nothing of a customer. `content` is {language: {kind:
    record}}, `sha256` that of its canonical JSON. Nobody who serves may change or remove a row.
    """

    kept_at = models.DateTimeField(default=timezone.now, db_index=True)
    sha256 = models.CharField(max_length=64)
    content: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()

    class Meta:
        get_latest_by = ("kept_at", "id")

    def __str__(self) -> str:
        return f"{self.kept_at:%Y-%m-%d %H:%M} {self.sha256[:12]}"
