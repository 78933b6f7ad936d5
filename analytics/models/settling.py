"""What was learned of how the days of a source grow, and the days that are still growing."""

from typing import Any

from django.db import models

from accounts.tenancy import WorkspaceForeignKey, WorkspaceManager
from integrations.models import Source


class Settling(models.Model):
    """A source's chain ladder for one measure, as learned on a day.

    `steps` are [factor, variance, weight] from one age to the next; `days` is {date: [value,
    place]} of the days that grow: their value at the end of the day before, and their place on the
    ladder. Without steps, `days_missing` more days have to pass. `currency` is "" for counts.
    `apart` says by place how far campaigns differ from the whole, as shares; empty where they are
    too few to tell.
    """

    pk = models.CompositePrimaryKey("workspace_id", "source_id", "measure", "currency")
    workspace = models.ForeignKey(
        "accounts.Workspace", on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    source = WorkspaceForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    measure = models.CharField(max_length=20)
    currency = models.CharField(max_length=3, blank=True, default="")
    steps: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    days: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    apart: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    days_missing = models.PositiveSmallIntegerField(default=0)
    learned_on = models.DateField()

    objects = WorkspaceManager()

    def __str__(self) -> str:
        return f"{self.measure} of {self.source_id}"
