"""What sources say of their own sums, beside what is stored: once a night."""

from typing import Any

from django.db import models

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager, WorkspaceModel
from integrations.models.sources import Source


class ControlTotal(WorkspaceModel):
    """The last control of the newest `days` of a source, or of one of the vendor's accounts.

    `theirs` and `ours` are {metric: whole number}; null is "nothing stored". Money and conversions
    are in millionths, as in CampaignDay.
    """

    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    stream = models.CharField(max_length=40)
    account = models.CharField(max_length=64, blank=True, default="")
    days = models.PositiveSmallIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    theirs: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    ours: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    is_equal = models.BooleanField()
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "stream", "account", "days"],
                name="control_total_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.days} days of {self.stream} of {self.source_id}"


class ControlledDay(models.Model):
    """Whether a day was as its source said when it was last asked.

    `theirs` and `ours` hold the metrics that differ; both are empty where all are equal, and where
    a difference was found that no single day could be blamed for.
    """

    pk = models.CompositePrimaryKey("workspace_id", "source_id", "stream", "account", "on")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    stream = models.CharField(max_length=40)
    account = models.CharField(max_length=64, blank=True, default="")
    on = models.DateField()
    is_equal = models.BooleanField()
    theirs: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    ours: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    checked_at = models.DateTimeField()

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"{self.on} of {self.stream} of {self.source_id}"
