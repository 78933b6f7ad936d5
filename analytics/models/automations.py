"""Rules that act: what they say in each version, when they looked, what they did and why."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import WorkspaceForeignKey, WorkspaceModel


def _member() -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )


class AutomationState(models.TextChoices):
    """How far a rule goes."""

    DRY = "dry", _("Dry run")
    LIVE = "live", _("Live")
    PAUSED = "paused", _("Paused")


class Automation(WorkspaceModel):
    """One rule; what it says is in its versions, of which `version` counts.

    `live_by` stands behind all that it asks for, and approves none of it. `judged` is up to where
    it has looked: {source: the last day}, {"hour": the last hour}; `waits` names what it waits for.
    """

    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=6, choices=AutomationState.choices, default=AutomationState.DRY
    )
    judged: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    waits: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    looked_at = models.DateTimeField(null=True)
    made_by = _member()
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    live_by = _member()
    live_at = models.DateTimeField(null=True)
    paused_by = _member()
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    # What a deleted one did stays in the log.
    deleted_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class AutomationVersion(WorkspaceModel):
    """What a rule says from a moment on, as analytics.automations.rule writes it; append-only."""

    automation = WorkspaceForeignKey(Automation, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    rule: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    made_by = _member()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "automation", "number"], name="automation_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.automation_id}"


class AutomationRun(WorkspaceModel):
    """One time that a rule looked at something new; `others` did not meet what it asks for.

    It is over when all that it wanted was asked for; a killed worker's successor takes it up.
    """

    automation = WorkspaceForeignKey(Automation, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    is_live = models.BooleanField()
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    looked = models.PositiveIntegerField(default=0)
    acted = models.PositiveIntegerField(default=0)
    held_out = models.PositiveIntegerField(default=0)
    blocked = models.PositiveIntegerField(default=0)
    others: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "automation"],
                condition=models.Q(ended_at=None),
                name="automation_run_alone",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "automation", "-began_at"], name="automation_runs")
        ]

    def __str__(self) -> str:
        return f"{self.automation_id} at {self.began_at}"


class AutomationDecision(WorkspaceModel):
    """What a rule decided of one thing on one occasion, why, and by which numbers; append-only."""

    automation = WorkspaceForeignKey(Automation, on_delete=models.CASCADE, related_name="+")
    run = WorkspaceForeignKey(AutomationRun, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    is_live = models.BooleanField()
    thing_kind = models.CharField(max_length=10)
    thing_key = models.CharField(max_length=64)
    thing_name = models.CharField(max_length=255)
    occasion = models.CharField(max_length=64)
    outcome = models.CharField(max_length=10)
    do = models.CharField(max_length=10)
    reason = models.CharField(max_length=20)
    details: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    sums: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    incident_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    action_id: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "automation", "is_live", "thing_key", "occasion"],
                name="automation_decides_once",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "automation", "-at"], name="automation_log"),
            models.Index(fields=["workspace", "thing_key", "-at"], name="automation_log_of"),
            models.Index(
                fields=["workspace", "incident_id"],
                condition=~models.Q(incident_id=None),
                name="automation_because",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.thing_name} ({self.reason})"


class AutomationPreview(WorkspaceModel):
    """What one version would have done over the last weeks; kept for some days."""

    automation = WorkspaceForeignKey(Automation, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    # Null until the job is done.
    result: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(
        null=True
    )
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Preview of {self.automation_id}, version {self.version}"


class AutomationSwitch(WorkspaceModel):
    """Whether all automations of a workspace stand still, since when and by whom."""

    stopped_at = models.DateTimeField(null=True)
    stopped_by = _member()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="automation_switch_once")]

    def __str__(self) -> str:
        return f"Stopped at {self.stopped_at}" if self.stopped_at else "Running"
