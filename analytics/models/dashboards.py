"""A board of tiles, and every version of how they were set."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel

LONGEST_NAME = 120


class Dashboard(WorkspaceModel):
    """A board under a name, of whoever made it and of the members whose role is among `roles`.

    `version` is the number of the one that counts. A deleted board can be had back until the
    nightly sweep forgets it.
    """

    name = models.CharField(max_length=LONGEST_NAME)
    roles = ArrayField(models.CharField(max_length=20), default=list)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class DashboardVersion(WorkspaceModel):
    """How a board was set from one moment on; rows are added, and nobody may alter one.

    `layout` is what `analytics.dashboards.layout` writes. `restored` is the number of the version
    that this one brought back.
    """

    dashboard = WorkspaceForeignKey(Dashboard, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    layout: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    restored = models.PositiveIntegerField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "dashboard", "number"], name="dashboard_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
