"""What a monitor's detector learned of the days that lie behind, so that no night reads a year."""

from typing import Any

from django.db import models

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel
from analytics.models.monitors import Monitor


class MonitorMemory(WorkspaceModel):
    """Of one monitor. `basis` tells by which rules, sums and days it was learned: where that has
    changed, everything is read and learned anew.

    `content` is analytics.detection.forecasting.kept.Kept as numbers, a column for each of `keys`;
    `kinds` are the kinds of special days among them.
    """

    monitor = WorkspaceForeignKey(Monitor, on_delete=models.CASCADE, related_name="+")
    basis = models.CharField(max_length=64)
    keys: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    kinds: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "monitor"], name="monitor_memory_once")
        ]

    def __str__(self) -> str:
        return f"Memory of {self.monitor_id}"
